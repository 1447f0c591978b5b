//! Why a person is or is not in somebody's list: for the team, one pair at a time.

use model::Timestamp;
use model::id::UserId;

use super::{Ranked, best_places};
use crate::eligibility::{Exclusion, reopening};
use crate::{Population, Query};

/// What stands between a looker and a place in their list for a person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Diagnosis {
    /// The first rule that leaves the person out.
    pub exclusion: Option<Exclusion>,
    /// When it ends by itself, as far as the two alone tell.
    pub until: Option<Timestamp>,
    /// The score in the looker's eyes.
    pub ranked: Ranked,
    /// The place that the person has, or would have without the rule, counted from 1; none when others come before.
    pub rank: Option<usize>,
}

impl Population {
    /// What stands between the looker and a place for the candidate in a list of so many; none when one of the two is
    /// not known.
    pub fn diagnose(&self, query: &Query<'_>, candidate: UserId, places: usize) -> Option<Diagnosis> {
        let ranked = self.score_of(query, candidate)?;
        let exclusion = self.exclusion(query.looker, candidate, query.now);
        let list = self.rank(query)?.list(places);
        Some(Diagnosis {
            exclusion,
            until: exclusion.and_then(|rule| self.rule_ends_at(rule, query, candidate)),
            ranked,
            rank: rank(&list, &ranked, exclusion.is_some(), places),
        })
    }

    fn rule_ends_at(&self, rule: Exclusion, query: &Query<'_>, candidate: UserId) -> Option<Timestamp> {
        let (looker, person) = (self.number(query.looker)?, self.number(candidate)?);
        reopening::ends_at(rule, &self.standing(person), &self.dealings_of(looker).history(person), query.now)
    }
}

/// Without the rule the person would take a place of the best, or one that nobody has.
fn rank(list: &[Ranked], ranked: &Ranked, is_excluded: bool, places: usize) -> Option<usize> {
    let better = list.iter().filter(|other| other.key < ranked.key).count();
    let has_place = list.iter().any(|other| other.id == ranked.id);
    let would_have = is_excluded && (better < best_places(places) || list.len() < places);
    (has_place || would_have).then_some(better + 1)
}
