//! A population of a few people, read from the database: one looker, those looked at, and the contacts they share.

use std::collections::HashSet;

use matching::activity::ActivityFacts;
use matching::{Contact, Day, Filter, Gathering, PersonFacts, Population, Query, Standing, StatedIndustries};
use model::Timestamp;
use model::id::UserId;
use store::StoreError;
use store::matching::{self as rows, Scope};

use super::super::SuggestionService;
use super::super::ledger::Ledger;

impl SuggestionService {
    /// Those who have or might get a place in somebody's list, as the population has it.
    pub(super) async fn who_would_be_listed(&self, looker: UserId, now: Timestamp) -> Vec<UserId> {
        let service = self.clone();
        let ranked = tokio::task::spawn_blocking(move || {
            let filter = Filter::default();
            service.read_population().rank(&Query { looker, filter: &filter, now })
        });
        ranked.await.expect("ranking does not panic").map(|ranking| ranking.candidates()).unwrap_or_default()
    }

    /// The looker and the people, with everything between them that their rows tell. Of contacts that they share all
    /// contacts are there by name, since their number counts.
    pub(super) async fn small_population(
        &self,
        looker: UserId,
        people: &[UserId],
    ) -> Result<Population, StoreError> {
        let everyone: Vec<UserId> = people.iter().copied().chain([looker]).collect();
        let ledger = self.ledger(Scope::People(&everyone), true).await?;
        let views = self.views(Scope::People(&everyone)).await?;
        let shared = shared_contacts(&ledger, looker);
        let of_shared = self.ledger(Scope::People(&shared), true).await?;
        let mut gathering = Gathering::new(self.empty_population());
        let mut named: HashSet<UserId> = HashSet::new();
        for (ids, ledger) in [(&everyone, &ledger), (&shared, &of_shared)] {
            let new: Vec<UserId> = ids.iter().copied().filter(|id| !named.contains(id)).collect();
            for profile in rows::profiles(self.context.read(), Scope::People(&new)).await? {
                named.insert(profile.user_id);
                gathering.person(ledger.person(profile));
            }
        }
        let contacts: Vec<Contact> = ledger.contacts().chain(of_shared.contacts()).collect();
        for id in contacts.iter().flat_map(|contact| [contact.a, contact.b]) {
            if named.insert(id) {
                gathering.person(by_name_alone(id));
            }
        }
        contacts.iter().for_each(|contact| gathering.contacts(contact.a, [contact.b], contact.is_connection));
        let mut population = gathering.finish();
        ledger.tell(&mut population);
        views.tell(&mut population);
        Ok(population)
    }
}

/// The looker's contacts whom one of the others knows, too.
fn shared_contacts(ledger: &Ledger, looker: UserId) -> Vec<UserId> {
    let mut of_looker = HashSet::new();
    let mut of_others = HashSet::new();
    for contact in ledger.contacts() {
        for (one, other) in [(contact.a, contact.b), (contact.b, contact.a)] {
            if one == looker {
                of_looker.insert(other);
            } else {
                of_others.insert(other);
            }
        }
    }
    of_looker.intersection(&of_others).copied().collect()
}

/// Somebody of whom nothing is asked but that they are there.
fn by_name_alone(id: UserId) -> PersonFacts {
    PersonFacts {
        id,
        standing: Standing { is_active: false, ..Standing::default() },
        industries: StatedIndustries::default(),
        whereabouts: None,
        located_on: Day::default(),
        distance_matters: true,
        time_zone: None,
        interests: Vec::new(),
        shows_connections: false,
        suggests_connections: false,
        activity: ActivityFacts {
            last_active_on: Day::default(),
            chats_on: Box::default(),
            requests_received: 0,
            requests_answered: 0,
        },
    }
}
