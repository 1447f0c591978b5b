//! English.

use matching::Band;
use matching::explanation::{Fields, Recency};
use matching::industry::Tie;
use model::health::PartNote;

use super::{Words, enumerate, health};
use crate::problem::Problem;

pub(super) struct English;

impl Words for English {
    fn fields(&self, fields: &Fields) -> String {
        let (name, looker, candidate) = match fields {
            Fields::LookerStatesNone => return "Add your field to sharpen this".to_owned(),
            Fields::CandidateStatesNone => return "Their field is not known".to_owned(),
            Fields::Different => return "Different fields".to_owned(),
            Fields::Related { looker, candidate } => {
                let (looker, candidate) = (looker.name_in_sentence(), candidate.name_in_sentence());
                return format!("Related fields: {looker}, {candidate}");
            }
            Fields::Shared { node, looker, candidate } => (node.name_in_sentence(), looker, candidate),
        };
        match (looker, candidate) {
            (Tie::Current, Tie::Current) => format!("Both in {name}"),
            (Tie::Current, _) => format!("Has worked in {name}, where you are"),
            (Tie::Past, Tie::Current) => format!("Works in {name}, where you have worked"),
            (Tie::Past, _) => format!("Both have worked in {name}"),
            (Tie::Wanted, Tie::Current) => format!("Works in {name}, where you want to go"),
            (Tie::Wanted, _) => format!("Has worked in {name}, where you want to go"),
        }
    }

    fn band(&self, band: Band) -> &'static str {
        match band {
            Band::SameArea => "In your area",
            Band::Region => "In your region",
            Band::Country => "In your country",
            Band::Far => "Further away",
            Band::Unknown => "Place not known",
        }
    }

    fn mutual_contacts(&self, count: usize, names: &[String]) -> String {
        match (count, names) {
            (0, _) => "No contacts in common".to_owned(),
            (1, [name, ..]) => format!("You both know {name}"),
            (1, []) => "You have a contact in common".to_owned(),
            (2, [name, other, ..]) => format!("You both know {name} and {other}"),
            (2, [name]) => format!("You both know {name} and one other"),
            (2, []) => "2 people you both know".to_owned(),
            (_, [name, ..]) => format!("You both know {name} and others"),
            (_, []) => "3+ people you both know".to_owned(),
        }
    }

    fn recency(&self, recency: Recency) -> &'static str {
        match recency {
            Recency::Week => "Active this week",
            Recency::Month => "Active this month",
            Recency::Longer => "Not active lately",
        }
    }

    fn shared_interests(&self, interests: &[String]) -> String {
        format!("Both interested in {}", enumerate(interests, "and"))
    }

    fn health(&self, note: &PartNote) -> String {
        health::english(note)
    }

    fn problem(&self, problem: Problem) -> Problem {
        problem
    }
}
