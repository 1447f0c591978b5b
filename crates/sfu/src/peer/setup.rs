//! What every peer connection is made of: codecs, buffers, candidates, one certificate.

use std::sync::Arc;
use std::time::{Duration, Instant};

use str0m::bwe::Bitrate;
use str0m::config::DtlsCert;
use str0m::net::{Protocol, TcpType};
use str0m::{Candidate, Rtc};

use super::media::VIDEO_PACKETS_KEPT;
use super::{channel, dtls};
use crate::config::{EngineConfig, HostCandidate, Transport};

/// Rate assumed for a new receiver until its path has been measured.
const FIRST_ESTIMATE: Bitrate = Bitrate::kbps(1_500);
/// How often str0m sums up loss and round trip.
const STATS_INTERVAL: Duration = Duration::from_secs(2);

/// The certificate connections are encrypted with; clients learn its fingerprint by signalling.
#[derive(Clone, Debug)]
pub struct Certificate(DtlsCert);

impl Certificate {
    /// Makes a fresh self-signed certificate.
    pub fn generate() -> Self {
        let provider = str0m::crypto::from_feature_flags();
        Self(provider.dtls_provider.generate_certificate().expect("aws-lc can make certificates"))
    }
}

pub(super) fn build(config: &EngineConfig, now: Instant) -> Rtc {
    Rtc::builder()
        .set_crypto_provider(Arc::new(dtls::provider()))
        .set_ice_lite(true)
        .set_rtp_mode(true)
        .clear_codecs()
        .enable_opus(true, false)
        .enable_vp8(true)
        .enable_h264(true)
        .set_dtls_cert(config.certificate.0.clone())
        .enable_bwe(Some(FIRST_ESTIMATE))
        .set_stats_interval(Some(STATS_INTERVAL))
        .set_send_buffer_video(VIDEO_PACKETS_KEPT)
        .set_sctp_max_buffered_amount(channel::BUFFER_BYTES)
        .build(now)
}

pub(super) fn host_candidate(candidate: &HostCandidate) -> Option<Candidate> {
    match candidate.transport {
        Transport::Udp => Candidate::host(candidate.address, "udp").ok(),
        Transport::Tcp => {
            Candidate::builder().tcp().host(candidate.address).tcptype(TcpType::Passive).build().ok()
        }
    }
}

pub(super) fn protocol(transport: Transport) -> Protocol {
    match transport {
        Transport::Udp => Protocol::Udp,
        Transport::Tcp => Protocol::Tcp,
    }
}
