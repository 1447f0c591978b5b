//! A model of two small layers with weights drawn by a seed: it understands nothing, and reads as a true one does.

use std::collections::HashMap;
use std::io;
use std::path::Path;

use candle_core::{Device, Tensor};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};

/// Dimensions of its vectors.
pub const WIDTH: usize = 32;
const INNER: usize = 64;
const LAYERS: usize = 2;
const POSITIONS: usize = 64;
const MARKS: [&str; 4] = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"];

/// Writes the folder's files. Another seed makes another model.
///
/// # Errors
/// The folder cannot be written.
pub fn write(folder: &Path, seed: u64) -> io::Result<()> {
    let vocabulary = vocabulary();
    std::fs::create_dir_all(folder.join("1_Pooling"))?;
    std::fs::write(folder.join("config.json"), config(vocabulary.len()).to_string())?;
    std::fs::write(folder.join("tokenizer.json"), tokenizer(&vocabulary).to_string())?;
    let pooling = json!({ "word_embedding_dimension": WIDTH, "pooling_mode_mean_tokens": true });
    std::fs::write(folder.join("1_Pooling/config.json"), pooling.to_string())?;
    let weights = weights(vocabulary.len(), seed).map_err(io::Error::other)?;
    candle_core::safetensors::save(&weights, folder.join("model.safetensors")).map_err(io::Error::other)
}

/// Every word is spelt.
fn vocabulary() -> Vec<String> {
    let letters = || ('a'..='z').chain('0'..='9').chain([':', '-']);
    let inside = letters().map(|letter| format!("##{letter}"));
    MARKS.map(str::to_owned).into_iter().chain(letters().map(String::from)).chain(inside).collect()
}

fn config(words: usize) -> Value {
    json!({
        "model_type": "bert", "hidden_act": "gelu", "hidden_size": WIDTH, "intermediate_size": INNER,
        "num_hidden_layers": LAYERS, "num_attention_heads": 4, "max_position_embeddings": POSITIONS,
        "type_vocab_size": 2, "vocab_size": words, "layer_norm_eps": 1e-12,
    })
}

fn tokenizer(vocabulary: &[String]) -> Value {
    let ids: HashMap<&String, usize> = vocabulary.iter().zip(0..).collect();
    let mark = |id: &str| json!({ "SpecialToken": { "id": id, "type_id": 0 } });
    let special = |id: &str, number: usize| json!({ "id": id, "ids": [number], "tokens": [id] });
    let text = json!({ "Sequence": { "id": "A", "type_id": 0 } });
    json!({
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "decoder": null,
        "normalizer": {
            "type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
            "strip_accents": null, "lowercase": true,
        },
        "pre_tokenizer": { "type": "BertPreTokenizer" },
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [mark("[CLS]"), text, mark("[SEP]")],
            "pair": [mark("[CLS]"), text, mark("[SEP]")],
            "special_tokens": { "[CLS]": special("[CLS]", 2), "[SEP]": special("[SEP]", 3) },
        },
        "model": {
            "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100, "vocab": ids,
        },
    })
}

fn weights(words: usize, seed: u64) -> candle_core::Result<HashMap<String, Tensor>> {
    let mut dice = StdRng::seed_from_u64(seed);
    let mut drawn = |shape: &[usize]| {
        let numbers: Vec<f32> =
            (0..shape.iter().product()).map(|_| dice.random_range(-0.3_f32..0.3)).collect();
        Tensor::from_vec(numbers, shape, &Device::Cpu)
    };
    let mut weights = HashMap::new();
    for (table, rows) in [("word", words), ("position", POSITIONS), ("token_type", 2)] {
        weights.insert(format!("embeddings.{table}_embeddings.weight"), drawn(&[rows, WIDTH])?);
    }
    let mut norms = vec!["embeddings".to_owned()];
    for layer in 0..LAYERS {
        let layer = format!("encoder.layer.{layer}");
        norms.extend([format!("{layer}.attention.output"), format!("{layer}.output")]);
        let linears = [
            ("attention.self.query", WIDTH, WIDTH),
            ("attention.self.key", WIDTH, WIDTH),
            ("attention.self.value", WIDTH, WIDTH),
            ("attention.output.dense", WIDTH, WIDTH),
            ("intermediate.dense", INNER, WIDTH),
            ("output.dense", WIDTH, INNER),
        ];
        for (name, rows, columns) in linears {
            weights.insert(format!("{layer}.{name}.weight"), drawn(&[rows, columns])?);
            weights.insert(format!("{layer}.{name}.bias"), drawn(&[rows])?);
        }
    }
    for norm in norms {
        weights.insert(
            format!("{norm}.LayerNorm.weight"),
            Tensor::ones(WIDTH, candle_core::DType::F32, &Device::Cpu)?,
        );
        weights.insert(format!("{norm}.LayerNorm.bias"), drawn(&[WIDTH])?);
    }
    Ok(weights)
}
