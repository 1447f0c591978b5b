//! Two populations side by side, in the eyes of one person.

use matching::{Filter, Population, Query};
use model::Timestamp;
use model::id::UserId;

/// Something that the population says otherwise than the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// In whose eyes.
    pub looker: UserId,
    /// Of whom.
    pub person: UserId,
    /// What.
    pub kind: DifferenceKind,
}

/// What is said otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DifferenceKind {
    /// Whether there is such a person.
    Existence,
    /// Which rule leaves the person out.
    Rule,
    /// The score, or what decides between equal ones.
    Score,
    /// What speaks for the person.
    Explanation,
    /// The person belongs among the best and is not there.
    Place,
}

impl DifferenceKind {
    /// The word for it in the log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Existence => "existence",
            Self::Rule => "rule",
            Self::Score => "score",
            Self::Explanation => "explanation",
            Self::Place => "place",
        }
    }
}

/// What the large population says of the people otherwise than the small one, which holds them all.
pub fn compare(
    large: &Population,
    small: &Population,
    looker: UserId,
    people: &[UserId],
    now: Timestamp,
) -> Vec<Difference> {
    let filter = Filter::default();
    let query = Query { looker, filter: &filter, now };
    let best = large.rank(&query).unwrap_or_default().best;
    let difference = |person: UserId| {
        let kind = unlike(large, small, &query, person)?;
        Some(Difference { looker, person, kind })
    };
    let missing = |person: UserId| {
        let is_listable = small.exclusion(looker, person, now).is_none();
        let ranked = small.score_of(&query, person).filter(|_| is_listable)?;
        let belongs = best.last().is_none_or(|last| ranked.key < last.key);
        let is_there = best.iter().any(|placed| placed.id == person);
        (belongs && !is_there).then_some(Difference { looker, person, kind: DifferenceKind::Place })
    };
    people.iter().filter_map(|person| difference(*person).or_else(|| missing(*person))).collect()
}

fn unlike(
    large: &Population,
    small: &Population,
    query: &Query<'_>,
    person: UserId,
) -> Option<DifferenceKind> {
    let (ours, theirs) = (large.score_of(query, person), small.score_of(query, person));
    if ours.is_some() != theirs.is_some() {
        return Some(DifferenceKind::Existence);
    }
    let rule = |population: &Population| population.exclusion(query.looker, person, query.now);
    let speaks_for = |population: &Population| population.explain(query.looker, person);
    if rule(large) != rule(small) {
        Some(DifferenceKind::Rule)
    } else if ours != theirs {
        Some(DifferenceKind::Score)
    } else if speaks_for(large) != speaks_for(small) {
        Some(DifferenceKind::Explanation)
    } else {
        None
    }
}
