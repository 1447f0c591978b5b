//! A model in memory, and the folder it comes from.

use std::path::{Path, PathBuf};

use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use tokenizers::{Tokenizer, TruncationParams};

use crate::bert::{Bert, BertConfig};

const CONFIG: &str = "config.json";
const TOKENIZER: &str = "tokenizer.json";
const WEIGHTS: &str = "model.safetensors";
/// Tells how the vectors of tokens become one; a folder without it is taken to want their mean.
const POOLING: &str = "1_Pooling/config.json";

/// The files that a folder must hold.
pub const FILES: [&str; 3] = [CONFIG, TOKENIZER, WEIGHTS];

/// Texts that go through the model together.
const BATCH: usize = 32;
/// Longest text in tokens. What is longer is cut.
const MOST_TOKENS: usize = 128;

/// Which side of a comparison a text is on. E5 models were trained to be told; to others it is all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What is looked for.
    Query,
    /// What is found.
    Passage,
}

/// Why a folder is no model.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A file is missing or may not be read.
    #[error("{path} cannot be read: {cause}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// A file holds something else.
    #[error("{path} is broken: {cause}")]
    Broken {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
    /// The model is of a kind that cannot be run here.
    #[error("{path}: {reason}")]
    Unsupported {
        /// The file that tells so.
        path: PathBuf,
        /// What would be supported.
        reason: String,
    },
}

/// Why texts have no vectors: the model and its tokenizer do not fit together.
#[derive(Debug, thiserror::Error)]
#[error("the model cannot read a text: {0}")]
pub struct ReadError(String);

/// A sentence model in memory.
pub struct SentenceModel {
    id: String,
    version: String,
    dimensions: usize,
    bert: Bert,
    tokenizer: Tokenizer,
    is_e5: bool,
}

#[derive(Deserialize)]
struct Pooling {
    pooling_mode_mean_tokens: bool,
}

impl SentenceModel {
    /// Reads a folder of the form that sentence-transformers writes. The folder's name becomes the model's; one with
    /// `e5` in it is told the side of every text.
    ///
    /// # Errors
    /// A file is missing or broken, or the model is no BERT encoder with gelu and mean pooling; the message names the
    /// file.
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        let config: BertConfig = parse(folder, CONFIG)?;
        check_kind(folder, &config)?;
        let tokenizer_bytes = read(folder, TOKENIZER)?;
        let weights = read(folder, WEIGHTS)?;
        let digest = [read(folder, CONFIG)?.as_slice(), &tokenizer_bytes, &weights]
            .into_iter()
            .fold(Sha256::new(), |digest, bytes| digest.chain_update(bytes))
            .finalize();
        let id = folder.file_name().map_or("local".into(), |name| name.to_string_lossy().into_owned());
        let builder = VarBuilder::from_buffered_safetensors(weights, DType::F32, &Device::Cpu);
        let bert = builder.and_then(|weights| Bert::load(&config, weights));
        Ok(Self {
            is_e5: id.to_lowercase().contains("e5"),
            version: digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect(),
            id,
            dimensions: config.hidden_size,
            bert: bert.map_err(|error| broken(folder, WEIGHTS, error))?,
            tokenizer: tokenizer(&tokenizer_bytes, MOST_TOKENS.min(config.max_position_embeddings))
                .map_err(|error| broken(folder, TOKENIZER, error))?,
        })
    }

    /// The folder's name.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What changes whenever a file of the folder does.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Dimensions of the vectors.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// The vectors of the texts, in their order, of any length. It takes milliseconds of a core for every text.
    ///
    /// # Errors
    /// The tokenizer knows words that the weights do not.
    pub fn embed(&self, side: Side, texts: &[String]) -> Result<Vec<Vec<f32>>, ReadError> {
        let mut tokens = Vec::with_capacity(texts.len());
        for text in texts {
            tokens.push(self.tokens(side, text).map_err(|error| ReadError(error.to_string()))?);
        }
        // Texts of like length go together, so that little is padded.
        let mut order: Vec<usize> = (0..texts.len()).collect();
        order.sort_by_key(|at| tokens[*at].len());
        let mut vectors = vec![Vec::new(); texts.len()];
        for batch in order.chunks(BATCH) {
            let together: Vec<&[u32]> = batch.iter().map(|at| tokens[*at].as_slice()).collect();
            let rows = self.forward(&together).map_err(|error| ReadError(error.to_string()))?;
            for (at, row) in batch.iter().zip(rows) {
                vectors[*at] = row;
            }
        }
        Ok(vectors)
    }

    fn tokens(&self, side: Side, text: &str) -> tokenizers::Result<Vec<u32>> {
        let prefix = match side {
            _ if !self.is_e5 => "",
            Side::Query => "query: ",
            Side::Passage => "passage: ",
        };
        let encoded = self.tokenizer.encode(format!("{prefix}{text}"), true)?;
        Ok(encoded.get_ids().to_vec())
    }

    fn forward(&self, texts: &[&[u32]]) -> candle_core::Result<Vec<Vec<f32>>> {
        let length = texts.iter().map(|text| text.len()).max().unwrap_or(0).max(1);
        let shape = (texts.len(), length);
        let places = || texts.iter().flat_map(|text| (0..length).map(|at| text.get(at).copied()));
        let tokens: Vec<u32> = places().map(Option::unwrap_or_default).collect();
        let mask: Vec<f32> = places().map(|token| if token.is_some() { 1.0 } else { 0.0 }).collect();
        let tokens = Tensor::from_vec(tokens, shape, &Device::Cpu)?;
        let mask = Tensor::from_vec(mask, shape, &Device::Cpu)?;
        self.bert.mean_vectors(&tokens, &mask)?.to_vec2()
    }
}

fn check_kind(folder: &Path, config: &BertConfig) -> Result<(), OpenError> {
    let unsupported =
        |file: &str, reason: String| Err(OpenError::Unsupported { path: folder.join(file), reason });
    let (kind, activation) = (&config.model_type, &config.hidden_act);
    if kind != "bert" || activation != "gelu" {
        return unsupported(
            CONFIG,
            format!("only BERT with gelu can be run, this is {kind} with {activation}"),
        );
    }
    if folder.join(POOLING).exists() && !parse::<Pooling>(folder, POOLING)?.pooling_mode_mean_tokens {
        return unsupported(POOLING, "only the mean of all tokens is supported".to_owned());
    }
    Ok(())
}

/// Padding is done here, batch by batch, whatever the file says.
fn tokenizer(bytes: &[u8], most_tokens: usize) -> tokenizers::Result<Tokenizer> {
    let mut tokenizer = Tokenizer::from_bytes(bytes)?;
    tokenizer.with_padding(None);
    tokenizer.with_truncation(Some(TruncationParams { max_length: most_tokens, ..Default::default() }))?;
    Ok(tokenizer)
}

fn parse<T: DeserializeOwned>(folder: &Path, file: &str) -> Result<T, OpenError> {
    serde_json::from_slice(&read(folder, file)?).map_err(|error| broken(folder, file, error))
}

fn read(folder: &Path, file: &str) -> Result<Vec<u8>, OpenError> {
    let path = folder.join(file);
    std::fs::read(&path).map_err(|cause| OpenError::Unreadable { path, cause })
}

fn broken(folder: &Path, file: &str, cause: impl ToString) -> OpenError {
    OpenError::Broken { path: folder.join(file), cause: cause.to_string() }
}
