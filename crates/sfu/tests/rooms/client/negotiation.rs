//! What a client says and hears of its tracks: offers, answers, announcements.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::Instant;

use lk::signal_request::Message as Request;
use sfu::protocol as lk;
use str0m::Candidate;
use str0m::change::{SdpAnswer, SdpOffer, SdpPendingOffer};
use str0m::channel::{ChannelConfig, Reliability};
use str0m::media::{Direction, MediaKind, Mid, Simulcast, SimulcastLayer};

use super::Client;
use super::source::Source;

impl Client {
    /// What is said at the door; newer clients bring their first offer along.
    pub fn join_request(&mut self) -> lk::JoinRequest {
        let publisher_offer = self.is_single().then(|| self.first_offer());
        lk::JoinRequest {
            connection_settings: Some(lk::ConnectionSettings { auto_subscribe: true, ..Default::default() }),
            publisher_offer,
            ..Default::default()
        }
    }

    fn first_offer(&mut self) -> lk::SessionDescription {
        let mut api = self.publisher.rtc.sdp_api();
        for kind in [MediaKind::Audio, MediaKind::Video] {
            for _ in 0..3 {
                self.receiving.push(api.add_media(kind, Direction::RecvOnly, None, None, None));
            }
        }
        for config in channels() {
            let label = config.label.clone();
            self.publisher.channels.insert(label, api.add_channel_with_config(config));
        }
        let (offer, pending) = api.apply().expect("there is much to offer");
        self.description(offer, pending)
    }

    fn description(&mut self, offer: SdpOffer, pending: SdpPendingOffer) -> lk::SessionDescription {
        self.publisher.pending = Some(pending);
        self.offer_id += 1;
        lk::SessionDescription {
            r#type: "offer".into(),
            sdp: offer.to_sdp_string(),
            id: self.offer_id,
            ..Default::default()
        }
    }

    /// Announces a track and offers its section.
    pub fn publish(&mut self, source: lk::TrackSource, rids: &[&str], now: Instant) {
        let is_video = matches!(source, lk::TrackSource::Camera | lk::TrackSource::ScreenShare);
        let cid = format!("cid{}", self.sources.len());
        let layers = rids.iter().enumerate().map(|(quality, rid)| lk::VideoLayer {
            quality: quality as i32,
            width: 320 << quality,
            height: 180 << quality,
            rid: (*rid).into(),
            ..Default::default()
        });
        self.outbox.push_back(Request::AddTrack(lk::AddTrackRequest {
            cid: cid.clone(),
            r#type: i32::from(is_video),
            source: source as i32,
            layers: layers.collect(),
            ..Default::default()
        }));
        let layer = |rid: &&str| SimulcastLayer::new(rid);
        let simulcast = (!rids.is_empty())
            .then(|| Simulcast { send: rids.iter().map(layer).collect(), recv: Vec::new() });
        let kind = if is_video { MediaKind::Video } else { MediaKind::Audio };
        let mut api = self.publisher.rtc.sdp_api();
        let mid = api.add_media(kind, Direction::SendOnly, Some("stream".into()), Some(cid), simulcast);
        let (offer, pending) = api.apply().expect("a section was added");
        let offer = self.description(offer, pending);
        self.outbox.push_back(Request::Offer(offer));
        self.sources.push(Source::new(mid, is_video, rids, now));
    }

    /// Stops sending the track published as the `nth`.
    pub fn unpublish(&mut self, nth: usize) {
        let mid = self.sources.remove(nth).mid;
        let mut api = self.publisher.rtc.sdp_api();
        api.set_direction(mid, Direction::Inactive);
        let (offer, pending) = api.apply().expect("a direction changed");
        let offer = self.description(offer, pending);
        self.outbox.push_back(Request::Offer(offer));
    }

    /// Offers the same again with new ICE credentials, from another address.
    pub fn restart_ice(&mut self) {
        let address = SocketAddr::new(self.publisher.address.ip(), self.publisher.address.port() + 100);
        self.publisher.address = address;
        self.publisher.rtc.add_local_candidate(Candidate::host(address, "udp").unwrap());
        let mut api = self.publisher.rtc.sdp_api();
        api.ice_restart(true);
        let (offer, pending) = api.apply().expect("a restart is a change");
        let offer = self.description(offer, pending);
        self.outbox.push_back(Request::Offer(offer));
    }

    pub(super) fn take_answer(&mut self, answer: lk::SessionDescription) {
        let parsed = SdpAnswer::from_sdp_string(&answer.sdp).expect("an answer");
        let Some(pending) = self.publisher.pending.take() else { return };
        self.publisher.rtc.sdp_api().accept_answer(pending, parsed).expect("it fits the offer");
        if self.is_single() {
            self.names = named(&answer);
        }
        if std::mem::take(&mut self.must_offer) {
            self.offer_sections(lk::MediaSectionsRequirement::default());
        }
    }

    pub(super) fn take_offer(&mut self, offer: lk::SessionDescription) {
        let Some(subscriber) = &mut self.subscriber else { return };
        let parsed = SdpOffer::from_sdp_string(&offer.sdp).expect("an offer");
        let answer = subscriber.rtc.sdp_api().accept_offer(parsed).expect("it can be answered");
        let sdp = answer.to_sdp_string();
        self.names = named(&offer);
        self.outbox.push_back(Request::Answer(lk::SessionDescription {
            r#type: "answer".into(),
            sdp,
            id: offer.id,
            ..Default::default()
        }));
    }

    /// Offers again, with more sections if they are needed.
    pub(super) fn offer_sections(&mut self, needed: lk::MediaSectionsRequirement) {
        if self.publisher.pending.is_some() {
            self.must_offer = true;
            return;
        }
        let mut api = self.publisher.rtc.sdp_api();
        self.receiving.iter().for_each(|mid| api.set_direction(*mid, Direction::RecvOnly));
        for (kind, count) in [(MediaKind::Audio, needed.num_audios), (MediaKind::Video, needed.num_videos)] {
            for _ in 0..count {
                self.receiving.push(api.add_media(kind, Direction::RecvOnly, None, None, None));
            }
        }
        if !api.has_changes() {
            // There must be an offer in any case.
            self.receiving.push(api.add_media(MediaKind::Video, Direction::RecvOnly, None, None, None));
        }
        let (offer, pending) = api.apply().expect("there is a change");
        let offer = self.description(offer, pending);
        self.outbox.push_back(Request::Offer(offer));
    }
}

fn named(description: &lk::SessionDescription) -> HashMap<Mid, String> {
    description.mid_to_track_id.iter().map(|(mid, track)| (Mid::from(mid.as_str()), track.clone())).collect()
}

fn channels() -> [ChannelConfig; 2] {
    let lossy = Reliability::MaxRetransmits { retransmits: 0 };
    [
        ChannelConfig { label: "_lossy".into(), ordered: false, reliability: lossy, ..Default::default() },
        ChannelConfig { label: "_reliable".into(), ..Default::default() },
    ]
}
