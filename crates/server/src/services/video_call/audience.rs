//! Whom a gathering is open to beside those on its list: they see it, find it among their calls and may come.
//!
//! Nobody of the audience is on the list before they answer or come. They are told of a new gathering by a line in
//! the bell, a few people at a time; letters go to those on the list alone.

use std::collections::HashSet;

use chrono::TimeDelta;
use model::Violations;
use model::audience::{Audience, keys_of};
use model::id::{JobId, UserId, VideoCallId};
use model::profile::Profile;
use model::video_call::{ParticipantRole, VideoCallType};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::call_list::Viewer;
use store::job::{self, ClaimedJob, NewJob};
use store::participant::{self, Participant};
use store::video_call::{self, VideoCall};
use store::{Connection, StoreError, Writer, block, call_audience, notification, profile};

use super::{CallError, Standpoint, VideoCallService};

/// The job that tells an audience of its gathering; its payload is an [`Announcement`].
pub const ANNOUNCE_GATHERING: &str = "announce_gathering";

/// The line in the bell.
const ANNOUNCED: &str = "gathering_announced";
/// How many gatherings a host may open to an audience in a day.
const GATHERINGS_A_DAY: i64 = 5;
/// How many members are looked at in one go.
const BATCH: u64 = 200;

/// Whom is still to be told of a gathering.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Announcement {
    /// The gathering.
    pub video_call_id: VideoCallId,
    /// Members up to this one have been told.
    pub after: Option<UserId>,
}

/// Whether the person belongs to the audience of the call; a block with its host keeps them out.
pub(super) async fn is_open_to<C: Connection>(
    connection: &C,
    call: &VideoCall,
    person: UserId,
) -> Result<bool, StoreError> {
    let Some(audience) = &call.audience else { return Ok(false) };
    let profile = profile::find(connection, person).await?;
    Ok(profile.is_some_and(|profile| audience.includes(&profile))
        && !block::is_between(connection, person, call.host_id).await?)
}

/// Notes what is wrong with the audience of a call of this kind; gives it as it is to be kept.
pub(super) fn check_audience(
    kind: VideoCallType,
    wanted: &Audience,
    violations: &mut Violations,
) -> Audience {
    violations.require(
        kind.takes_audience(),
        "/audience",
        "only_for_gatherings",
        "only an alumni gathering is open to an audience",
    );
    wanted.checked(violations)
}

impl VideoCallService {
    /// The person, with the keys of the audiences that include them.
    pub(super) async fn viewer(&self, person: UserId) -> Result<Viewer, StoreError> {
        let profile = profile::find(self.context.read(), person).await?;
        Ok(Viewer { id: person, keys: profile.as_ref().map(keys_of).unwrap_or_default() })
    }

    /// Refuses when the host would call too many crowds together today.
    pub(super) async fn check_gathering_limit(&self, writer: &Writer, host: UserId) -> Result<(), CallError> {
        let since = self.context.now() - TimeDelta::days(1);
        match video_call::gatherings_since(writer, host, since).await? {
            GATHERINGS_A_DAY.. => Err(CallError::TooManyInvitations),
            _ => Ok(()),
        }
    }

    /// Opens a call that was just written to its audience, and has those told who were not told before.
    pub(super) async fn open_to_audience(&self, writer: &Writer, call: &VideoCall) -> Result<(), StoreError> {
        let keys = call.audience.as_ref().map(Audience::keys).unwrap_or_default();
        call_audience::replace(writer, call.id, &keys).await?;
        if call.audience.is_none() {
            return Ok(());
        }
        self.announce_next(writer, &Announcement { video_call_id: call.id, after: None }).await
    }

    async fn announce_next(&self, writer: &Writer, next: &Announcement) -> Result<(), StoreError> {
        let now = self.context.now();
        let job = NewJob {
            id: JobId::new(now, self.context.chance()),
            kind: ANNOUNCE_GATHERING,
            payload: json!(next),
            dedupe_key: None,
            run_at: now,
        };
        job::enqueue(writer, &job, now).await?;
        Ok(())
    }

    /// Tells the next members of the audience, and marks the job done in the same transaction: a crash tells nobody
    /// twice.
    pub async fn announce(&self, job: &ClaimedJob, told: &Announcement) -> Result<(), StoreError> {
        let writer = self.context.write().await?;
        let call = video_call::find_and_hold(&writer, told.video_call_id).await?;
        if let Some(call) = call.filter(|call| !call.status.is_over()) {
            let members = profile::active_after(&writer, told.after, BATCH).await?;
            if members.len() as u64 == BATCH {
                let after = members.last().map(|member| member.user_id);
                self.announce_next(&writer, &Announcement { after, ..told.clone() }).await?;
            }
            self.tell_members(&writer, &call, &members).await?;
        }
        job::finish(&writer, job.id, self.context.now()).await?;
        self.context.commit(writer).await
    }

    async fn tell_members(
        &self,
        writer: &Writer,
        call: &VideoCall,
        members: &[Profile],
    ) -> Result<(), StoreError> {
        let Some(audience) = &call.audience else { return Ok(()) };
        let belonging = members.iter().filter(|member| audience.includes(member));
        let mut people: Vec<UserId> = belonging.map(|member| member.user_id).collect();
        let listed: HashSet<UserId> = participant::list(writer, &[call.id])
            .await?
            .into_iter()
            .map(|one| one.participant.user_id)
            .collect();
        let blocked = block::among(writer, call.host_id, &people).await?;
        let told = notification::told_of_call(writer, &people, ANNOUNCED, call.id).await?;
        people
            .retain(|person| !listed.contains(person) && !blocked.contains(person) && !told.contains(person));
        for person in people {
            let data = json!({ "video_call_id": call.id, "person_id": call.host_id, "title": call.title });
            self.notifications.notify(writer, person, ANNOUNCED, data).await?;
        }
        Ok(())
    }

    /// The actor's place on the list; somebody of the audience is put on it now.
    pub(super) async fn place_on_list(
        &self,
        writer: &Writer,
        stand: &Standpoint,
        actor: UserId,
    ) -> Result<Participant, CallError> {
        match &stand.me {
            Some(me) => Ok(me.participant.clone()),
            None if stand.is_in_audience => {
                self.put_on_list(writer, stand.call.id, actor, ParticipantRole::Participant, None).await
            }
            None => Err(CallError::Forbidden("not_in_this_call")),
        }
    }
}
