//! The built-in model: words and letter groups, weighted by how much they tell. No network, no download.

use model::fold::fold;

use super::space::EmbeddingModel;
use super::tenant_words::TenantWords;
use super::vector::Vector;

/// Dimensions of its vectors.
pub const DIMENSIONS: usize = 256;
/// Features are hashed into this many.
const FEATURES: u64 = 1 << 18;
/// Dimensions that a feature touches (a sparse random projection, Li, Hastie & Church 2006).
const TOUCHED: u32 = 8;
/// What all letter groups of a word weigh against the word itself.
const GROUPS_WEIGHT: f32 = 0.5;
/// Changes with the way vectors are made.
const VERSION: &str = "1";

/// The built-in model with the weights of one community.
#[derive(Clone, Debug)]
pub struct NgramModel {
    words: TenantWords,
    model: EmbeddingModel,
}

impl NgramModel {
    /// The model for a community with these common words.
    pub fn new(words: TenantWords) -> Self {
        let version = format!("{VERSION}-{}", words.version());
        Self { model: EmbeddingModel { id: "built-in".to_owned(), version }, words }
    }

    /// Its name and version.
    pub fn model(&self) -> &EmbeddingModel {
        &self.model
    }

    /// The vector of a phrase; none when it holds no word.
    pub fn embed(&self, phrase: &str) -> Option<Vector> {
        let mut sum = [0.0; DIMENSIONS];
        for word in fold(phrase).split(' ').filter(|word| !word.is_empty()) {
            self.add_word(word, &mut sum);
        }
        Vector::of(&sum)
    }

    fn add_word(&self, word: &str, sum: &mut [f32]) {
        let weight = self.words.weight(word);
        project(word.as_bytes(), weight, sum);
        let groups = letter_groups(word);
        let share = weight * GROUPS_WEIGHT / (groups.len().max(1) as f32).sqrt();
        for group in groups {
            project(group.as_bytes(), share, sum);
        }
    }
}

/// Groups of three to five letters, with the ends of the word marked.
fn letter_groups(word: &str) -> Vec<String> {
    let letters: Vec<char> = format!("<{word}>").chars().collect();
    (3..=5).flat_map(|length| letters.windows(length)).map(|group| group.iter().collect()).collect()
}

fn project(feature: &[u8], weight: f32, sum: &mut [f32]) {
    let feature = hash(feature) % FEATURES;
    for turn in 0..TOUCHED {
        let drawn = hash(&(feature << 8 | u64::from(turn)).to_le_bytes());
        let sign = if drawn >> 63 == 0 { weight } else { -weight };
        sum[(drawn % sum.len() as u64) as usize] += sign;
    }
}

/// FNV-1a, finished as in MurmurHash3.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    let fnv = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    let mut hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325, fnv);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cosine(a: &str, b: &str) -> f32 {
        let model = NgramModel::new(TenantWords::default());
        model.embed(a).expect("words").cosine(&model.embed(b).expect("words"))
    }

    #[test]
    fn case_accents_and_endings_matter_little() {
        assert!(cosine("CAFÉ MANAGER", "café manager") > 0.999);
        assert!(
            cosine("negotiating contracts", "contract negotiation")
                > cosine("negotiating contracts", "baking bread") + 0.1
        );
    }

    #[test]
    fn no_word_no_vector() {
        let model = NgramModel::new(TenantWords::default());
        assert_eq!(model.embed("!?"), None);
        assert_eq!(model.embed(""), None);
    }
}
