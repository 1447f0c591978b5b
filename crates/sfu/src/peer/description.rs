//! Offers and answers, and the candidates beside them.

use str0m::Candidate;
use str0m::change::{SdpAnswer, SdpApi, SdpOffer};
use str0m::media::{Direction, MediaKind};

use super::channel::{self, LOSSY, RELIABLE};
use super::{Mid, Peer};
use crate::sdp::{Kind, TrackName};
use crate::world::World;

/// Changes to a server-made offer.
#[derive(Default)]
pub(crate) struct OfferPlan {
    pub restart_ice: bool,
    pub with_channels: bool,
    pub stop: Vec<Mid>,
    pub add: Vec<(Kind, TrackName)>,
}

/// A peer connection refused what it was given.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PeerError {
    #[error("the description was refused: {0}")]
    Description(String),
    #[error("the connection has ended")]
    Ended,
}

impl Peer {
    /// Takes an offer of the client and returns the answer.
    pub fn accept_offer(&mut self, world: &mut World, sdp: &str) -> Result<String, PeerError> {
        let offer =
            SdpOffer::from_sdp_string(sdp).map_err(|error| PeerError::Description(error.to_string()))?;
        let answer = self.change(world, |rtc| rtc.sdp_api().accept_offer(offer)).ok_or(PeerError::Ended)?;
        self.tell_name(world);
        self.sources.clear();
        answer.map(|answer| answer.to_sdp_string()).map_err(|error| PeerError::Description(error.to_string()))
    }

    /// Makes an offer, and says which section each added track got. `None` when nothing changes or an
    /// earlier offer waits for its answer.
    pub fn offer(&mut self, world: &mut World, plan: OfferPlan) -> Option<(String, Vec<Mid>)> {
        let (offer, pending, mids, channels) = self.change(world, |rtc| {
            let mut api = rtc.sdp_api();
            if plan.restart_ice {
                api.ice_restart(true);
            }
            let channels = plan
                .with_channels
                .then(|| [RELIABLE, LOSSY].map(|label| api.add_channel_with_config(channel::config(label))));
            plan.stop.iter().for_each(|mid| api.stop_media(*mid));
            let mids: Vec<Mid> =
                plan.add.into_iter().map(|(kind, name)| add_media(&mut api, kind, name)).collect();
            api.apply().map(|(offer, pending)| (offer.to_sdp_string(), pending, mids, channels))
        })??;
        for (id, label) in channels.into_iter().flatten().zip([RELIABLE, LOSSY]) {
            self.note_channel(id, label.to_owned());
        }
        self.pending_offer = Some(pending);
        Some((offer, mids))
    }

    /// An offer waits for its answer.
    pub fn is_offering(&self) -> bool {
        self.pending_offer.is_some()
    }

    /// Takes the client's answer to the last offer.
    pub fn accept_answer(&mut self, world: &mut World, sdp: &str) -> Result<(), PeerError> {
        let Some(pending) = self.pending_offer.take() else { return Ok(()) };
        let answer =
            SdpAnswer::from_sdp_string(sdp).map_err(|error| PeerError::Description(error.to_string()))?;
        let done =
            self.change(world, |rtc| rtc.sdp_api().accept_answer(pending, answer)).ok_or(PeerError::Ended)?;
        self.tell_name(world);
        done.map_err(|error| PeerError::Description(error.to_string()))
    }

    /// Takes a candidate the client found after its description.
    pub fn add_candidate(&mut self, world: &mut World, candidate: &str) {
        if let Ok(candidate) = Candidate::from_sdp_string(candidate) {
            self.change(world, |rtc| rtc.add_remote_candidate(candidate));
        }
    }
}

fn add_media(api: &mut SdpApi<'_>, kind: Kind, name: TrackName) -> Mid {
    let kind = if kind == Kind::Audio { MediaKind::Audio } else { MediaKind::Video };
    api.add_media(kind, Direction::SendOnly, Some(name.stream), Some(name.track), None)
}
