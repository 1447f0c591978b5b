//! German.

use matching::Band;
use matching::explanation::{Fields, Recency};
use matching::industry::Tie;
use model::health::PartNote;
use model::language::Language;

use super::{Words, de_problem, enumerate, health};
use crate::problem::Problem;

pub(super) struct German;

impl Words for German {
    fn fields(&self, fields: &Fields) -> String {
        // "Im Bereich" takes a name as it stands, whatever its gender and number.
        let (name, looker, candidate) = match fields {
            Fields::LookerStatesNone => return "Gib deine Branche an, dann wird das genauer".to_owned(),
            Fields::CandidateStatesNone => return "Die Branche ist nicht bekannt".to_owned(),
            Fields::Different => return "Verschiedene Bereiche".to_owned(),
            Fields::Related { looker, candidate } => {
                let [looker, candidate] = [looker, candidate].map(|node| node.name_in(Language::German));
                return format!("Verwandte Bereiche: {looker}; {candidate}");
            }
            Fields::Shared { node, looker, candidate } => (node.name_in(Language::German), looker, candidate),
        };
        match (looker, candidate) {
            (Tie::Current, Tie::Current) => format!("Ihr arbeitet beide im Bereich {name}"),
            (Tie::Current, _) => format!("War früher im Bereich {name}, in dem du arbeitest"),
            (Tie::Past, Tie::Current) => format!("Arbeitet im Bereich {name}, in dem du früher warst"),
            (Tie::Past, _) => format!("Ihr wart beide früher im Bereich {name}"),
            (Tie::Wanted, Tie::Current) => format!("Arbeitet im Bereich {name}, in den du möchtest"),
            (Tie::Wanted, _) => format!("War früher im Bereich {name}, in den du möchtest"),
        }
    }

    fn band(&self, band: Band) -> &'static str {
        match band {
            Band::SameArea => "In deiner Gegend",
            Band::Region => "In deiner Region",
            Band::Country => "In deinem Land",
            Band::Far => "Weiter weg",
            Band::Unknown => "Ort nicht bekannt",
        }
    }

    fn mutual_contacts(&self, count: usize, names: &[String]) -> String {
        match (count, names) {
            (0, _) => "Keine gemeinsamen Kontakte".to_owned(),
            (1, [name, ..]) => format!("Ihr kennt beide {name}"),
            (1, []) => "Ihr habt einen gemeinsamen Kontakt".to_owned(),
            (2, [name, other, ..]) => format!("Ihr kennt beide {name} und {other}"),
            (2, [name]) => format!("Ihr kennt beide {name} und eine weitere Person"),
            (2, []) => "2 Personen, die ihr beide kennt".to_owned(),
            (_, [name, ..]) => format!("Ihr kennt beide {name} und weitere"),
            (_, []) => "3+ Personen, die ihr beide kennt".to_owned(),
        }
    }

    fn recency(&self, recency: Recency) -> &'static str {
        match recency {
            Recency::Week => "Diese Woche aktiv",
            Recency::Month => "Diesen Monat aktiv",
            Recency::Longer => "Länger nicht aktiv",
        }
    }

    fn shared_interests(&self, interests: &[String]) -> String {
        format!("Ihr mögt beide {}", enumerate(interests, "und"))
    }

    fn health(&self, note: &PartNote) -> String {
        health::german(note)
    }

    fn problem(&self, problem: Problem) -> Problem {
        de_problem::translated(problem)
    }
}
