//! How close two people work: the best pair of their industries, by the deepest node that both stand under.

use model::industry::{IndustryId, IndustryTree};

/// The value used when either side states no industry.
pub const UNKNOWN: f64 = 0.20;

const SAME_SECTOR: f64 = 0.40;
const SAME_INDUSTRY: f64 = 0.75;
const SAME_LEAF: f64 = 1.00;

/// How a person stands to an industry they state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tie {
    /// Works there.
    Current,
    /// Wants to work there; counts on the looker's side only.
    Wanted,
    /// Worked there.
    Past,
}

impl Tie {
    /// How much an industry counts by the person's tie to it.
    pub const fn factor(self) -> f64 {
        match self {
            Self::Current => 1.0,
            Self::Wanted => 0.9,
            Self::Past => 0.8,
        }
    }
}

/// The industries that a person states.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct StatedIndustries {
    /// Where they work.
    pub current: Option<IndustryId>,
    /// Where they worked.
    pub past: Vec<IndustryId>,
    /// Where they want to work.
    pub wanted: Vec<IndustryId>,
}

impl StatedIndustries {
    /// Somebody who works in one industry and states no other.
    pub fn current(industry: IndustryId) -> Self {
        Self { current: Some(industry), ..Self::default() }
    }

    /// What counts when the person looks.
    pub fn of_looker(&self) -> impl Iterator<Item = (IndustryId, Tie)> {
        self.of_candidate().chain(self.wanted.iter().map(|id| (*id, Tie::Wanted)))
    }

    /// What counts when the person is looked at.
    pub fn of_candidate(&self) -> impl Iterator<Item = (IndustryId, Tie)> {
        let current = self.current.iter().map(|id| (*id, Tie::Current));
        current.chain(self.past.iter().map(|id| (*id, Tie::Past)))
    }
}

/// The pair of industries that a part comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IndustryMatch {
    /// The looker's industry and how they stand to it.
    pub looker: (IndustryId, Tie),
    /// The candidate's.
    pub candidate: (IndustryId, Tie),
    /// How close the two industries are.
    pub similarity: f64,
    /// The part: similarity times both factors.
    pub value: f64,
}

/// How close two industries are, 0 to 1.
///
/// Equal codes are the same only at a leaf: two people who both stopped at a sector know little of each other.
pub fn similarity(tree: &IndustryTree, a: IndustryId, b: IndustryId) -> f64 {
    if a == b && tree.is_leaf(a) {
        return SAME_LEAF;
    }
    match tree.deepest_common(a, b).map(|node| node.depth) {
        None => tree.relatedness(a, b),
        Some(1) => SAME_SECTOR,
        Some(_) => SAME_INDUSTRY,
    }
}

/// The best pair of a looker's and a candidate's industries; none when either side states nothing that counts.
pub fn best_pair(
    tree: &IndustryTree,
    looker: &StatedIndustries,
    candidate: &StatedIndustries,
) -> Option<IndustryMatch> {
    let mut best: Option<IndustryMatch> = None;
    for looker in looker.of_looker() {
        for candidate in candidate.of_candidate() {
            let similarity = similarity(tree, looker.0, candidate.0);
            let value = looker.1.factor() * similarity * candidate.1.factor();
            if best.is_none_or(|best| value > best.value) {
                best = Some(IndustryMatch { looker, candidate, similarity, value });
            }
        }
    }
    best
}

/// How close every two industries of a tree are, worked out once.
#[derive(Debug)]
pub struct Similarities {
    /// By pair: number among the values.
    numbers: Vec<u8>,
    values: Vec<f64>,
    industries: usize,
}

impl Similarities {
    /// Those of a tree. There are few values: four by depth, and those of the table of related sectors.
    pub fn of(tree: &IndustryTree) -> Self {
        let industries = tree.all().len();
        let mut values: Vec<f64> = Vec::new();
        let mut numbers = Vec::with_capacity(industries * industries);
        for a in tree.all() {
            for b in tree.all() {
                let value = similarity(tree, a.id, b.id);
                let known = values.iter().position(|known| known.to_bits() == value.to_bits());
                let number = known.unwrap_or_else(|| {
                    values.push(value);
                    values.len() - 1
                });
                numbers
                    .push(u8::try_from(number).expect("a table has fewer than 256 degrees of relatedness"));
            }
        }
        Self { numbers, values, industries }
    }

    /// What a looker's industries are worth against every node of the tree, to be multiplied by the candidate's factor.
    pub fn worth_by_node(&self, looker: &StatedIndustries) -> Vec<f64> {
        let mut worth = vec![0.0_f64; self.industries];
        for (id, tie) in looker.of_looker() {
            let row = &self.numbers[id.index() * self.industries..][..self.industries];
            for (worth, number) in worth.iter_mut().zip(row) {
                *worth = worth.max(tie.factor() * self.values[usize::from(*number)]);
            }
        }
        worth
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::industry::tree;

    fn id(code: &str) -> IndustryId {
        tree().by_code(code).unwrap().id
    }

    fn alike(a: &str, b: &str) -> f64 {
        similarity(tree(), id(a), id(b))
    }

    fn part(looker: &StatedIndustries, candidate: &StatedIndustries) -> Option<f64> {
        best_pair(tree(), looker, candidate).map(|pair| pair.value)
    }

    fn assert_close(value: f64, expected: f64) {
        assert!((value - expected).abs() < 1e-12, "{value} is not {expected}");
    }

    #[test]
    fn similarity_follows_the_deepest_common_node() {
        let wind = "energy.renewables.wind";
        assert_close(alike(wind, wind), 1.0);
        assert_close(alike(wind, "energy.renewables.solar"), 0.75);
        assert_close(alike(wind, "energy.renewables"), 0.75);
        assert_close(alike("energy.renewables", "energy.renewables"), 0.75);
        assert_close(alike(wind, "energy.grid.storage"), 0.40);
        assert_close(alike("technology", "technology"), 0.40);
        assert_close(alike(wind, "arts.design.product-design"), 0.0);
        assert_close(alike("health.care.hospitals", "research.natural-sciences.biology"), 0.30);
    }

    #[test]
    fn past_counts_four_fifths_and_wanted_nine_tenths_on_the_lookers_side_only() {
        let wind = id("energy.renewables.wind");
        let works = StatedIndustries::current(wind);
        let worked = StatedIndustries { past: vec![wind], ..Default::default() };
        let wants = StatedIndustries { wanted: vec![wind], ..Default::default() };
        assert_close(part(&works, &worked).unwrap(), 0.8);
        assert_close(part(&worked, &worked).unwrap(), 0.64);
        assert_close(part(&wants, &works).unwrap(), 0.9);
        assert_close(part(&wants, &worked).unwrap(), 0.72);
        assert_eq!(part(&works, &wants), None);
        assert_eq!(part(&wants, &wants), None);
    }

    #[test]
    fn the_best_pair_wins() {
        let looker = StatedIndustries {
            current: Some(id("consulting.strategy.corporate-strategy")),
            wanted: vec![id("energy.renewables.wind")],
            ..Default::default()
        };
        let candidate = StatedIndustries::current(id("energy.renewables.wind"));
        let best = best_pair(tree(), &looker, &candidate).unwrap();
        assert_eq!(best.looker.1, Tie::Wanted);
        assert_close(best.value, 0.9);
    }

    #[test]
    fn the_table_by_node_gives_the_same_parts_as_the_pairs() {
        let similarities = Similarities::of(tree());
        let some = |n: usize| tree().all()[n * 7 % tree().all().len()].id;
        for n in 0..100 {
            let looker = StatedIndustries {
                current: Some(some(n)),
                past: vec![some(n + 31)],
                wanted: vec![some(n * 3)],
            };
            let candidate = StatedIndustries {
                current: Some(some(n * 5)),
                past: vec![some(n + 1)],
                ..Default::default()
            };
            let worth = similarities.worth_by_node(&looker);
            let by_table = candidate.of_candidate().map(|(id, tie)| worth[id.index()] * tie.factor());
            assert_eq!(by_table.reduce(f64::max), part(&looker, &candidate));
        }
    }
}
