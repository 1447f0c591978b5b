//! Why somebody is suggested, in plain words, from what the looker may know.

use model::id::UserId;
use model::industry::IndustryTree;
use model::user::Visibility;

use crate::industry::{self, IndustryMatch, Tie};
use crate::population::Population;
use crate::proximity::Band;

/// Above this many the number of common contacts is not told.
const COUNTED_CONTACTS: usize = 2;
/// Contacts that may be named in one sentence.
const NAMED_CONTACTS: usize = 2;

/// What the parts of a score are made of, for one looker and one candidate.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The pair of industries that counted; none when one side states none.
    pub industry: Option<IndustryMatch>,
    /// Whether the looker states an industry.
    pub has_looker_industry: bool,
    /// How close the two live.
    pub band: Band,
    /// How many contacts they share.
    pub mutual_count: usize,
    /// Shared contacts who may be named to the looker, the most telling first.
    pub named_contacts: Vec<UserId>,
    /// Folded interest tags of both.
    pub shared_interests: Vec<String>,
    /// Whole days since the candidate's last action.
    pub days_since_active: u32,
}

/// One reason for a suggestion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Its stable code.
    pub code: &'static str,
    /// The sentence.
    pub text: String,
}

impl Population {
    /// What a candidate's score is made of in the looker's eyes; none when one of the two is not known.
    pub fn explain(&self, looker: UserId, candidate: UserId) -> Option<Explanation> {
        let (looker, person) = (self.number(looker)?, self.number(candidate)?);
        let traits = |person: u32| &self.traits[person as usize];
        let stated = |person: u32| self.industries.get(traits(person).industries);
        let place = |person: u32| self.spots.whereabouts(traits(person).spot);
        let contacts = self.common_contacts(looker, person);
        Some(Explanation {
            industry: industry::best_pair(self.tree, &stated(looker), &stated(person)),
            has_looker_industry: stated(looker).of_looker().next().is_some(),
            band: place(looker).zip(place(person)).map_or(Band::Unknown, |(a, b)| Band::between(a, b)),
            mutual_count: contacts.len(),
            named_contacts: self.nameable(looker, &contacts),
            shared_interests: self.shared_interests(looker, person),
            days_since_active: self.today.since(traits(person).last_active_on),
        })
    }

    /// Common contacts that count, the most telling first.
    fn common_contacts(&self, looker: u32, person: u32) -> Vec<u32> {
        let knows = |contact: &u32| self.contacts.between(*contact, person).is_some();
        let mut common: Vec<u32> = self.countable_contacts(looker).filter(knows).collect();
        common.sort_by(|a, b| {
            let weight = |contact: &u32| self.mutual_weight(*contact);
            weight(b).cmp(&weight(a)).then_with(|| self.id(*a).cmp(&self.id(*b)))
        });
        common
    }

    fn nameable(&self, looker: u32, contacts: &[u32]) -> Vec<UserId> {
        let may_be_named = |contact: &&u32| match self.traits[**contact as usize].flags.visibility() {
            Visibility::Members => true,
            Visibility::Connections => {
                self.contacts.between(looker, **contact).is_some_and(|edge| edge.is_connection())
            }
            Visibility::Nobody => false,
        };
        contacts.iter().filter(may_be_named).take(NAMED_CONTACTS).map(|contact| self.id(*contact)).collect()
    }

    fn shared_interests(&self, looker: u32, person: u32) -> Vec<String> {
        let own = self.tags.of(looker);
        let shared = self.tags.of(person).iter().filter(|tag| own.binary_search(tag).is_ok());
        let mut tags: Vec<String> = shared.map(|tag| self.tags.word(*tag).to_owned()).collect();
        tags.sort_unstable();
        tags
    }
}

impl Explanation {
    /// How close the two work, as a sentence.
    pub fn industry_text(&self, tree: &IndustryTree) -> String {
        let Some(pair) = &self.industry else {
            let text = if self.has_looker_industry {
                "Their field is not known"
            } else {
                "Add your field to sharpen this"
            };
            return text.to_owned();
        };
        let Some(common) = tree.deepest_common(pair.looker.0, pair.candidate.0) else {
            return unrelated_text(tree, pair);
        };
        let name = common.name_in_sentence();
        match (pair.looker.1, pair.candidate.1) {
            (Tie::Current, Tie::Current) => format!("Both in {name}"),
            (Tie::Current, _) => format!("Has worked in {name}, where you are"),
            (Tie::Past, Tie::Current) => format!("Works in {name}, where you have worked"),
            (Tie::Past, _) => format!("Both have worked in {name}"),
            (Tie::Wanted, Tie::Current) => format!("Works in {name}, where you want to go"),
            (Tie::Wanted, _) => format!("Has worked in {name}, where you want to go"),
        }
    }

    /// How close the two live, as a sentence.
    pub fn proximity_text(&self) -> &'static str {
        match self.band {
            Band::SameArea => "In your area",
            Band::Region => "In your region",
            Band::Country => "In your country",
            Band::Far => "Further away",
            Band::Unknown => "Place not known",
        }
    }

    /// How many contacts the two share, as it may be told: above two only that there are more.
    pub fn mutual_count_text(&self) -> String {
        if self.mutual_count > COUNTED_CONTACTS { "3+".to_owned() } else { self.mutual_count.to_string() }
    }

    /// Whom both know, as a sentence; `names` are those of `named_contacts`, as far as they are known.
    pub fn mutual_text(&self, names: &[String]) -> String {
        match (self.mutual_count, names) {
            (0, _) => "No contacts in common".to_owned(),
            (1, [name, ..]) => format!("You both know {name}"),
            (1, []) => "You have a contact in common".to_owned(),
            (2, [name, other, ..]) => format!("You both know {name} and {other}"),
            (2, [name]) => format!("You both know {name} and one other"),
            (_, [name, ..]) => format!("You both know {name} and others"),
            (_, []) => format!("{} people you both know", self.mutual_count_text()),
        }
    }

    /// How active the candidate is, as a sentence that tells weeks and not hours.
    pub fn activity_text(&self) -> &'static str {
        match self.days_since_active {
            0..=7 => "Active this week",
            8..=31 => "Active this month",
            _ => "Not active lately",
        }
    }

    /// How lately the person did something, in the same steps as [`Self::activity_text`]: high, middle or low.
    pub fn activity_level(&self) -> &'static str {
        match self.days_since_active {
            0..=7 => "high",
            8..=31 => "middle",
            _ => "low",
        }
    }

    /// The reasons worth telling, the strongest first.
    pub fn reasons(&self, tree: &IndustryTree, names: &[String], interests: &[String]) -> Vec<Reason> {
        let mut reasons = Vec::new();
        reasons.extend(self.industry_code().map(|code| Reason { code, text: self.industry_text(tree) }));
        if self.mutual_count > 0 {
            reasons.push(Reason { code: "mutual_contacts", text: self.mutual_text(names) });
        }
        if !interests.is_empty() {
            let text = format!("Both interested in {}", enumerate(interests));
            reasons.push(Reason { code: "shared_interests", text });
        }
        let place = match self.band {
            Band::SameArea => Some("same_area"),
            Band::Region => Some("same_region"),
            Band::Country => Some("same_country"),
            Band::Far | Band::Unknown => None,
        };
        reasons.extend(place.map(|code| Reason { code, text: self.proximity_text().to_owned() }));
        if self.days_since_active <= 7 {
            reasons.push(Reason { code: "active", text: self.activity_text().to_owned() });
        }
        reasons
    }

    fn industry_code(&self) -> Option<&'static str> {
        let pair = self.industry.as_ref()?;
        Some(match pair.similarity {
            s if s >= 1.0 => "same_field",
            s if s >= 0.75 => "same_industry",
            s if s >= 0.40 => "same_sector",
            s if s > 0.0 => "related_sector",
            _ => return None,
        })
    }
}

fn unrelated_text(tree: &IndustryTree, pair: &IndustryMatch) -> String {
    if pair.similarity <= 0.0 {
        return "Different fields".to_owned();
    }
    let sector = |id| tree.get(tree.sector(id)).name_in_sentence();
    format!("Related fields: {}, {}", sector(pair.looker.0), sector(pair.candidate.0))
}

/// `a`, `a and b`, `a, b and c`.
fn enumerate(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::industry::StatedIndustries;
    use model::industry::{IndustryId, tree};

    fn id(code: &str) -> IndustryId {
        tree().by_code(code).unwrap().id
    }

    fn explanation() -> Explanation {
        Explanation {
            industry: None,
            has_looker_industry: true,
            band: Band::Unknown,
            mutual_count: 0,
            named_contacts: Vec::new(),
            shared_interests: Vec::new(),
            days_since_active: 40,
        }
    }

    fn industry_text(looker: StatedIndustries, candidate: StatedIndustries) -> String {
        let industry = industry::best_pair(tree(), &looker, &candidate);
        Explanation { industry, ..explanation() }.industry_text(tree())
    }

    #[test]
    fn the_industry_is_told_by_what_the_two_share() {
        let works = |code| StatedIndustries::current(id(code));
        let wind = "energy.renewables.wind";
        let wants = StatedIndustries { wanted: vec![id(wind)], ..Default::default() };
        let worked = StatedIndustries { past: vec![id(wind)], ..Default::default() };
        assert_eq!(industry_text(works(wind), works(wind)), "Both in wind power");
        assert_eq!(industry_text(works(wind), works("energy.renewables.solar")), "Both in renewable energy");
        assert_eq!(industry_text(works("energy.grid.storage"), works(wind)), "Both in energy and climate");
        assert_eq!(industry_text(wants.clone(), works(wind)), "Works in wind power, where you want to go");
        assert_eq!(industry_text(works(wind), worked.clone()), "Has worked in wind power, where you are");
        assert_eq!(industry_text(worked.clone(), worked), "Both have worked in wind power");
        assert_eq!(
            industry_text(works("health"), works("research")),
            "Related fields: health, research and science"
        );
        assert_eq!(industry_text(works(wind), works("arts.design")), "Different fields");
        assert_eq!(industry_text(works(wind), wants), "Their field is not known");
    }

    #[test]
    fn common_contacts_are_named_or_counted_to_two() {
        let text = |mutual_count, names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            Explanation { mutual_count, ..explanation() }.mutual_text(&names)
        };
        assert_eq!(text(1, &["Jonas"]), "You both know Jonas");
        assert_eq!(text(1, &[]), "You have a contact in common");
        assert_eq!(text(2, &["Jonas", "Mia"]), "You both know Jonas and Mia");
        assert_eq!(text(2, &[]), "2 people you both know");
        assert_eq!(text(7, &["Jonas", "Mia"]), "You both know Jonas and others");
        assert_eq!(text(7, &[]), "3+ people you both know");
    }

    #[test]
    fn only_what_speaks_for_a_chat_is_a_reason() {
        assert_eq!(explanation().reasons(tree(), &[], &[]), []);
        let full = Explanation {
            mutual_count: 1,
            band: Band::SameArea,
            days_since_active: 3,
            industry: industry::best_pair(
                tree(),
                &StatedIndustries::current(id("law")),
                &StatedIndustries::current(id("law")),
            ),
            ..explanation()
        };
        let codes: Vec<&str> =
            full.reasons(tree(), &[], &["chess".to_owned()]).into_iter().map(|reason| reason.code).collect();
        assert_eq!(codes, ["same_sector", "mutual_contacts", "shared_interests", "same_area", "active"]);
        let shared = full.reasons(tree(), &[], &["chess".to_owned(), "choir".to_owned(), "soil".to_owned()]);
        assert_eq!(shared[2].text, "Both interested in chess, choir and soil");
    }
}
