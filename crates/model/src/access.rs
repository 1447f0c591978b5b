//! Who may do what: one table, a row an operation, that drives the checks and generates the test matrix.
//!
//! An operation of the HTTP document without a row here, or a row without an operation, fails a test.

use crate::text_enum::text_enum;
use crate::video_call::VideoCallStatus;

text_enum! {
    /// What an integrator's token may be used for. A browser's sign-in has all that its person has.
    Scope {
        /// Read and change one's own profile.
        Profile = "profile",
        /// Read the directory.
        PeopleRead = "people:read",
        /// Read calls.
        CallsRead = "calls:read",
        /// Make, change and join calls.
        CallsWrite = "calls:write",
        /// Read coffee chats and suggestions.
        ChatsRead = "chats:read",
        /// Ask for and answer coffee chats.
        ChatsWrite = "chats:write",
        /// What the platform's team may do.
        Admin = "admin",
    }
}

/// What somebody is to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Not signed in.
    Anonymous,
    /// Signed in, nothing to do with the call.
    Stranger,
    /// Belongs to the audience that the call is open to, and is not on its list.
    Audience,
    /// On the list, has not been in it.
    Invited,
    /// Takes part.
    Participant,
    /// Helps to run it.
    Moderator,
    /// Runs it.
    Host,
    /// Of the platform's team, not in the call.
    Admin,
    /// Was removed from it or turned away at its door: knows of it, and that is all.
    Removed,
    /// Has a block with its host.
    Blocked,
}

/// In which states of a call something is possible.
pub type States = &'static [VideoCallStatus];

/// In any state.
pub const ANY: States = VideoCallStatus::ALL;
/// In no state: this standing may not do it at all.
pub const NEVER: States = &[];

/// Who may do an operation.
#[derive(Clone, Copy, Debug)]
pub enum Who {
    /// Everybody, signed in or not.
    Anyone,
    /// Whoever is signed in; a token needs the scope. `None`: a browser's sign-in only.
    SignedIn(Option<Scope>),
    /// The platform's team; a token needs the `admin` scope.
    Staff,
    /// Those of a call, by standing and by the state of the call; a token needs the scope.
    OfCall(CallRights),
}

/// In which states of a call each standing may do something.
#[derive(Clone, Copy, Debug)]
pub struct CallRights {
    /// The scope a token needs.
    pub scope: Scope,
    /// Who belongs to its audience and is not on the list.
    pub audience: States,
    /// Who is on the list and has not been in it.
    pub invited: States,
    /// Who takes part.
    pub participant: States,
    /// Who helps to run it.
    pub moderator: States,
    /// Who runs it.
    pub host: States,
    /// The platform's team, not in the call.
    pub admin: States,
    /// Who was removed from it.
    pub removed: States,
    /// In a call for two there is nobody to run it for: whoever is present.
    pub present_of_two: States,
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The operation id in the HTTP document: the handler's name.
    pub operation: &'static str,
    /// Who may do it.
    pub who: Who,
}

/// What the table says of one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Go on.
    Allowed,
    /// 401: sign in first.
    SignInFirst,
    /// 404: for this person the thing does not exist.
    Unknown,
    /// 403: the thing is known, the act is not allowed.
    Forbidden,
    /// 409: allowed in another state of the call.
    WrongState,
}

impl Rule {
    /// Decides for a standing and a state of the call. Rules that are not about a call ignore the state.
    pub fn verdict(&self, standing: Standing, state: VideoCallStatus) -> Verdict {
        match self.who {
            Who::Anyone => Verdict::Allowed,
            _ if standing == Standing::Anonymous => Verdict::SignInFirst,
            Who::SignedIn(_) => Verdict::Allowed,
            Who::Staff if standing == Standing::Admin => Verdict::Allowed,
            Who::Staff => Verdict::Forbidden,
            Who::OfCall(rights) => rights.verdict(standing, state),
        }
    }

    /// Decides for somebody who is in a call for two at this moment.
    pub fn verdict_for_present_of_two(&self, standing: Standing, state: VideoCallStatus) -> Verdict {
        match self.who {
            Who::OfCall(rights) if rights.present_of_two.contains(&state) => Verdict::Allowed,
            _ => self.verdict(standing, state),
        }
    }
}

impl CallRights {
    fn verdict(&self, standing: Standing, state: VideoCallStatus) -> Verdict {
        let states = match standing {
            Standing::Anonymous | Standing::Stranger | Standing::Blocked => return Verdict::Unknown,
            Standing::Audience => self.audience,
            Standing::Invited => self.invited,
            Standing::Participant => self.participant,
            Standing::Moderator => self.moderator,
            Standing::Host => self.host,
            Standing::Admin => self.admin,
            Standing::Removed => self.removed,
        };
        match states {
            [] => Verdict::Forbidden,
            states if states.contains(&state) => Verdict::Allowed,
            _ => Verdict::WrongState,
        }
    }
}

/// The rule of an operation.
pub fn rule(operation: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.operation == operation)
}

const fn anyone(operation: &'static str) -> Rule {
    Rule { operation, who: Who::Anyone }
}
const fn signed_in(operation: &'static str, scope: Scope) -> Rule {
    Rule { operation, who: Who::SignedIn(Some(scope)) }
}
const fn browser_only(operation: &'static str) -> Rule {
    Rule { operation, who: Who::SignedIn(None) }
}
const fn staff(operation: &'static str) -> Rule {
    Rule { operation, who: Who::Staff }
}
const fn of_call(operation: &'static str, rights: CallRights) -> Rule {
    Rule { operation, who: Who::OfCall(rights) }
}

/// The states in which a call can still change.
const OPEN: States = &[VideoCallStatus::Scheduled, VideoCallStatus::Active];
/// While it goes on.
const ACTIVE: States = &[VideoCallStatus::Active];
/// Once it has begun.
const BEGUN: States = &[VideoCallStatus::Active, VideoCallStatus::Ended];
/// To be called off, also twice.
const CANCELLABLE: States = &[VideoCallStatus::Scheduled, VideoCallStatus::Cancelled];

const NOBODY: CallRights = CallRights {
    scope: Scope::CallsWrite,
    audience: NEVER,
    invited: NEVER,
    participant: NEVER,
    moderator: NEVER,
    host: NEVER,
    admin: NEVER,
    removed: NEVER,
    present_of_two: NEVER,
};

const fn host_in(host: States) -> CallRights {
    CallRights { host, ..NOBODY }
}

const fn crew_in(states: States) -> CallRights {
    CallRights { moderator: states, ..host_in(states) }
}

const fn attendants_in(states: States) -> CallRights {
    CallRights { participant: states, ..crew_in(states) }
}

const fn people_in(states: States) -> CallRights {
    CallRights { invited: states, ..attendants_in(states) }
}

/// Those on the list, and those who may come of their own accord.
const fn welcome_in(states: States) -> CallRights {
    CallRights { audience: states, ..people_in(states) }
}

const fn reading(rights: CallRights) -> CallRights {
    CallRights { scope: Scope::CallsRead, ..rights }
}

const fn also_admin(rights: CallRights) -> CallRights {
    CallRights { admin: rights.host, ..rights }
}

/// The table. Keep it in the order of the routes.
pub const RULES: &[Rule] = &[
    // health and documents
    anyone("get_liveness"),
    anyone("get_readiness"),
    // sign-in
    anyone("login"),
    anyone("logout"),
    anyone("request_password_reset"),
    anyone("set_password"),
    signed_in("get_me", Scope::Profile),
    signed_in("set_language", Scope::Profile),
    browser_only("change_password"),
    browser_only("list_sessions"),
    browser_only("end_all_sessions"),
    browser_only("end_session"),
    // integrators' tokens
    browser_only("create_api_token"),
    browser_only("list_api_tokens"),
    browser_only("revoke_api_token"),
    // people
    signed_in("list_people", Scope::PeopleRead),
    signed_in("get_person", Scope::PeopleRead),
    browser_only("block_person"),
    browser_only("unblock_person"),
    browser_only("list_blocks"),
    browser_only("report_person"),
    signed_in("list_places", Scope::PeopleRead),
    signed_in("list_industries", Scope::PeopleRead),
    signed_in("list_interests", Scope::PeopleRead),
    // my profile
    signed_in("get_profile", Scope::Profile),
    signed_in("update_profile", Scope::Profile),
    signed_in("preview_profile", Scope::Profile),
    // connections
    signed_in("list_connections", Scope::PeopleRead),
    browser_only("create_connection"),
    browser_only("respond_connection"),
    browser_only("delete_connection"),
    // coffee chats
    signed_in("request_coffee_chat", Scope::ChatsWrite),
    signed_in("list_my_coffee_chats", Scope::ChatsRead),
    signed_in("list_received_coffee_chats", Scope::ChatsRead),
    signed_in("get_coffee_chat", Scope::ChatsRead),
    signed_in("respond_to_coffee_chat", Scope::ChatsWrite),
    signed_in("withdraw_coffee_chat", Scope::ChatsWrite),
    signed_in("cancel_coffee_chat", Scope::ChatsWrite),
    signed_in("reschedule_coffee_chat", Scope::ChatsWrite),
    signed_in("give_coffee_chat_feedback", Scope::ChatsWrite),
    // waiting for a place
    signed_in("list_awaited_people", Scope::ChatsRead),
    signed_in("join_wait_list", Scope::ChatsWrite),
    signed_in("leave_wait_list", Scope::ChatsWrite),
    // suggestions
    signed_in("list_suggestions", Scope::ChatsRead),
    signed_in("report_shown_suggestions", Scope::ChatsWrite),
    signed_in("dismiss_suggestion", Scope::ChatsWrite),
    signed_in("restore_suggestion", Scope::ChatsWrite),
    // who can help whom
    signed_in("list_ai_matches", Scope::ChatsRead),
    // calls
    signed_in("list_video_calls", Scope::CallsRead),
    signed_in("create_video_call", Scope::CallsWrite),
    signed_in("list_upcoming_video_calls", Scope::CallsRead),
    signed_in("get_active_video_call", Scope::CallsRead),
    of_call("get_video_call", also_admin(reading(welcome_in(ANY)))),
    of_call("update_video_call", host_in(OPEN)),
    of_call("lock_video_call", crew_in(OPEN)),
    of_call("cancel_video_call", also_admin(host_in(CANCELLABLE))),
    of_call("join_video_call", welcome_in(OPEN)),
    of_call("leave_video_call", CallRights { removed: ANY, ..welcome_in(ANY) }),
    of_call("end_video_call", CallRights { present_of_two: ACTIVE, ..also_admin(host_in(ACTIVE)) }),
    of_call("heartbeat_video_call", people_in(ACTIVE)),
    of_call("report_call_quality", attendants_in(ACTIVE)),
    of_call("respond_to_video_call", CallRights { host: NEVER, ..welcome_in(OPEN) }),
    of_call("list_call_participants", also_admin(reading(welcome_in(ANY)))),
    of_call("add_call_participant", host_in(OPEN)),
    of_call("change_call_participant", host_in(OPEN)),
    of_call("remove_call_participant", crew_in(OPEN)),
    of_call("list_lobby", reading(crew_in(OPEN))),
    of_call("admit_from_lobby", crew_in(OPEN)),
    of_call("refuse_from_lobby", crew_in(OPEN)),
    of_call("mute_call_participant", crew_in(ACTIVE)),
    of_call("ask_to_unmute", crew_in(ACTIVE)),
    of_call("stop_screen_share", crew_in(ACTIVE)),
    of_call("return_to_lobby", crew_in(ACTIVE)),
    of_call("list_call_messages", reading(attendants_in(ANY))),
    of_call("post_call_message", attendants_in(ACTIVE)),
    of_call("list_screen_shares", also_admin(reading(attendants_in(ANY)))),
    of_call("rate_video_call", attendants_in(BEGUN)),
    of_call("report_video_call", CallRights { removed: ANY, ..welcome_in(ANY) }),
    // people, for the team
    staff("list_members"),
    staff("import_people"),
    staff("import_connections"),
    staff("list_reports"),
    staff("resolve_report"),
    staff("get_insight"),
    staff("update_insight"),
    // how evenly people are shown
    staff("get_fairness"),
    staff("explain_not_shown"),
    // the bell
    browser_only("list_notifications"),
    browser_only("read_notifications"),
    // the team and people's accounts
    staff("suspend_person"),
    staff("restore_person"),
    // what people are told at once
    browser_only("open_realtime"),
    // staff
    staff("get_health_report"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_has_one_row() {
        let mut names: Vec<_> = RULES.iter().map(|rule| rule.operation).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count, "an operation has two rows");
    }

    #[test]
    fn a_stranger_never_learns_that_a_call_exists() {
        for rule in RULES.iter().filter(|rule| matches!(rule.who, Who::OfCall(_))) {
            for state in ANY {
                assert_eq!(rule.verdict(Standing::Stranger, *state), Verdict::Unknown, "{}", rule.operation);
                assert_eq!(rule.verdict(Standing::Blocked, *state), Verdict::Unknown, "{}", rule.operation);
            }
        }
    }

    #[test]
    fn everybody_present_in_a_call_for_two_may_end_it() {
        let end = rule("end_video_call").unwrap();
        assert_eq!(end.verdict(Standing::Moderator, VideoCallStatus::Active), Verdict::Forbidden);
        assert_eq!(
            end.verdict_for_present_of_two(Standing::Moderator, VideoCallStatus::Active),
            Verdict::Allowed
        );
        assert_eq!(
            end.verdict_for_present_of_two(Standing::Moderator, VideoCallStatus::Ended),
            Verdict::Forbidden
        );
        assert_eq!(
            end.verdict_for_present_of_two(Standing::Host, VideoCallStatus::Ended),
            Verdict::WrongState
        );
    }
}
