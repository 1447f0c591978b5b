//! Calls: who may do what in them, and what follows from it. One file a subject.
//!
//! Every operation begins by finding out where the caller stands to the call and asking the access table; a
//! change holds the call's row first, so that two of them never see the same state.

mod attendance;
mod audience;
mod change;
mod chat;
mod create;
mod detail;
mod ending;
mod feedback;
mod host_tools;
mod invitation;
mod letters;
mod lobby;
mod media;
mod people;
mod presence;
mod quality;
mod rights;
mod sharing;
mod shut_out;
mod upkeep;

use std::sync::Arc;

use model::access::{Standing, Verdict, rule};
use model::event::{CallPresenceChanged, Event, VideoCallChanged};
use model::id::{UserId, VideoCallId};
use model::video_call::{Admission, ParticipantRole, VideoCallStatus};
use model::{Timestamp, Violations};
use store::participant::{self, ListedParticipant, Participant};
use store::video_call::{self, VideoCall};
use store::{Connection, StoreError, Writer, block};
use thiserror::Error;

use crate::context::Context;
use crate::providers::{ProviderError, Providers};
use crate::services::coffee_chat::{CoffeeChatError, CoffeeChatService};
use crate::services::mail::MailService;
use crate::services::notification::NotificationService;

pub use attendance::{Attendance, AttendancePage};
pub use audience::{ANNOUNCE_GATHERING, Announcement};
pub use change::ChangeCall;
pub use chat::MessagePage;
pub use create::CreateCall;
pub use detail::{CallDetails, CallPage, ListCalls};
pub use feedback::GiveFeedback;
pub use letters::{CallLetters, WRITE_CALL_LETTERS};
pub use lobby::Knock;
pub use media::{RoomFact, RoomReport};
pub use presence::{Entry, JoinCall};
pub use sharing::ShareDetails;
pub use store::call_list::{CallFilter, CallOrder};

/// Who acts, as far as calls are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The person.
    pub user_id: UserId,
    /// Whether they are of the platform's team.
    pub is_admin: bool,
}

/// Why something about a call was not done.
#[derive(Debug, Error)]
pub enum CallError {
    /// There is no such call, or the caller may not know of it.
    #[error("no such call")]
    NotFound,
    /// The call is known, the act is not the caller's.
    #[error("not allowed: {0}")]
    Forbidden(&'static str),
    /// Possible in another state of the call only.
    #[error("the call is {status}")]
    WrongState {
        /// Its status.
        status: VideoCallStatus,
        /// Its version.
        version: i32,
    },
    /// The door is not open yet.
    #[error("opens at {opens_at}")]
    TooEarly {
        /// When it will be.
        opens_at: Timestamp,
    },
    /// As many people as it holds are in it.
    #[error("the call is full")]
    Full,
    /// Nobody new comes in.
    #[error("the call is locked")]
    Locked,
    /// Something else about the present state stands against it.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// Somebody else changed the call first.
    #[error("the call is at version {0}")]
    VersionMismatch(i32),
    /// Too many people were invited today who are not the host's connections.
    #[error("too many invitations")]
    TooManyInvitations,
    /// Fields need other values.
    #[error("invalid input")]
    Invalid(Violations),
    /// The place of the call does not answer.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// The chat that the call was made for stands against it.
    #[error(transparent)]
    CoffeeChat(CoffeeChatError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<CoffeeChatError> for CallError {
    fn from(error: CoffeeChatError) -> Self {
        match error {
            CoffeeChatError::Store(error) => Self::Store(error),
            error => Self::CoffeeChat(error),
        }
    }
}

impl From<Violations> for CallError {
    fn from(violations: Violations) -> Self {
        Self::Invalid(violations)
    }
}

/// Calls.
#[derive(Clone)]
pub struct VideoCallService {
    context: Context,
    mail: MailService,
    notifications: NotificationService,
    coffee_chats: CoffeeChatService,
    providers: Arc<Providers>,
    leases: Arc<upkeep::Leases>,
}

/// A call, and where the actor stands to it.
struct Standpoint {
    call: VideoCall,
    me: Option<ListedParticipant>,
    standing: Standing,
    /// Whether the call is open to the actor though they are not on its list.
    is_in_audience: bool,
}

impl VideoCallService {
    /// With the shared parts.
    pub fn new(
        context: Context,
        mail: MailService,
        notifications: NotificationService,
        coffee_chats: CoffeeChatService,
        providers: Arc<Providers>,
    ) -> Self {
        Self { context, mail, notifications, coffee_chats, providers, leases: Arc::default() }
    }

    /// Where the actor stands, for reading.
    async fn look(&self, actor: Actor, id: VideoCallId, operation: &str) -> Result<Standpoint, CallError> {
        let call = video_call::find(self.context.read(), id).await?.ok_or(CallError::NotFound)?;
        stand(self.context.read(), actor, call).await?.allowed(operation)
    }

    /// Where the actor stands, with the call held until the transaction ends.
    async fn hold(
        &self,
        writer: &Writer,
        actor: Actor,
        id: VideoCallId,
        operation: &str,
    ) -> Result<Standpoint, CallError> {
        let call = video_call::find_and_hold(writer, id).await?.ok_or(CallError::NotFound)?;
        stand(writer, actor, call).await?.allowed(operation)
    }

    /// Tells an event of the call to everybody on its list.
    async fn tell(&self, writer: &Writer, call: &VideoCall, event: Event) -> Result<(), StoreError> {
        let told = on_the_list(writer, call.id).await?;
        store::outbox::publish(writer, &event, told, self.context.now()).await
    }

    /// Tells an event of the call to its host and moderators.
    async fn tell_crew(&self, writer: &Writer, call: &VideoCall, event: Event) -> Result<(), StoreError> {
        let listed = participant::list(writer, &[call.id]).await?;
        let crew = listed.iter().filter(|one| one.participant.role.is_crew());
        let told: Vec<UserId> = crew.map(|one| one.participant.user_id).collect();
        store::outbox::publish(writer, &event, told, self.context.now()).await
    }
}

async fn stand<C: Connection>(
    connection: &C,
    actor: Actor,
    call: VideoCall,
) -> Result<Standpoint, CallError> {
    let me = participant::find_listed(connection, call.id, actor.user_id).await?;
    let is_blocked = me.is_some()
        && call.host_id != actor.user_id
        && block::is_between(connection, actor.user_id, call.host_id).await?;
    let is_in_audience = me.is_none() && audience::is_open_to(connection, &call, actor.user_id).await?;
    let standing = match me.as_ref().map(|me| &me.participant) {
        Some(_) if is_blocked => Standing::Blocked,
        Some(me) => standing_of(me),
        None if actor.is_admin => Standing::Admin,
        None if is_in_audience => Standing::Audience,
        None => Standing::Stranger,
    };
    Ok(Standpoint { call, me, standing, is_in_audience })
}

fn standing_of(me: &Participant) -> Standing {
    match me.role {
        _ if me.admission == Admission::Refused => Standing::Removed,
        ParticipantRole::Host => Standing::Host,
        ParticipantRole::Moderator => Standing::Moderator,
        ParticipantRole::Participant if me.first_joined_at.is_none() => Standing::Invited,
        ParticipantRole::Participant => Standing::Participant,
    }
}

async fn on_the_list<C: Connection>(connection: &C, call: VideoCallId) -> Result<Vec<UserId>, StoreError> {
    let listed = participant::list(connection, &[call]).await?;
    let welcome = listed.into_iter().filter(|one| one.participant.admission != Admission::Refused);
    Ok(welcome.map(|one| one.participant.user_id).collect())
}

impl Standpoint {
    /// Goes on when the access table lets this standing do the operation in this state.
    fn allowed(mut self, operation: &str) -> Result<Self, CallError> {
        let Some(rule) = rule(operation) else { return Err(CallError::NotFound) };
        // Somebody of the team does what the team may, and else comes like anybody.
        if self.is_in_audience && rule.verdict(self.standing, self.call.status) != Verdict::Allowed {
            self.standing = Standing::Audience;
        }
        let is_present_of_two =
            self.call.kind.is_for_two() && self.me.as_ref().is_some_and(|me| me.is_present);
        let verdict = if is_present_of_two {
            rule.verdict_for_present_of_two(self.standing, self.call.status)
        } else {
            rule.verdict(self.standing, self.call.status)
        };
        match verdict {
            Verdict::Allowed => Ok(self),
            Verdict::Unknown | Verdict::SignInFirst => Err(CallError::NotFound),
            Verdict::Forbidden => Err(CallError::Forbidden(self.forbidden_reason())),
            Verdict::WrongState => {
                Err(CallError::WrongState { status: self.call.status, version: self.call.version })
            }
        }
    }

    fn forbidden_reason(&self) -> &'static str {
        match self.standing {
            Standing::Removed => "removed",
            Standing::Admin => "not_in_this_call",
            Standing::Invited | Standing::Audience => "not_joined",
            _ => "not_your_role",
        }
    }

    /// The actor's own standing in the call.
    fn participant(&self) -> Result<&ListedParticipant, CallError> {
        self.me.as_ref().ok_or(CallError::Forbidden("not_in_this_call"))
    }
}

fn changed(call: &VideoCall) -> VideoCallChanged {
    VideoCallChanged { id: call.id, status: call.status, version: call.version }
}

fn presence(call: &VideoCall, user_id: UserId) -> CallPresenceChanged {
    CallPresenceChanged { id: call.id, user_id }
}

/// Writes a held call back.
async fn write_back(writer: &Writer, call: &mut VideoCall, now: Timestamp) -> Result<(), CallError> {
    if video_call::update(writer, call, now).await? {
        Ok(())
    } else {
        Err(CallError::VersionMismatch(call.version))
    }
}
