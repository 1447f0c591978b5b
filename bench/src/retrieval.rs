//! How well lists of ai-matches find the planted partners, and whether they are fair, honest and steady.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use matching::ai_match::{
    AiMatch, EmbeddedFacets, EmbeddedPhrase, EmbeddingModel, Facet, Facets, Given, Phrase, Purpose, Question,
    Space, Vector,
};
use model::id::UserId;

use crate::community::id;
use crate::planted::{MutualPair, Planted, Profile, Structure};

/// The length of the lists that are judged.
pub const PLACES: usize = 10;
const SEED: u64 = 7;

/// Turns a batch of phrases of one facet into vectors.
pub type Embed<'a> = &'a dyn Fn(Facet, &[String]) -> Vec<Option<Vector>>;

/// The planted people in a space of one model.
pub struct Trial<'a> {
    /// The people and who should find whom.
    pub planted: &'a Planted,
    /// What the match score reads.
    pub structure: &'a Structure,
    /// Their vectors.
    pub space: Space,
    embed: Embed<'a>,
}

/// How often, and how early, the planted partner stands in the list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Retrieval {
    /// The share of lists with the partner among the first ten.
    pub recall: f64,
    /// The mean of one over the partner's place.
    pub mrr: f64,
    /// The mean of one over the binary logarithm of the place plus one.
    pub ndcg: f64,
}

impl<'a> Trial<'a> {
    /// Puts everyone into a space.
    pub fn new(
        planted: &'a Planted,
        structure: &'a Structure,
        model: EmbeddingModel,
        dimensions: usize,
        embed: Embed<'a>,
    ) -> Self {
        let mut space = Space::new(model, dimensions, SEED);
        for profile in &planted.profiles {
            let facets = embedded(&profile.facets(), embed);
            space.put(profile.user(), &facets).expect("vectors of one model");
        }
        space.calibrate();
        Self { planted, structure, space, embed }
    }

    /// The full list of one person, as the product gives it.
    pub fn list(&self, person: usize, limit: usize) -> Vec<AiMatch> {
        let question = Question { seeker: id(person), purpose: Purpose::Mutual, limit };
        self.space.answer(&question, |other| self.structure.circumstances(id(person), other))
    }

    /// Who stands in the list.
    pub fn people(&self, person: usize) -> Vec<UserId> {
        self.list(person, PLACES).into_iter().map(|found| found.person).collect()
    }

    /// Changes one person's profile.
    pub fn put(&mut self, person: UserId, facets: &Facets) {
        let facets = embedded(facets, self.embed);
        self.space.put(person, &facets).expect("vectors of one model");
    }

    /// The share of one-sided pairs whose helper stands in the seeker's list at all, and the share of which the list
    /// says that they can help each other.
    pub fn one_sided(&self) -> (f64, f64) {
        let pairs = &self.planted.one_sided_pairs;
        let found: Vec<AiMatch> = pairs
            .iter()
            .filter_map(|pair| {
                self.list(pair.seeker, PLACES).into_iter().find(|m| m.person == id(pair.helper))
            })
            .collect();
        let told = found.iter().filter(|found| found.is_two_way()).count();
        (found.len() as f64 / pairs.len() as f64, told as f64 / pairs.len() as f64)
    }

    /// The share of quotes that stand word for word in the profiles.
    pub fn faithful(&self) -> f64 {
        let (mut quotes, mut honest) = (0_usize, 0_usize);
        for profile in &self.planted.profiles {
            for found in self.list(profile.id, PLACES) {
                let other = self.planted.profile(number(found.person));
                let pairs = [(&found.i_can_get, profile, other), (&found.i_can_give, other, profile)];
                for (pair, seeker, helper) in pairs {
                    let Some(pair) = pair else { continue };
                    quotes += 1;
                    let (seeking, helping) = (seeker.facets(), helper.facets());
                    let given = Given { seeker: &seeking, helper: &helping, mark };
                    let Some((need, offer)) = given.quote(pair) else { continue };
                    let stands = |texts: &[String], quote| texts.iter().any(|text| text.contains(quote));
                    honest += usize::from(stands(&seeker.seeks, need) && stands(&helper.offers, offer));
                }
            }
        }
        honest as f64 / quotes as f64
    }

    /// The share of quoted offers whose removal lowers what their owner is worth to the asker.
    pub fn deletions_that_lower(&mut self, every: usize) -> f64 {
        let (mut tried, mut lowered) = (0_usize, 0_usize);
        for asker in (1..=self.planted.profiles.len()).step_by(every) {
            let Some(found) = self.list(asker, PLACES).into_iter().next() else { continue };
            let Some(pair) = found.i_can_get else { continue };
            let before = self.planted.profile(number(found.person)).facets();
            let mut after = before.clone();
            after.offers.retain(|phrase| mark(phrase) != pair.offer);
            self.put(found.person, &after);
            let left = self.space.best_help(id(asker), found.person).map_or(0.0, |pair| pair.rank);
            self.put(found.person, &before);
            tried += 1;
            lowered += usize::from(left < pair.rank);
        }
        lowered as f64 / tried as f64
    }

    /// The largest rise in places, over some askers, of people who copy 50 keywords into their bio; the second number
    /// is the mean.
    pub fn stuffing(&mut self, every: usize) -> (i64, f64) {
        let everyone = self.planted.profiles.len();
        let words: Vec<&str> =
            self.planted.profiles.iter().flat_map(|p| &p.seeks).flat_map(|text| text.split(' ')).collect();
        let mut rises = Vec::new();
        for stuffer in (1..=everyone).step_by(every) {
            let asker = stuffer % everyone + 1;
            let profile = self.planted.profile(stuffer);
            let place = |trial: &Self| trial.place(asker, id(stuffer)) as i64;
            let before = place(self);
            let copied: Vec<&str> = words.iter().copied().skip(stuffer * 5).step_by(3).take(50).collect();
            let mut stuffed = profile.clone();
            stuffed.bio = format!("{} {}", profile.bio, copied.join(" "));
            self.put(id(stuffer), &stuffed.facets());
            rises.push(before - place(self));
            self.put(id(stuffer), &profile.facets());
        }
        let mean = rises.iter().sum::<i64>() as f64 / rises.len() as f64;
        (rises.into_iter().max().unwrap_or(0), mean)
    }

    /// The place of somebody by score among everyone.
    fn place(&self, asker: usize, person: UserId) -> usize {
        let mut all = self.list(asker, self.planted.profiles.len());
        all.sort_by(|a, b| b.score.total_cmp(&a.score));
        all.iter().position(|found| found.person == person).unwrap_or(all.len())
    }

    /// The mean overlap (Jaccard) of lists before and after their owner adds a sentence about something else.
    pub fn stability(&mut self, every: usize) -> f64 {
        let edits = (1..=self.planted.profiles.len()).step_by(every).map(|person| {
            let mut edited = self.planted.profile(person).clone();
            edited.bio.push_str(" We moved to a new house last spring.");
            (person, edited.facets())
        });
        self.overlap_after(edits.collect())
    }

    /// The mean overlap of lists when the owner's pronoun, country or university is another.
    pub fn swap_overlap(&mut self) -> f64 {
        let edits = self.planted.swaps.iter().map(|swap| {
            let mut swapped = self.planted.profile(swap.id).clone();
            swapped.bio.clone_from(&swap.bio);
            (swap.id, swapped.facets())
        });
        self.overlap_after(edits.collect())
    }

    /// The recall of lists of these people and of their partners, when they write what these profiles say.
    pub fn recall_when_written(&mut self, profiles: &[Profile]) -> f64 {
        let writers: HashSet<usize> = profiles.iter().map(|profile| profile.id).collect();
        profiles.iter().for_each(|profile| self.put(profile.user(), &profile.facets()));
        self.space.calibrate();
        let found = retrieval(self.planted, |person| self.people(person), |pair| writers.contains(&pair.a));
        for writer in writers {
            self.put(id(writer), &self.planted.profile(writer).facets());
        }
        self.space.calibrate();
        found.recall
    }

    fn overlap_after(&mut self, edits: Vec<(usize, Facets)>) -> f64 {
        let mut sum = 0.0;
        let count = edits.len() as f64;
        for (person, facets) in edits {
            let before: HashSet<UserId> = self.people(person).into_iter().collect();
            self.put(id(person), &facets);
            let after: HashSet<UserId> = self.people(person).into_iter().collect();
            self.put(id(person), &self.planted.profile(person).facets());
            sum += before.intersection(&after).count() as f64 / before.union(&after).count().max(1) as f64;
        }
        sum / count
    }

    /// The mean likeness of people on a list: as it is, and of those with the best scores alone.
    pub fn sameness(&self, every: usize) -> (f64, f64) {
        let about: HashMap<UserId, Vector> = self
            .planted
            .profiles
            .iter()
            .filter_map(|profile| {
                let about = embedded(&profile.facets(), self.embed).about;
                Some((profile.user(), Vector::mean(about.iter().map(|phrase| &phrase.vector))?))
            })
            .collect();
        let sameness = |list: &[AiMatch]| {
            let vectors: Vec<&Vector> = list.iter().filter_map(|found| about.get(&found.person)).collect();
            let pairs =
                vectors.iter().enumerate().flat_map(|(n, a)| vectors[..n].iter().map(move |b| a.cosine(b)));
            let pairs: Vec<f32> = pairs.collect();
            f64::from(pairs.iter().sum::<f32>()) / pairs.len().max(1) as f64
        };
        let (mut with, mut without, mut lists) = (0.0, 0.0, 0.0);
        for person in (1..=self.planted.profiles.len()).step_by(every) {
            let mut best = self.list(person, 50);
            best.sort_by(|a, b| b.score.total_cmp(&a.score));
            best.truncate(PLACES);
            with += sameness(&self.list(person, PLACES));
            without += sameness(&best);
            lists += 1.0;
        }
        (with / lists, without / lists)
    }
}

/// Judges lists of the 800 people with a partner; `counts` tells which pairs count.
pub fn retrieval(
    planted: &Planted,
    list: impl Fn(usize) -> Vec<UserId>,
    counts: impl Fn(&MutualPair) -> bool,
) -> Retrieval {
    let pairs = planted.mutual_pairs.iter().filter(|pair| counts(pair));
    let directions: Vec<(usize, usize)> =
        pairs.flat_map(|pair| [(pair.a, pair.b), (pair.b, pair.a)]).collect();
    let places = directions.iter().filter_map(|(seeker, partner)| {
        list(*seeker).iter().take(PLACES).position(|person| *person == id(*partner)).map(|at| at as f64 + 1.0)
    });
    let mut sum = Retrieval::default();
    for place in places {
        sum.recall += 1.0;
        sum.mrr += 1.0 / place;
        sum.ndcg += 1.0 / (place + 1.0).log2();
    }
    let count = directions.len() as f64;
    Retrieval { recall: sum.recall / count, mrr: sum.mrr / count, ndcg: sum.ndcg / count }
}

/// Those with the best match score alone.
pub fn by_match_score(planted: &Planted, structure: &Structure, person: usize) -> Vec<UserId> {
    let others = planted.profiles.iter().filter(|other| other.id != person);
    let mut all: Vec<(f64, UserId)> =
        others.map(|other| (structure.match_score(id(person), other.user()), other.user())).collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    all.into_iter().take(PLACES).map(|(_, person)| person).collect()
}

/// A profile's vectors.
pub fn embedded(facets: &Facets, embed: Embed<'_>) -> EmbeddedFacets {
    let phrases = |facet: Facet, phrases: &[Phrase]| -> Vec<EmbeddedPhrase> {
        let texts: Vec<String> = phrases.iter().map(|phrase| phrase.embedded.clone()).collect();
        let vectors = embed(facet, &texts).into_iter().zip(phrases);
        vectors
            .filter_map(|(vector, phrase)| Some(EmbeddedPhrase { mark: mark(phrase), vector: vector? }))
            .collect()
    };
    EmbeddedFacets {
        seeks: phrases(Facet::Seeks, &facets.seeks),
        offers: phrases(Facet::Offers, &facets.offers),
        about: phrases(Facet::About, &facets.about),
    }
}

/// What a phrase is known by here.
fn mark(phrase: &Phrase) -> u32 {
    let mut hasher = DefaultHasher::new();
    phrase.embedded.hash(&mut hasher);
    hasher.finish() as u32
}

fn number(person: UserId) -> usize {
    person.0.as_u128() as usize - 1
}

#[cfg(test)]
mod tests {
    use matching::ai_match::{NgramModel, TenantWords, ngram};

    use super::*;

    #[test]
    fn the_built_in_model_finds_the_planted_partners_and_tells_no_lies() {
        let planted = Planted::load();
        let structure = Structure::of(&planted);
        let model = NgramModel::new(TenantWords::default());
        let embed = |_: Facet, texts: &[String]| texts.iter().map(|text| model.embed(text)).collect();
        let mut trial = Trial::new(&planted, &structure, model.model().clone(), ngram::DIMENSIONS, &embed);
        let found = retrieval(&planted, |person| trial.people(person), |_| true);
        let by_score = retrieval(&planted, |person| by_match_score(&planted, &structure, person), |_| true);
        assert!(found.recall >= 0.40, "recall {}", found.recall);
        assert!(found.recall >= 2.0 * by_score.recall, "{} against {}", found.recall, by_score.recall);
        assert_eq!(trial.faithful(), 1.0);
        let (_, told) = trial.one_sided();
        assert!(told <= 0.02, "{told} of the one-sided pairs are told to help each other");
        let lowered = trial.deletions_that_lower(25);
        assert!(lowered >= 0.95, "{lowered}");
        let alike = trial.swap_overlap();
        assert!(alike >= 0.95, "{alike} of a list is kept when pronoun, country or school is another");
        let steady = trial.stability(50);
        assert!(steady >= 0.8, "{steady}");
        let (_, german) = planted.translations().swap_remove(0);
        let across = trial.recall_when_written(&german);
        assert!(across >= 0.30, "recall {across} when one of a pair writes German");
    }
}
