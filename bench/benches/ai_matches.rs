//! How good ai-matches are on the planted people, and what an answer costs: `cargo bench -p bench --bench ai_matches`.
//! With `MODEL_PATH` set to the folder of a sentence model it is judged beside the built-in one.

use std::path::PathBuf;

use bench::community::id;
use bench::planted::{Planted, Profile, Structure};
use bench::retrieval::{Embed, PLACES, Retrieval, Trial, by_match_score, embedded, retrieval};
use bench::{percentile, thread_cpu_ms};
use matching::ai_match::{
    Circumstances, EmbeddedFacets, EmbeddedPhrase, EmbeddingModel, Facet, NgramModel, Purpose, Question,
    Space, TenantWords, Vector, ngram,
};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sentence::{SentenceModel, Side};

const MEMBERS: usize = 100_000;
const QUESTIONS: usize = 200;
const READ_AT_ONCE: usize = 512_000_000;

fn main() {
    let planted = Planted::load();
    let structure = Structure::of(&planted);
    println!("{:<34} {:>9} {:>6} {:>7}   disjoint  shared words", "", "Recall@10", "MRR", "NDCG@10");
    let random = PLACES as f64 / (planted.profiles.len() - 1) as f64;
    println!("{:<34} {random:>9.3}", "random");
    show("S alone", &planted, |person| by_match_score(&planted, &structure, person));
    let model = NgramModel::new(TenantWords::default());
    let embed = |_: Facet, texts: &[String]| texts.iter().map(|text| model.embed(text)).collect();
    measure(&planted, &structure, model.model(), ngram::DIMENSIONS, &embed);
    if let Some(folder) = std::env::var_os("MODEL_PATH").map(PathBuf::from) {
        let model = SentenceModel::open(&folder).expect("MODEL_PATH is the folder of a sentence model");
        let named = EmbeddingModel { id: model.id().to_owned(), version: model.version().to_owned() };
        let embed = |facet: Facet, texts: &[String]| by_sentence(&model, facet, texts);
        measure(&planted, &structure, &named, model.dimensions(), &embed);
    }
}

fn by_sentence(model: &SentenceModel, facet: Facet, texts: &[String]) -> Vec<Option<Vector>> {
    let side = if facet == Facet::Seeks { Side::Query } else { Side::Passage };
    let rows = model.embed(side, texts).expect("the tokenizer fits the weights");
    rows.iter().map(|row| Vector::of(row)).collect()
}

fn show(name: &str, planted: &Planted, list: impl Fn(usize) -> Vec<model::id::UserId>) {
    let all = retrieval(planted, &list, |_| true);
    let disjoint = retrieval(planted, &list, |pair| pair.is_disjoint);
    let shared = retrieval(planted, &list, |pair| !pair.is_disjoint);
    let Retrieval { recall, mrr, ndcg } = all;
    println!(
        "{name:<34} {recall:>9.3} {mrr:>6.3} {ndcg:>7.3}   {:>8.3}  {:>12.3}",
        disjoint.recall, shared.recall
    );
}

fn measure(
    planted: &Planted,
    structure: &Structure,
    model: &EmbeddingModel,
    dimensions: usize,
    embed: Embed<'_>,
) {
    let mut trial = Trial::new(planted, structure, model.clone(), dimensions, embed);
    show(&model.id, planted, |person| trial.people(person));
    let (listed, told) = trial.one_sided();
    let of_places = listed / PLACES as f64;
    println!(
        "  one-sided pairs in the list        {listed:.3}, {of_places:.3} of the places; told to help each other {told:.3}"
    );
    println!("  quotes word for word               {:.3}", trial.faithful());
    println!("  deleting the quoted offer lowers f {:.3}", trial.deletions_that_lower(5));
    println!("  swap of pronoun, country, school   {:.3}", trial.swap_overlap());
    println!("  Jaccard after an unrelated edit    {:.3}", trial.stability(10));
    let (with, without) = trial.sameness(10);
    println!("  likeness within a list             {with:.3}, without MMR {without:.3}");
    let (most, mean) = trial.stuffing(50);
    println!("  places gained by 50 keywords       at most {most}, mean {mean:.2}");
    languages(&mut trial);
    embedding_rate(planted, embed);
    answers(planted, model, dimensions, embed);
}

/// Recall@10 of a hundred pairs of whom one writes in another language, against the same pairs in English.
fn languages(trial: &mut Trial<'_>) {
    let translations = trial.planted.translations();
    let in_english: Vec<Profile> =
        translations[0].1.iter().map(|profile| trial.planted.profile(profile.id).clone()).collect();
    let english = trial.recall_when_written(&in_english);
    for (code, profiles) in translations {
        let recall = trial.recall_when_written(&profiles);
        println!(
            "  one of a pair writes in {code}         Recall@10 {recall:.3}, {:.2} of {english:.3} in English",
            recall / english
        );
    }
}

fn embedding_rate(planted: &Planted, embed: Embed<'_>) {
    let profiles = &planted.profiles[..100];
    let phrases: usize = profiles.iter().map(|p| p.seeks.len() + p.offers.len() + 3).sum();
    let begun = std::time::Instant::now();
    for profile in profiles {
        std::hint::black_box(embedded(&profile.facets(), embed));
    }
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "  embedding                          {:.0} profiles/s, about {:.0} phrases/s",
        100.0 / seconds,
        phrases as f64 / seconds
    );
}

/// A community of `MEMBERS`, how many needs each of them states, and how many phrases all of them offer.
struct Crowd {
    space: Space,
    needs: Vec<usize>,
    offers: usize,
}

impl Crowd {
    /// People with the phrases of the planted ones, each turned a little so that no two are the same.
    fn of(
        planted: &Planted,
        model: &EmbeddingModel,
        dimensions: usize,
        embed: Embed<'_>,
        dice: &mut StdRng,
    ) -> Self {
        let originals: Vec<EmbeddedFacets> =
            planted.profiles.iter().map(|profile| embedded(&profile.facets(), embed)).collect();
        let mut space = Space::new(model.clone(), dimensions, 5);
        space.begin_filling();
        let mut needs = Vec::with_capacity(MEMBERS);
        let mut offers = 0;
        for number in 0..MEMBERS {
            let parts = [0; 3].map(|_| dice.random_range(0..originals.len()));
            let facets = EmbeddedFacets {
                seeks: turned(&originals[parts[0]].seeks, dice),
                offers: turned(&originals[parts[1]].offers, dice),
                about: turned(&originals[parts[2]].about, dice),
            };
            space.put(id(number), &facets).expect("vectors of one model");
            needs.push(facets.seeks.len());
            offers += facets.offers.len();
        }
        let begun = thread_cpu_ms();
        space.calibrate();
        println!("  calibrating {MEMBERS} members       {:.0} ms of CPU", thread_cpu_ms() - begun);
        Self { space, needs, offers }
    }
}

/// What an answer costs in a crowd, beside the time that reading what it compares takes.
fn answers(planted: &Planted, model: &EmbeddingModel, dimensions: usize, embed: Embed<'_>) {
    let mut dice = StdRng::seed_from_u64(5);
    let crowd = Crowd::of(planted, model, dimensions, embed, &mut dice);
    let mut asked = 0_usize;
    let mut compared = 0_usize;
    let mut times: Vec<f64> = (0..QUESTIONS)
        .map(|_| {
            let seeker = dice.random_range(0..MEMBERS);
            compared += crowd.needs[seeker] * crowd.offers * dimensions;
            let question = Question { seeker: id(seeker), purpose: Purpose::Mutual, limit: PLACES };
            let begun = thread_cpu_ms();
            let list = crowd.space.answer(&question, |other| {
                asked += 1;
                Some(made_up(other.0.as_u128() as u64))
            });
            std::hint::black_box(list);
            thread_cpu_ms() - begun
        })
        .collect();
    let all: f64 = times.iter().sum();
    times.sort_by(f64::total_cmp);
    println!(
        "  answers took {:.1} times as long as reading every offer once for each need (bar 2), {:.1} times as long as once",
        all / reading_ms(compared),
        all / reading_ms(QUESTIONS * crowd.offers * dimensions),
    );
    println!(
        "  an answer at {MEMBERS} members     p50 {:.1} ms  p95 {:.1} ms of CPU; {} people scored in full; {:.0} bytes a member",
        percentile(&times, 0.5),
        percentile(&times, 0.95),
        asked / QUESTIONS,
        crowd.space.heap_bytes() as f64 / MEMBERS as f64,
    );
}

/// How long one core takes to read so many bytes that lie in no cache.
fn reading_ms(bytes: usize) -> f64 {
    let memory: Vec<u64> = (0..READ_AT_ONCE as u64 / 8).collect();
    let begun = thread_cpu_ms();
    let sum = memory.iter().fold(0_u64, |sum, word| sum.wrapping_add(*word));
    std::hint::black_box(sum);
    (thread_cpu_ms() - begun) * bytes as f64 / READ_AT_ONCE as f64
}

fn turned(phrases: &[EmbeddedPhrase], dice: &mut StdRng) -> Vec<EmbeddedPhrase> {
    let turn = |phrase: &EmbeddedPhrase| {
        let noise: Vec<f32> =
            (0..phrase.vector.dimensions()).map(|_| dice.random_range(-1.0_f32..1.0)).collect();
        let noise = Vector::of(&noise).expect("a direction");
        let vector = Vector::mean([&phrase.vector, &phrase.vector, &noise]).expect("a direction");
        EmbeddedPhrase { mark: phrase.mark, vector }
    };
    phrases.iter().map(turn).collect()
}

/// Circumstances as uneven as real ones.
fn made_up(person: u64) -> Circumstances {
    let drawn = person.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
    Circumstances {
        match_score: 0.1 + (drawn % 600) as f64 / 1000.0,
        common_half_hours: (drawn % 9) as u32,
        appearances: (drawn % 40) as u32,
        employer: Some(drawn % 3_000),
        leaf: Some(drawn % 400),
    }
}
