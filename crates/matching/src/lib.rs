//! How well two people fit, and who may be shown to whom: pure.
//!
//! The contract is version 1 of the score: 40 % industry, 30 % proximity, 20 % mutual contacts, 10 % activity.
//! [`Population`] holds what the score reads about everyone and answers with the best of them; the parts of the
//! score are plain functions in their own modules.

pub mod activity;
pub mod ai_match;
#[cfg(test)]
mod contract_tests;
pub mod day;
pub mod eligibility;
pub mod explanation;
pub mod filter;
pub mod industry;
pub mod mutual;
pub mod population;
pub mod proximity;
pub mod ranking;
pub mod score;
mod search;
pub mod waking;

pub use day::Day;
pub use eligibility::{Exclusion, PairHistory, Standing};
pub use explanation::{Explanation, Reason};
pub use filter::{Filter, InterestsMatch, PlaceFilter, Radius};
pub use industry::StatedIndustries;
pub use population::{Contact, Gathering, PersonFacts, Population, Renewal, SnapshotError, Whereabouts};
pub use proximity::Band;
pub use ranking::{Ranked, Ranking};
pub use score::{Label, Parts, Score, Weights};
pub use search::{Query, Scorer, Work};
