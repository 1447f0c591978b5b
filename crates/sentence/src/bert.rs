//! The forward pass of a BERT sentence encoder (Devlin et al. 2018), over candle.

use candle_core::{D, Module, Result, Tensor};
use candle_nn::{
    Embedding, LayerNorm, Linear, VarBuilder, embedding, layer_norm, linear, ops::softmax_last_dim,
};
use serde::Deserialize;

/// The part of `config.json` that the pass needs.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct BertConfig {
    pub(super) model_type: String,
    pub(super) hidden_act: String,
    pub(super) hidden_size: usize,
    pub(super) max_position_embeddings: usize,
    vocab_size: usize,
    num_hidden_layers: usize,
    num_attention_heads: usize,
    intermediate_size: usize,
    type_vocab_size: usize,
    layer_norm_eps: f64,
}

/// The encoder with its weights.
pub(super) struct Bert {
    words: Embedding,
    positions: Embedding,
    kinds: Embedding,
    norm: LayerNorm,
    layers: Vec<Layer>,
}

struct Layer {
    query: Linear,
    key: Linear,
    value: Linear,
    seen: Linear,
    seen_norm: LayerNorm,
    inner: Linear,
    outer: Linear,
    outer_norm: LayerNorm,
    heads: usize,
}

impl Bert {
    pub(super) fn load(config: &BertConfig, weights: VarBuilder<'_>) -> Result<Self> {
        let weights = if weights.contains_tensor("bert.embeddings.word_embeddings.weight") {
            weights.pp("bert")
        } else {
            weights
        };
        let (width, tables) = (config.hidden_size, weights.pp("embeddings"));
        let layers = weights.pp("encoder.layer");
        Ok(Self {
            words: embedding(config.vocab_size, width, tables.pp("word_embeddings"))?,
            positions: embedding(config.max_position_embeddings, width, tables.pp("position_embeddings"))?,
            kinds: embedding(config.type_vocab_size, width, tables.pp("token_type_embeddings"))?,
            norm: layer_norm(width, config.layer_norm_eps, tables.pp("LayerNorm"))?,
            layers: (0..config.num_hidden_layers)
                .map(|number| Layer::load(config, layers.pp(number)))
                .collect::<Result<_>>()?,
        })
    }

    /// The mean over the tokens of each text (texts × width). `mask` is 1 for a token and 0 for padding.
    pub(super) fn mean_vectors(&self, tokens: &Tensor, mask: &Tensor) -> Result<Tensor> {
        let places = Tensor::arange(0, tokens.dim(1)? as u32, tokens.device())?;
        let hidden = self
            .words
            .forward(tokens)?
            .broadcast_add(&self.positions.forward(&places)?)?
            .broadcast_add(&self.kinds.forward(&tokens.zeros_like()?)?)?;
        let mut hidden = self.norm.forward(&hidden)?;
        let bias = ((mask - 1.0)? * 1e9)?.unsqueeze(1)?.unsqueeze(1)?;
        for layer in &self.layers {
            hidden = layer.forward(&hidden, &bias)?;
        }
        let weights = mask.unsqueeze(D::Minus1)?;
        hidden.broadcast_mul(&weights)?.sum(1)?.broadcast_div(&mask.sum_keepdim(1)?)
    }
}

impl Layer {
    fn load(config: &BertConfig, weights: VarBuilder<'_>) -> Result<Self> {
        let (width, inner) = (config.hidden_size, config.intermediate_size);
        let seeing = weights.pp("attention.self");
        let seen = weights.pp("attention.output");
        let outer = weights.pp("output");
        Ok(Self {
            query: linear(width, width, seeing.pp("query"))?,
            key: linear(width, width, seeing.pp("key"))?,
            value: linear(width, width, seeing.pp("value"))?,
            seen: linear(width, width, seen.pp("dense"))?,
            seen_norm: layer_norm(width, config.layer_norm_eps, seen.pp("LayerNorm"))?,
            inner: linear(width, inner, weights.pp("intermediate.dense"))?,
            outer: linear(inner, width, outer.pp("dense"))?,
            outer_norm: layer_norm(width, config.layer_norm_eps, outer.pp("LayerNorm"))?,
            heads: config.num_attention_heads,
        })
    }

    fn forward(&self, hidden: &Tensor, bias: &Tensor) -> Result<Tensor> {
        let seen = self.seen.forward(&self.attend(hidden, bias)?)?;
        let hidden = self.seen_norm.forward(&(hidden + seen)?)?;
        let inner = self.inner.forward(&hidden)?.gelu_erf()?;
        self.outer_norm.forward(&(&hidden + self.outer.forward(&inner)?)?)
    }

    fn attend(&self, hidden: &Tensor, bias: &Tensor) -> Result<Tensor> {
        let (texts, length, width) = hidden.dims3()?;
        let split = |part: &Linear| {
            part.forward(hidden)?
                .reshape((texts, length, self.heads, width / self.heads))?
                .transpose(1, 2)?
                .contiguous()
        };
        let (query, key, value) = (split(&self.query)?, split(&self.key)?, split(&self.value)?);
        let scale = 1.0 / ((width / self.heads) as f64).sqrt();
        let scores = (query.matmul(&key.t()?.contiguous()?)? * scale)?.broadcast_add(bias)?;
        softmax_last_dim(&scores)?.matmul(&value)?.transpose(1, 2)?.reshape((texts, length, width))
    }
}
