//! The DTLS handshake as a call needs it: what is lost on the way is sent again at once.
//!
//! RFC 6347, 4.2.4.1 starts at a second and doubles, which on a network that loses one packet in twenty lets one in
//! fifty people wait for seconds, and some for a quarter of a minute, before they hear anything. It leaves room for
//! applications that know better, and browsers start at 50 ms (BoringSSL under WebRTC). ICE has just shown that the
//! path carries; on a longer one a second copy of a few kilobytes overloads nothing.

use std::sync::Arc;
use std::time::{Duration, Instant};

use dimpl::{Config, Dtls};
use str0m::crypto::dtls::{
    DtlsCert, DtlsImplError, DtlsInstance, DtlsOutput, DtlsProvider, DtlsVersion, ProtocolVersion,
};
use str0m::crypto::{CryptoError, CryptoProvider};

/// When a flight that was not answered is sent again for the first time.
const FIRST_RESEND: Duration = Duration::from_millis(50);
/// How often it is sent again, each time after twice the wait: for half a minute in all.
const RESENDS: usize = 9;

/// str0m's own cryptography with this handshake.
pub(crate) fn provider() -> CryptoProvider {
    CryptoProvider { dtls_provider: &Quick, ..str0m::crypto::from_feature_flags() }
}

#[derive(Debug)]
struct Quick;

impl DtlsProvider for Quick {
    fn generate_certificate(&self) -> Option<DtlsCert> {
        str0m::crypto::from_feature_flags().dtls_provider.generate_certificate()
    }

    fn new_dtls(
        &self,
        certificate: &DtlsCert,
        now: Instant,
        version: DtlsVersion,
        mtu: Option<usize>,
    ) -> Result<Box<dyn DtlsInstance>, CryptoError> {
        // ICE has shown that the other side can be reached where it says: a cookie would only cost a round trip.
        let builder =
            Config::builder().use_server_cookie(false).flight_start_rto(FIRST_RESEND).flight_retries(RESENDS);
        let builder = mtu.into_iter().fold(builder, |builder, mtu| builder.mtu(mtu));
        let config = builder.build().map_err(|error| CryptoError::Other(error.to_string()))?;
        let (config, certificate) = (Arc::new(config), certificate.clone());
        let dtls = match version {
            DtlsVersion::Dtls12 => Dtls::new_12(config, certificate, now),
            DtlsVersion::Dtls13 => Dtls::new_13(config, certificate, now),
            _ => Dtls::new_auto(config, certificate, now),
        };
        Ok(Box::new(Handshake(dtls)))
    }
}

/// One side of a connection.
struct Handshake(Dtls);

impl std::fmt::Debug for Handshake {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Handshake").finish_non_exhaustive()
    }
}

impl DtlsInstance for Handshake {
    fn set_active(&mut self, active: bool) {
        self.0.set_active(active);
    }

    fn handle_packet(&mut self, packet: &[u8]) -> Result<(), DtlsImplError> {
        self.0.handle_packet(packet)
    }

    fn poll_output<'a>(&mut self, buffer: &'a mut [u8]) -> DtlsOutput<'a> {
        self.0.poll_output(buffer)
    }

    fn handle_timeout(&mut self, now: Instant) -> Result<(), DtlsImplError> {
        self.0.handle_timeout(now)
    }

    fn send_application_data(&mut self, data: &[u8]) -> Result<usize, DtlsImplError> {
        self.0.send_application_data(data)
    }

    fn is_active(&self) -> bool {
        self.0.is_active()
    }

    fn protocol_version(&self) -> Option<ProtocolVersion> {
        self.0.protocol_version()
    }

    fn is_closing(&self) -> bool {
        self.0.is_closing()
    }

    fn is_closed(&self) -> bool {
        self.0.is_closed()
    }

    fn close(&mut self) -> Result<(), DtlsImplError> {
        self.0.close()
    }
}
