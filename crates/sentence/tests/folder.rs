//! What anybody notices who reads a model from a folder. The one here has invented weights, drawn by a seed.

use std::fs;
use std::path::{Path, PathBuf};

use sentence::{FILES, SentenceModel, Side, invented};
use tempfile::TempDir;

struct Folder {
    _parent: TempDir,
    path: PathBuf,
}

/// A folder of this name with an invented model.
fn folder(name: &str, seed: u64) -> Folder {
    let parent = tempfile::tempdir().expect("a folder");
    let path = parent.path().join(name);
    invented::write(&path, seed).expect("a written folder");
    Folder { _parent: parent, path }
}

fn open(path: &Path) -> SentenceModel {
    SentenceModel::open(path).expect("a whole folder")
}

fn complaint(path: &Path) -> String {
    SentenceModel::open(path).err().expect("no model").to_string()
}

fn vectors(model: &SentenceModel, texts: &[&str]) -> Vec<Vec<f32>> {
    let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    model.embed(Side::Query, &texts).expect("vectors")
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let product = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    product(a, b) / (product(a, a) * product(b, b)).sqrt()
}

#[test]
fn the_same_words_get_the_same_vector_and_others_another() {
    let kept = folder("small", 1);
    let found = vectors(&open(&kept.path), &["raising a round", "baking bread", "Raising  a ROUND"]);
    assert_eq!(found[0].len(), invented::WIDTH);
    assert!(cosine(&found[0], &found[2]) > 0.99999, "case and spaces tell nothing");
    assert!(cosine(&found[0], &found[1]) < 0.99);
    let again = vectors(&open(&kept.path), &["raising a round"]);
    assert!(cosine(&found[0], &again[0]) > 0.99999);
}

#[test]
fn who_else_is_in_the_batch_changes_nothing() {
    let kept = folder("small", 2);
    let model = open(&kept.path);
    let long = "a very much longer phrase about sailing boats and their masts";
    let texts: Vec<String> =
        (0..70).map(|n| if n % 3 == 0 { long.to_owned() } else { format!("text {n}") }).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let together = vectors(&model, &texts);
    for (text, vector) in texts.iter().zip(&together) {
        let alone = vectors(&model, &[text]).remove(0);
        assert!(cosine(&alone, vector) > 0.99999, "{text}");
    }
    assert!(vectors(&model, &[]).is_empty());
}

#[test]
fn a_text_longer_than_the_model_reads_is_cut() {
    let kept = folder("small", 3);
    let model = open(&kept.path);
    let long = "sail ".repeat(500);
    let found = vectors(&model, &[&long, &format!("{long} and bread")]);
    assert!(found[0].iter().all(|number| number.is_finite()));
    assert!(cosine(&found[0], &found[1]) > 0.99999);
}

#[test]
fn only_e5_is_told_which_side_a_text_is_on() {
    for (name, is_told) in [("small", false), ("multilingual-E5-small", true)] {
        let kept = folder(name, 4);
        let model = open(&kept.path);
        let text = ["a flat in Lisbon".to_owned()];
        let [query, passage] =
            [Side::Query, Side::Passage].map(|side| model.embed(side, &text).expect("vectors"));
        assert_eq!(cosine(&query[0], &passage[0]) < 0.9999, is_told, "{name}");
    }
}

#[test]
fn the_version_changes_with_the_files_and_the_name_is_the_folder() {
    let (one, other) = (folder("small", 5), folder("small", 6));
    let (first, second) = (open(&one.path), open(&other.path));
    assert_eq!((first.id(), first.dimensions()), ("small", invented::WIDTH));
    assert_ne!(first.version(), second.version());
    assert_eq!(first.version(), open(&one.path).version());
}

#[test]
fn a_file_that_is_missing_or_broken_is_named() {
    for file in FILES {
        let kept = folder("small", 7);
        let path = kept.path.join(file);
        fs::write(&path, "{}").expect("a written file");
        assert!(complaint(&kept.path).contains(file), "{}", complaint(&kept.path));
        fs::remove_file(&path).expect("a removed file");
        let told = complaint(&kept.path);
        assert!(told.contains(file) && told.contains("cannot be read"), "{told}");
    }
}

#[test]
fn a_model_of_another_kind_is_refused_by_name() {
    let kept = folder("small", 8);
    let config = kept.path.join("config.json");
    let bert = fs::read_to_string(&config).expect("a file");
    fs::write(&config, bert.replace("\"bert\"", "\"roberta\"")).expect("a written file");
    assert!(complaint(&kept.path).contains("roberta"));
    fs::write(&config, bert).expect("a written file");
    fs::write(kept.path.join("1_Pooling/config.json"), r#"{"pooling_mode_mean_tokens": false}"#)
        .expect("written");
    assert!(complaint(&kept.path).contains("1_Pooling"));
}
