//! What str0m has to say after each change: datagrams, the time of its next wish, and events.

use std::time::{Duration, Instant};

use str0m::bwe::BweKind;
use str0m::net::Protocol;
use str0m::{Event, IceConnectionState, Input, RtcError};

use super::channel::{LOSSY, RELIABLE};
use super::{Peer, PeerEvent};
use crate::config::Transport;
use crate::engine::Output;
use crate::world::World;

/// A drain that is asked to advance time to the present more often than this is let wait.
const CATCH_UPS_PER_DRAIN: u32 = 50;

impl Peer {
    /// Takes all that str0m has, and says when it wants to be looked at again.
    pub(super) fn drain(&mut self, world: &mut World) -> Result<Instant, RtcError> {
        let now = world.now.instant;
        let mut catch_ups = 0;
        loop {
            match self.rtc.poll_output()? {
                str0m::Output::Timeout(at) if at <= now && catch_ups < CATCH_UPS_PER_DRAIN => {
                    catch_ups += 1;
                    self.rtc.handle_input(Input::Timeout(now))?;
                }
                str0m::Output::Timeout(at) => return Ok(at.max(now + Duration::from_millis(1))),
                str0m::Output::Transmit(datagram) => {
                    self.path.over_tcp = datagram.proto == Protocol::Tcp;
                    world.out.push_back(Output::Transmit {
                        transport: if self.path.over_tcp { Transport::Tcp } else { Transport::Udp },
                        source: datagram.source,
                        destination: datagram.destination,
                        bytes: datagram.contents.into(),
                    });
                }
                str0m::Output::Event(event) => self.hear(world, event),
            }
        }
    }

    fn hear(&mut self, world: &mut World, event: Event) {
        let told = match event {
            Event::Connected => {
                self.connected = true;
                Some(PeerEvent::Connected)
            }
            Event::RtpPacket(packet) => {
                self.locate(packet).map(|incoming| PeerEvent::Rtp(Box::new(incoming)))
            }
            Event::KeyframeRequest(request) => Some(PeerEvent::KeyframeWanted(request.mid)),
            Event::ChannelOpen(id, label) => {
                self.note_channel(id, label);
                Some(PeerEvent::ChannelOpen)
            }
            Event::ChannelClose(id) => {
                self.channels.remove(&id);
                self.reliable.take_if(|open| *open == id);
                self.lossy.take_if(|open| *open == id);
                None
            }
            Event::ChannelData(data) => self.channels.get(&data.id).and_then(|label| match label.as_str() {
                RELIABLE => Some(PeerEvent::Data { reliable: true, bytes: data.data }),
                LOSSY => Some(PeerEvent::Data { reliable: false, bytes: data.data }),
                _ => None,
            }),
            Event::EgressBitrateEstimate(BweKind::Twcc { estimate, can_probe }) => {
                self.path.estimate = can_probe.then(|| estimate.as_f64());
                None
            }
            Event::PeerStats(stats) => {
                self.path.round_trip = stats.rtt.or(self.path.round_trip);
                self.path.loss_out = stats.egress_loss_fraction;
                self.path.loss_in = stats.ingress_loss_fraction;
                None
            }
            Event::IceConnectionStateChange(state) => {
                if state == IceConnectionState::Disconnected {
                    tracing::debug!(peer = ?self.me, "media path lost");
                }
                None
            }
            Event::Closed => Some(PeerEvent::Failed),
            _ => None,
        };
        world.told.extend(told.map(|event| (self.me, event)));
    }
}
