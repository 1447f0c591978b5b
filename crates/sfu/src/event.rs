//! What happened in the rooms, told to the rest of the product.

/// Why somebody is no longer in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeaveReason {
    /// They left.
    ClientLeft,
    /// They came in again, from elsewhere.
    DuplicateIdentity,
    /// The server stops.
    ServerShutdown,
    /// They were put out.
    Removed,
    /// The room was closed.
    RoomDeleted,
    /// They came back to a state the engine does not hold; they will join again.
    StateMismatch,
    /// Their connection went and did not come back in time.
    ConnectionLost,
    /// They did not keep up, or broke the protocol.
    Misbehaved,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct MediaEvent {
    /// The room's name.
    pub room: String,
    /// The room's sid: the same name may live again later.
    pub room_sid: String,
    /// Milliseconds since 1970 UTC.
    pub at_unix_ms: i64,
    /// What it was.
    pub what: MediaEventKind,
}

/// Who it was about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The identity the token gave.
    pub identity: String,
    /// This connection of theirs.
    pub sid: String,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum MediaEventKind {
    /// The room came to life.
    RoomStarted,
    /// The room is gone.
    RoomFinished,
    /// Somebody came in.
    ParticipantJoined(Who),
    /// Somebody's media path is up.
    ParticipantConnected(Who),
    /// Nothing comes from somebody any more; their seat is held.
    ParticipantReconnecting(Who),
    /// They are back.
    ParticipantReconnected(Who),
    /// Somebody is gone.
    ParticipantLeft(Who, LeaveReason),
    /// A track can be received.
    TrackPublished(Who, TrackFacts),
    /// A track was muted or unmuted.
    TrackMuted(Who, TrackFacts),
    /// A track ended.
    TrackUnpublished(Who, TrackFacts),
    /// How well the media path of somebody does.
    Quality(Who, QualitySample),
}

/// A track, as the record needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackFacts {
    /// The track's sid.
    pub sid: String,
    /// `camera`, `microphone`, `screen_share`, `screen_share_audio` or `unknown`.
    pub source: &'static str,
    /// A picture, not a sound.
    pub is_video: bool,
    /// Nothing is sent.
    pub is_muted: bool,
}

/// How well a media path does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QualitySample {
    /// 0 to 100.
    pub score: f32,
    /// Round trip, in milliseconds, if measured.
    pub round_trip_ms: Option<f32>,
    /// Share of packets lost on their way to the client, 0 to 1, if reported.
    pub loss_to_client: Option<f32>,
    /// Share of packets lost on their way from the client, 0 to 1, if measured.
    pub loss_from_client: Option<f32>,
    /// What the path to the client is estimated to carry, in bits per second.
    pub downlink_bits_per_second: Option<f64>,
    /// Media goes over TCP.
    pub over_tcp: bool,
}
