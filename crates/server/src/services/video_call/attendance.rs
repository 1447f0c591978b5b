//! Who was in a call, from when to when: sums over the connections of each person.

use std::collections::{HashMap, HashSet};

use model::access::Standing;
use model::id::{UserId, VideoCallId, VideoCallParticipantId};
use model::person::Person;
use model::video_call::{Admission, ParticipantRole, Stretch, merged, together_seconds};
use store::participant::{self, ListedParticipant};
use store::{block, call_session, person};

use super::{Actor, CallError, Standpoint, VideoCallService};

/// Somebody on the list, and when they were there.
#[derive(Clone, Debug)]
pub struct Attendance {
    /// Their standing, and whether they are there now.
    pub listed: ListedParticipant,
    /// When they were in the call, in order, none touching another; one that goes on is cut at this moment.
    pub stretches: Vec<Stretch>,
}

/// A page of a call's list, in the order people were put on it.
pub struct AttendancePage {
    /// The people.
    pub items: Vec<Attendance>,
    /// Whether there are more.
    pub has_more: bool,
    /// Their cards.
    pub cards: HashMap<UserId, Person>,
}

/// What somebody may see of a call's list.
struct View {
    viewer: UserId,
    runs_the_call: bool,
    sees_invited: bool,
    blocked: HashSet<UserId>,
    mine: Vec<Stretch>,
}

impl VideoCallService {
    /// The list of a call with everybody's attendance, as far as the actor may see it.
    pub async fn attendance(
        &self,
        actor: Actor,
        id: VideoCallId,
        after: Option<VideoCallParticipantId>,
        limit: u64,
    ) -> Result<AttendancePage, CallError> {
        let stand = self.look(actor, id, "list_call_participants").await?;
        let read = self.context.read();
        let mut stretches: HashMap<UserId, Vec<Stretch>> = HashMap::new();
        for (user, stretch) in call_session::intervals(read, id, self.context.now()).await? {
            stretches.entry(user).or_default().push(stretch);
        }
        let listed = participant::list(read, &[id]).await?;
        let people: Vec<UserId> = listed.iter().map(|one| one.participant.user_id).collect();
        let mine = stretches.get(&actor.user_id).cloned().unwrap_or_default();
        let blocked = match stand.standing {
            Standing::Admin => HashSet::new(),
            _ => block::among(read, actor.user_id, &people).await?,
        };
        let view = View::of(actor.user_id, &stand, blocked, mine);
        let take = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut items: Vec<Attendance> = listed
            .into_iter()
            .filter(|one| after.is_none_or(|after| one.participant.id > after))
            .map(|listed| {
                let own = stretches.get(&listed.participant.user_id).map(Vec::as_slice);
                Attendance { stretches: merged(own.unwrap_or_default()), listed }
            })
            .filter(|one| view.shows(one))
            .take(take.saturating_add(1))
            .collect();
        let has_more = items.len() > take;
        items.truncate(take);
        let shown: Vec<UserId> = items.iter().map(|one| one.listed.participant.user_id).collect();
        let cards = person::cards(read, actor.user_id, &shown).await?;
        Ok(AttendancePage { items, has_more, cards })
    }
}

impl View {
    fn of(viewer: UserId, stand: &Standpoint, blocked: HashSet<UserId>, mine: Vec<Stretch>) -> Self {
        let role = stand.me.as_ref().map(|me| me.participant.role);
        let role = role.or(stand.is_in_audience.then_some(ParticipantRole::Participant));
        let runs_the_call = stand.standing == Standing::Admin || role.is_some_and(ParticipantRole::is_crew);
        let sees_invited = role.is_some_and(|role| stand.call.settings.lets_see_invited(role));
        Self { viewer, runs_the_call, sees_invited: runs_the_call || sees_invited, blocked, mine }
    }

    /// Where people may not see who is invited they see whom they met, and who is there.
    fn shows(&self, one: &Attendance) -> bool {
        let who = &one.listed.participant;
        if who.user_id == self.viewer {
            return true;
        }
        let was_removed = who.admission == Admission::Refused;
        if self.blocked.contains(&who.user_id) || (was_removed && one.stretches.is_empty()) {
            return false;
        }
        let has_met = one.listed.is_present || together_seconds(&self.mine, &one.stretches) > 0;
        let is_known = self.sees_invited || has_met || who.role == ParticipantRole::Host;
        is_known && (!was_removed || self.runs_the_call)
    }
}
