//! One candidate after the other in the eyes of one looker, for lists that are found in another way.

use model::id::UserId;

use super::Query;
use super::view::View;
use crate::population::Population;
use crate::ranking::Ranked;

/// Scores candidates for one looker; what is the same for all of them is worked out once.
pub struct Scorer<'a> {
    view: View<'a>,
    common_weights: Vec<u64>,
}

impl Population {
    /// Scores candidates for the looker; none when the looker is not known. The filter is not asked.
    pub fn scorer<'a>(&'a self, query: &Query<'a>) -> Option<Scorer<'a>> {
        let looker = self.number(query.looker)?;
        Some(Scorer {
            view: View::new(self, looker, query, Vec::new()),
            common_weights: self.common_weights(looker),
        })
    }
}

impl Scorer<'_> {
    /// The candidate with their score, unless the looker's list leaves them out or they are not known.
    pub fn score(&self, candidate: UserId) -> Option<Ranked> {
        let person = self.view.population.number(candidate)?;
        if self.view.exclusion(person).is_some() {
            return None;
        }
        let (parts, score) = self.view.score(person, self.common_weights[person as usize]);
        Some(self.view.ranked(person, parts, score))
    }
}
