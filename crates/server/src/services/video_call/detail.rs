//! Calls as a person may see them: one, lists, the active one.

use std::collections::{HashMap, HashSet};

use model::access::Standing;
use model::id::{UserId, VideoCallId};
use model::person::Person;
use model::video_call::{Admission, ParticipantRole, VideoCallStatus};
use store::call_list::{self, CallFilter, CallOrder, CallPosition, takes_place_at};
use store::participant::{self, ListedParticipant};
use store::video_call::VideoCall;
use store::{block, person};

use super::{Actor, CallError, Standpoint, VideoCallService};

/// A call as the viewer may see it.
#[derive(Clone, Debug)]
pub struct CallDetails {
    /// The call.
    pub call: VideoCall,
    /// The viewer's part in it, for somebody of its audience the one they would have; none for the platform's team.
    pub my_role: Option<ParticipantRole>,
    /// Those on its list whom the viewer may see there: host, moderators, the others, each by name.
    pub participants: Vec<ListedParticipant>,
    /// Their cards, and the host's.
    pub cards: HashMap<UserId, Person>,
}

/// Which calls to list.
#[derive(Clone, Debug)]
pub struct ListCalls {
    /// Narrowed to these.
    pub filter: CallFilter,
    /// Which end comes first.
    pub order: CallOrder,
    /// After this one.
    pub after: Option<CallPosition>,
    /// At most so many.
    pub limit: u64,
}

/// A page of calls.
pub struct CallPage {
    /// The calls.
    pub items: Vec<CallDetails>,
    /// Where the next page begins; none at the end.
    pub next: Option<CallPosition>,
}

impl VideoCallService {
    /// One call.
    pub async fn get(&self, actor: Actor, id: VideoCallId) -> Result<CallDetails, CallError> {
        let Standpoint { call, standing, .. } = self.look(actor, id, "get_video_call").await?;
        let details = self.describe(actor.user_id, standing == Standing::Admin, vec![call]).await?;
        details.into_iter().next().ok_or(CallError::NotFound)
    }

    /// The actor's calls.
    pub async fn list(&self, actor: Actor, wanted: ListCalls) -> Result<CallPage, CallError> {
        let ListCalls { filter, order, after, limit } = wanted;
        let read = self.context.read();
        let viewer = self.viewer(actor.user_id).await?;
        let mut calls = call_list::list(read, &viewer, &filter, order, after, limit + 1).await?;
        let has_more = calls.len() as u64 > limit;
        calls.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let position = |call: &VideoCall| CallPosition { at: takes_place_at(call), id: call.id };
        let next = calls.last().filter(|_| has_more).map(position);
        Ok(CallPage { items: self.describe(actor.user_id, false, calls).await?, next })
    }

    /// The actor's calls to come, the next one first.
    pub async fn upcoming(
        &self,
        actor: Actor,
        after: Option<CallPosition>,
        limit: u64,
    ) -> Result<CallPage, CallError> {
        let filter = CallFilter { statuses: vec![VideoCallStatus::Scheduled], ..CallFilter::default() };
        self.list(actor, ListCalls { filter, order: CallOrder::SoonestFirst, after, limit }).await
    }

    /// The active call that the actor is in, or else is invited to.
    pub async fn active(&self, actor: Actor) -> Result<Option<CallDetails>, CallError> {
        let viewer = self.viewer(actor.user_id).await?;
        let call = call_list::active(self.context.read(), &viewer).await?;
        let details = self.describe(actor.user_id, false, call.into_iter().collect()).await?;
        Ok(details.into_iter().next())
    }

    /// Adds the people of the calls, narrowed to what the viewer may see.
    async fn describe(
        &self,
        viewer: UserId,
        sees_all: bool,
        calls: Vec<VideoCall>,
    ) -> Result<Vec<CallDetails>, CallError> {
        let read = self.context.read();
        let ids: Vec<VideoCallId> = calls.iter().map(|call| call.id).collect();
        let listed = participant::list(read, &ids).await?;
        let mut people: Vec<UserId> = listed.iter().map(|one| one.participant.user_id).collect();
        people.extend(calls.iter().map(|call| call.host_id));
        people.sort_unstable();
        people.dedup();
        let cards = person::cards(read, viewer, &people).await?;
        let blocked = if sees_all { HashSet::new() } else { block::among(read, viewer, &people).await? };
        let mut by_call: HashMap<VideoCallId, Vec<ListedParticipant>> = HashMap::new();
        for one in listed {
            by_call.entry(one.participant.call_id).or_default().push(one);
        }
        let describe = |call: VideoCall| {
            let listed = by_call.remove(&call.id).unwrap_or_default();
            let my_role = listed.iter().find(|one| one.participant.user_id == viewer);
            let my_role = my_role.map(|one| one.participant.role);
            // Whoever is not on the list and sees the call, and is not of the team, belongs to its audience.
            let my_role = my_role.or((!sees_all).then_some(ParticipantRole::Participant));
            let sees_invited = sees_all || my_role.is_some_and(|role| call.settings.lets_see_invited(role));
            let is_shown = |one: &ListedParticipant| {
                let who = &one.participant;
                let is_welcome = who.admission != Admission::Refused && !blocked.contains(&who.user_id);
                let is_visible = sees_invited || one.is_present || who.user_id == viewer;
                is_welcome && (is_visible || who.role == ParticipantRole::Host)
            };
            let mut participants: Vec<ListedParticipant> = listed.into_iter().filter(is_shown).collect();
            participants.sort_by_key(|one| {
                let name = cards.get(&one.participant.user_id).map(|card| card.name.clone());
                (one.participant.role, name, one.participant.user_id)
            });
            let shown = participants.iter().map(|one| one.participant.user_id).chain([call.host_id]);
            let cards = shown.filter_map(|user| cards.get(&user).map(|card| (user, card.clone()))).collect();
            CallDetails { call, my_role, participants, cards }
        };
        Ok(calls.into_iter().map(describe).collect())
    }
}
