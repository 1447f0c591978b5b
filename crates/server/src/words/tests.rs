//! Sentences, side by side in both languages.

use matching::Band;
use matching::explanation::{Fields, Recency};
use matching::industry::Tie;
use model::health::PartNote;
use model::industry::{Industry, tree};
use model::language::Language;
use model::video_call::Provider;

use super::{Words, words};

fn node(code: &str) -> &'static Industry {
    tree().by_code(code).expect("a code of the tree")
}

fn both<T>(say: impl Fn(&'static dyn Words) -> T) -> [T; 2] {
    [Language::English, Language::German].map(|language| say(words(language)))
}

fn names(count: usize) -> Vec<String> {
    ["Jonas", "Mia"].into_iter().take(count).map(str::to_owned).collect()
}

#[test]
fn what_two_fields_have_in_common() {
    let wind = |looker, candidate| Fields::Shared { node: node("energy.renewables.wind"), looker, candidate };
    for (fields, said) in [
        (
            wind(Tie::Current, Tie::Current),
            ["Both in wind power", "Ihr arbeitet beide im Bereich Windenergie"],
        ),
        (
            wind(Tie::Current, Tie::Past),
            [
                "Has worked in wind power, where you are",
                "War früher im Bereich Windenergie, in dem du arbeitest",
            ],
        ),
        (
            wind(Tie::Past, Tie::Current),
            [
                "Works in wind power, where you have worked",
                "Arbeitet im Bereich Windenergie, in dem du früher warst",
            ],
        ),
        (
            wind(Tie::Past, Tie::Past),
            ["Both have worked in wind power", "Ihr wart beide früher im Bereich Windenergie"],
        ),
        (
            wind(Tie::Wanted, Tie::Current),
            [
                "Works in wind power, where you want to go",
                "Arbeitet im Bereich Windenergie, in den du möchtest",
            ],
        ),
        (
            wind(Tie::Wanted, Tie::Past),
            [
                "Has worked in wind power, where you want to go",
                "War früher im Bereich Windenergie, in den du möchtest",
            ],
        ),
        (
            Fields::Related { looker: node("health"), candidate: node("research") },
            [
                "Related fields: health, research and science",
                "Verwandte Bereiche: Gesundheit; Forschung und Wissenschaft",
            ],
        ),
        (Fields::Different, ["Different fields", "Verschiedene Bereiche"]),
        (
            Fields::LookerStatesNone,
            ["Add your field to sharpen this", "Gib deine Branche an, dann wird das genauer"],
        ),
        (Fields::CandidateStatesNone, ["Their field is not known", "Die Branche ist nicht bekannt"]),
    ] {
        assert_eq!(both(|words| words.fields(&fields)), said);
    }
}

#[test]
fn none_one_two_and_many_people_whom_both_know() {
    for (count, told, said) in [
        (0, 0, ["No contacts in common", "Keine gemeinsamen Kontakte"]),
        (1, 0, ["You have a contact in common", "Ihr habt einen gemeinsamen Kontakt"]),
        (1, 1, ["You both know Jonas", "Ihr kennt beide Jonas"]),
        (2, 0, ["2 people you both know", "2 Personen, die ihr beide kennt"]),
        (2, 1, ["You both know Jonas and one other", "Ihr kennt beide Jonas und eine weitere Person"]),
        (2, 2, ["You both know Jonas and Mia", "Ihr kennt beide Jonas und Mia"]),
        (3, 0, ["3+ people you both know", "3+ Personen, die ihr beide kennt"]),
        (3, 2, ["You both know Jonas and others", "Ihr kennt beide Jonas und weitere"]),
    ] {
        assert_eq!(both(|words| words.mutual_contacts(count, &names(told))), said);
    }
}

#[test]
fn one_two_and_many_shared_interests() {
    for (interests, said) in [
        (vec!["chess"], ["Both interested in chess", "Ihr mögt beide chess"]),
        (vec!["chess", "choir"], ["Both interested in chess and choir", "Ihr mögt beide chess und choir"]),
        (
            vec!["chess", "choir", "soil"],
            ["Both interested in chess, choir and soil", "Ihr mögt beide chess, choir und soil"],
        ),
    ] {
        let interests: Vec<String> = interests.into_iter().map(str::to_owned).collect();
        assert_eq!(both(|words| words.shared_interests(&interests)), said);
    }
}

#[test]
fn how_near_and_how_active() {
    for (band, said) in [
        (Band::SameArea, ["In your area", "In deiner Gegend"]),
        (Band::Region, ["In your region", "In deiner Region"]),
        (Band::Country, ["In your country", "In deinem Land"]),
        (Band::Far, ["Further away", "Weiter weg"]),
        (Band::Unknown, ["Place not known", "Ort nicht bekannt"]),
    ] {
        assert_eq!(both(|words| words.band(band)), said);
    }
    for (recency, said) in [
        (Recency::Week, ["Active this week", "Diese Woche aktiv"]),
        (Recency::Month, ["Active this month", "Diesen Monat aktiv"]),
        (Recency::Longer, ["Not active lately", "Länger nicht aktiv"]),
    ] {
        assert_eq!(both(|words| words.recency(recency)), said);
    }
}

#[test]
fn how_a_part_is_doing() {
    let failed = PartNote::Provider { name: Provider::Jitsi, state: Err("no answer".to_owned()) };
    for (note, said) in [
        (PartNote::Jobs { waiting: 1, given_up: 0 }, ["1 waiting, 0 given up", "1 wartend, 0 aufgegeben"]),
        (PartNote::Answers("SQLite"), ["SQLite answers", "SQLite antwortet"]),
        (failed, ["Jitsi is not ready: no answer", "Jitsi ist nicht bereit: no answer"]),
    ] {
        assert_eq!(both(|words| words.health(&note)), said);
    }
}
