//! A video call: one occurrence of a meeting, who has which part in it, and what may happen to it when.

use crate::text_enum::text_enum;

text_enum! {
    /// What a call is for; kinds differ in capacity, lobby and how they end.
    VideoCallType {
        /// Two people, made by an accepted request.
        CoffeeChat = "coffee_chat",
        /// Up to fifty people.
        GroupMeeting = "group_meeting",
        /// An open event for an audience.
        AlumniGathering = "alumni_gathering",
        /// Two people, may repeat.
        Mentorship = "mentorship",
    }
}

text_enum! {
    /// Where a call stands.
    VideoCallStatus {
        /// To come.
        Scheduled = "scheduled",
        /// Open, or somebody is in it.
        Active = "active",
        /// Over.
        Ended = "ended",
        /// Called off before it began.
        Cancelled = "cancelled",
    }
}

text_enum! {
    /// Where a call's media is hosted.
    Provider {
        /// The engine in this binary.
        Embedded = "embedded",
        /// A LiveKit server or cluster.
        Livekit = "livekit",
        /// A Jitsi deployment.
        Jitsi = "jitsi",
    }
}

text_enum! {
    /// A person's part in a call.
    ParticipantRole {
        /// Runs the call.
        Host = "host",
        /// Helps to run it.
        Moderator = "moderator",
        /// Takes part.
        Participant = "participant",
    }
}

text_enum! {
    /// A person's answer to an invitation.
    InvitationResponse {
        /// No answer yet.
        Invited = "invited",
        /// Will come.
        Accepted = "accepted",
        /// Will not come.
        Declined = "declined",
        /// May come.
        Tentative = "tentative",
    }
}

text_enum! {
    /// Where a person stands at the door of a call with a lobby.
    Admission {
        /// May enter.
        Admitted = "admitted",
        /// Has not knocked.
        Outside = "outside",
        /// Waits for the host.
        Waiting = "waiting",
        /// Was turned away or removed; may not come back.
        Refused = "refused",
    }
}

text_enum! {
    /// Whether a call may be recorded.
    RecordingPolicy {
        /// Never.
        Off = "off",
        /// When everyone present says yes.
        Ask = "ask",
    }
}

text_enum! {
    /// Who opens the room.
    StartPolicy {
        /// Others wait for the host.
        Host = "host",
        /// Whoever comes first.
        Anyone = "anyone",
    }
}

text_enum! {
    /// Why a call ended.
    EndReason {
        /// The host ended it for all.
        HostEnded = "host_ended",
        /// An admin ended it.
        AdminEnded = "admin_ended",
        /// Nobody was in it for the grace time.
        Empty = "empty",
        /// Everybody left.
        EverybodyLeft = "everybody_left",
        /// Nobody ever came.
        NotHeld = "not_held",
        /// The server went down and the call could not go on.
        ServerStopped = "server_stopped",
    }
}
