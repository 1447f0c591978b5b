//! Why somebody is suggested: what the looker may know of it, to be said in words by whoever speaks to them.

use model::id::UserId;
use model::industry::{Industry, IndustryTree};
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

/// What is told of how close two people work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fields<'a> {
    /// The looker states no industry.
    LookerStatesNone,
    /// The candidate states none that the looker may know.
    CandidateStatesNone,
    /// Both stand at or below one node, each in their own way.
    Shared {
        /// The deepest such node.
        node: &'a Industry,
        /// How the looker stands to it.
        looker: Tie,
        /// How the candidate stands to it.
        candidate: Tie,
    },
    /// Two sectors that are close to each other.
    Related {
        /// The looker's.
        looker: &'a Industry,
        /// The candidate's.
        candidate: &'a Industry,
    },
    /// Nothing in common.
    Different,
}

/// How lately somebody did something: weeks, not hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recency {
    /// Within a week.
    Week,
    /// Within a month.
    Month,
    /// Longer ago.
    Longer,
}

impl Recency {
    /// The level of activity it stands for.
    pub const fn level(self) -> &'static str {
        match self {
            Self::Week => "high",
            Self::Month => "middle",
            Self::Longer => "low",
        }
    }
}

/// What speaks for a suggestion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The same sub-industry.
    SameField,
    /// The same industry.
    SameIndustry,
    /// The same sector.
    SameSector,
    /// Sectors that are close.
    RelatedSector,
    /// People both know.
    MutualContacts,
    /// Interests of both.
    SharedInterests,
    /// Within 50 km.
    SameArea,
    /// Within 250 km.
    SameRegion,
    /// In one country.
    SameCountry,
    /// Active this week.
    Active,
}

impl Reason {
    /// Its stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SameField => "same_field",
            Self::SameIndustry => "same_industry",
            Self::SameSector => "same_sector",
            Self::RelatedSector => "related_sector",
            Self::MutualContacts => "mutual_contacts",
            Self::SharedInterests => "shared_interests",
            Self::SameArea => "same_area",
            Self::SameRegion => "same_region",
            Self::SameCountry => "same_country",
            Self::Active => "active",
        }
    }
}

impl Population {
    /// What a candidate's score is made of in the looker's eyes; none when one of the two is not known.
    pub fn explain(&self, looker: UserId, candidate: UserId) -> Option<Explanation> {
        let (looker, person) = (self.number(looker)?, self.number(candidate)?);
        let traits = |person: u32| &self.traits[person as usize];
        let stated = |person: u32| self.industries.get(traits(person).industries);
        let place = |person: u32| self.spots.whereabouts(traits(person).spot);
        let contacts = self.most_telling_contacts(looker, person);
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
    fn most_telling_contacts(&self, looker: u32, person: u32) -> Vec<u32> {
        let mut common: Vec<u32> = self.common_contacts(looker, person).collect();
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
        let own: Vec<u32> = self.tags.of(looker).collect();
        let shared = self.tags.of(person).filter(|tag| own.binary_search(tag).is_ok());
        let mut tags: Vec<String> = shared.map(|tag| self.tags.word(tag).to_owned()).collect();
        tags.sort_unstable();
        tags
    }
}

impl Explanation {
    /// What is told of how close the two work.
    pub fn fields<'a>(&self, tree: &'a IndustryTree) -> Fields<'a> {
        let Some(pair) = &self.industry else {
            return if self.has_looker_industry {
                Fields::CandidateStatesNone
            } else {
                Fields::LookerStatesNone
            };
        };
        let ((looker_field, looker), (candidate_field, candidate)) = (pair.looker, pair.candidate);
        if let Some(node) = tree.deepest_common(looker_field, candidate_field) {
            return Fields::Shared { node, looker, candidate };
        }
        if pair.similarity <= 0.0 {
            return Fields::Different;
        }
        let sector = |id| tree.get(tree.sector(id));
        Fields::Related { looker: sector(looker_field), candidate: sector(candidate_field) }
    }

    /// How many contacts the two share, as it may be told: one above the most that are counted stands for more.
    pub fn told_mutual_count(&self) -> usize {
        self.mutual_count.min(COUNTED_CONTACTS + 1)
    }

    /// How lately the candidate did something.
    pub fn recency(&self) -> Recency {
        match self.days_since_active {
            0..=7 => Recency::Week,
            8..=31 => Recency::Month,
            _ => Recency::Longer,
        }
    }

    /// The reasons worth telling, the strongest first.
    pub fn reasons(&self) -> Vec<Reason> {
        let place = match self.band {
            Band::SameArea => Some(Reason::SameArea),
            Band::Region => Some(Reason::SameRegion),
            Band::Country => Some(Reason::SameCountry),
            Band::Far | Band::Unknown => None,
        };
        let reasons = [
            self.industry_reason(),
            (self.mutual_count > 0).then_some(Reason::MutualContacts),
            (!self.shared_interests.is_empty()).then_some(Reason::SharedInterests),
            place,
            (self.recency() == Recency::Week).then_some(Reason::Active),
        ];
        reasons.into_iter().flatten().collect()
    }

    fn industry_reason(&self) -> Option<Reason> {
        let pair = self.industry.as_ref()?;
        Some(match pair.similarity {
            s if s >= 1.0 => Reason::SameField,
            s if s >= 0.75 => Reason::SameIndustry,
            s if s >= 0.40 => Reason::SameSector,
            s if s > 0.0 => Reason::RelatedSector,
            _ => return None,
        })
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

    fn fields(looker: StatedIndustries, candidate: StatedIndustries) -> Fields<'static> {
        let industry = industry::best_pair(tree(), &looker, &candidate);
        Explanation { industry, ..explanation() }.fields(tree())
    }

    #[test]
    fn the_industry_is_told_by_what_the_two_share() {
        let works = |code| StatedIndustries::current(id(code));
        let node = |code| tree().by_code(code).unwrap();
        let shared = |code, looker, candidate| Fields::Shared { node: node(code), looker, candidate };
        let wind = "energy.renewables.wind";
        let wants = StatedIndustries { wanted: vec![id(wind)], ..Default::default() };
        let worked = StatedIndustries { past: vec![id(wind)], ..Default::default() };
        let both = |code| shared(code, Tie::Current, Tie::Current);
        assert_eq!(fields(works(wind), works(wind)), both(wind));
        assert_eq!(fields(works(wind), works("energy.renewables.solar")), both("energy.renewables"));
        assert_eq!(fields(works("energy.grid.storage"), works(wind)), both("energy"));
        assert_eq!(fields(wants.clone(), works(wind)), shared(wind, Tie::Wanted, Tie::Current));
        assert_eq!(fields(works(wind), worked.clone()), shared(wind, Tie::Current, Tie::Past));
        assert_eq!(fields(worked.clone(), worked), shared(wind, Tie::Past, Tie::Past));
        let related = Fields::Related { looker: node("health"), candidate: node("research") };
        assert_eq!(fields(works("health"), works("research")), related);
        assert_eq!(fields(works(wind), works("arts.design")), Fields::Different);
        assert_eq!(fields(works(wind), wants), Fields::CandidateStatesNone);
        let nothing_stated = Explanation { has_looker_industry: false, ..explanation() };
        assert_eq!(nothing_stated.fields(tree()), Fields::LookerStatesNone);
    }

    #[test]
    fn common_contacts_are_counted_to_two() {
        for (count, told) in [(0, 0), (1, 1), (2, 2), (3, 3), (700, 3)] {
            assert_eq!(Explanation { mutual_count: count, ..explanation() }.told_mutual_count(), told);
        }
    }

    #[test]
    fn activity_is_told_in_weeks() {
        for (days, recency) in [
            (0, Recency::Week),
            (7, Recency::Week),
            (8, Recency::Month),
            (31, Recency::Month),
            (32, Recency::Longer),
        ] {
            assert_eq!(Explanation { days_since_active: days, ..explanation() }.recency(), recency, "{days}");
        }
    }

    #[test]
    fn only_what_speaks_for_a_chat_is_a_reason() {
        assert_eq!(explanation().reasons(), []);
        let full = Explanation {
            mutual_count: 1,
            band: Band::SameArea,
            days_since_active: 3,
            shared_interests: vec!["chess".to_owned()],
            industry: industry::best_pair(
                tree(),
                &StatedIndustries::current(id("law")),
                &StatedIndustries::current(id("law")),
            ),
            ..explanation()
        };
        let codes: Vec<&str> = full.reasons().into_iter().map(Reason::code).collect();
        assert_eq!(codes, ["same_sector", "mutual_contacts", "shared_interests", "same_area", "active"]);
    }
}
