//! The built-in model: letters and meanings of words, weighted by how much they tell. No network, no download.

use model::fold::fold;

use super::language::{Language, Meaning, parted};
use super::phrase::EMBEDDED_AS;
use super::space::EmbeddingModel;
use super::tenant_words::TenantWords;
use super::vector::Vector;
use super::word_map::WordMap;

/// Dimensions of its vectors: first the meaning, then the letters.
pub const DIMENSIONS: usize = MEANING + LETTERS;
const MEANING: usize = 192;
const LETTERS: usize = 64;
/// What the letters weigh against the meaning.
const LETTERS_SHARE: f32 = 0.10;
/// Words and letter groups are hashed into this many features.
const FEATURES: u64 = 1 << 18;
/// Dimensions that a feature touches (a sparse random projection, Li, Hastie & Church 2006).
const TOUCHED: u32 = 4;
/// What all letter groups of a word weigh against the word itself.
const GROUPS_WEIGHT: f32 = 0.7;
/// What a word that is in nobody's list tells, against the most frequent word.
const RARE_WEIGHT: f32 = 3.5;
/// How much more a word tells for being rarer in the language.
const PRIOR: f32 = 0.6;
/// The rank from which on a word begins to tell more.
const FREQUENT_RANK: f32 = 500.0;
/// Changes with the way vectors are made.
const VERSION: &str = "4";

/// The built-in model with the weights of one community.
#[derive(Clone, Debug)]
pub struct NgramModel {
    words: TenantWords,
    model: EmbeddingModel,
}

impl NgramModel {
    /// The model for a community with these common words.
    pub fn new(words: TenantWords) -> Self {
        let version = format!("{VERSION}-{EMBEDDED_AS}-{}", words.version());
        Self { model: EmbeddingModel { id: "built-in".to_owned(), version }, words }
    }

    /// Its name and version.
    pub fn model(&self) -> &EmbeddingModel {
        &self.model
    }

    /// The vector of a phrase; none when it holds no word.
    pub fn embed(&self, phrase: &str) -> Option<Vector> {
        let folded = fold(&parted(phrase));
        let all: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        let language = Language::of(&all);
        let telling: Vec<&str> = all.iter().copied().filter(|word| !language.is_silent(word)).collect();
        let words = if telling.is_empty() { all } else { telling };
        let (mut meaning, mut letters) = ([0.0; MEANING], [0.0; LETTERS]);
        for word in words {
            self.add_word(word, language.meaning(word), &mut meaning, &mut letters);
        }
        scale_to(&mut meaning, (1.0 - LETTERS_SHARE).sqrt());
        scale_to(&mut letters, LETTERS_SHARE.sqrt());
        Vector::of(&[meaning.as_slice(), &letters].concat())
    }

    fn add_word(&self, word: &str, known: Option<Meaning>, meaning: &mut [f32], letters: &mut [f32]) {
        let rarity = known.as_ref().map_or(RARE_WEIGHT, |known| {
            (1.0 + PRIOR * (1.0 + known.rank as f32 / FREQUENT_RANK).ln()).min(RARE_WEIGHT)
        });
        let weight = rarity * self.words.weight(word);
        if let Some(known) = known {
            add_direction(&known.words, weight, meaning);
        }
        project(word.as_bytes(), weight, letters);
        let groups = letter_groups(word);
        let share = weight * GROUPS_WEIGHT / (groups.len().max(1) as f32).sqrt();
        for group in groups {
            project(group.as_bytes(), share, letters);
        }
    }
}

/// Adds the direction between the words, so long as the weight says.
fn add_direction(words: &[(usize, f32)], weight: f32, sum: &mut [f32]) {
    let mut between = [0.0; MEANING];
    for (word, share) in words {
        let steps = WordMap::bundled().direction(*word);
        let length = steps.iter().map(|step| f32::from(*step).powi(2)).sum::<f32>().sqrt().max(1.0);
        between.iter_mut().zip(steps).for_each(|(sum, step)| *sum += share * f32::from(*step) / length);
    }
    scale_to(&mut between, weight);
    sum.iter_mut().zip(between).for_each(|(sum, part)| *sum += part);
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

fn scale_to(numbers: &mut [f32], length: f32) {
    let now = numbers.iter().map(|number| number * number).sum::<f32>().sqrt();
    if now > 0.0 {
        numbers.iter_mut().for_each(|number| *number *= length / now);
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
        assert!(cosine("negotiating contracts", "contract negotiation") > 0.5);
    }

    #[test]
    fn the_same_need_in_other_words_is_near() {
        let near = cosine("asking my boss for a higher salary", "negotiating pay with managers");
        assert!(
            near > cosine("asking my boss for a higher salary", "baking sourdough bread") + 0.15,
            "{near}"
        );
    }

    #[test]
    fn the_same_need_in_another_language_is_near() {
        for need in [
            "mit dem Chef über das Gehalt verhandeln",
            "négocier mon salaire avec mon patron",
            "negociar el sueldo con mi jefe",
            "negoziare lo stipendio con il capo",
            "negociar o salário com o chefe",
        ] {
            let near = cosine(need, "negotiating pay with managers");
            let far = cosine(need, "baking sourdough bread");
            assert!(near > far + 0.25, "{need}: {near} and {far}");
        }
    }

    #[test]
    fn a_word_that_no_list_knows_is_still_found_by_its_letters() {
        assert!(cosine("zyklotronik", "zyklotroniker") > cosine("zyklotronik", "quarkbällchen") + 0.2);
    }

    #[test]
    fn no_word_no_vector() {
        let model = NgramModel::new(TenantWords::default());
        assert_eq!(model.embed("!?"), None);
        assert_eq!(model.embed(""), None);
        assert!(model.embed("how to").is_some());
    }
}
