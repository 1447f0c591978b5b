//! The port the engine listens on and the address it is told by.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use anyhow::Context as _;
use socket2::{Domain, SockRef, Socket, Type};

/// Room for bursts: many pictures start at the same moment.
const SOCKET_BUFFER_BYTES: usize = 4 << 20;
/// How many ports are tried for one that is free for both UDP and TCP.
const ATTEMPTS: usize = 32;
/// Nobody is sent anything there; it only makes the system choose a way out.
const SOMEWHERE: (Ipv4Addr, u16) = (Ipv4Addr::new(198, 51, 100, 1), 9);

/// The sockets of an engine.
pub(super) struct Sockets {
    pub udp: std::net::UdpSocket,
    pub tcp: std::net::TcpListener,
    /// What clients are told.
    pub advertised: SocketAddr,
}

/// Binds a port for UDP and TCP alike; 0 takes any that is free for both.
pub(super) fn bind(port: u16, address: Option<IpAddr>) -> anyhow::Result<Sockets> {
    let told = address.unwrap_or_else(own_address);
    let any: IpAddr =
        if told.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let attempts = if port == 0 { ATTEMPTS } else { 1 };
    let mut last = None;
    for _ in 0..attempts {
        match bind_both(SocketAddr::new(any, port)) {
            Ok((udp, tcp)) => {
                let advertised = SocketAddr::new(told, udp.local_addr()?.port());
                return Ok(Sockets { udp, tcp, advertised });
            }
            Err(error) => last = Some(error),
        }
    }
    let error = last.unwrap_or_else(|| std::io::ErrorKind::AddrInUse.into());
    Err(error).with_context(|| format!("media.port (MEDIA_PORT) {port} is not free"))
}

fn bind_both(address: SocketAddr) -> std::io::Result<(std::net::UdpSocket, std::net::TcpListener)> {
    let udp = std::net::UdpSocket::bind(address)?;
    let buffers = SockRef::from(&udp);
    // The system may grant less; then a burst loses packets that are sent again.
    buffers.set_recv_buffer_size(SOCKET_BUFFER_BYTES).ok();
    buffers.set_send_buffer_size(SOCKET_BUFFER_BYTES).ok();
    let tcp = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    tcp.set_reuse_address(true)?;
    tcp.bind(&SocketAddr::new(address.ip(), udp.local_addr()?.port()).into())?;
    tcp.listen(128)?;
    Ok((udp, tcp.into()))
}

/// The address of the interface that leads outside. Browsers differ on loopback: Firefox never sends
/// media to it.
fn own_address() -> IpAddr {
    let probe = || -> std::io::Result<IpAddr> {
        let socket = std::net::UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
        socket.connect(SOMEWHERE)?;
        Ok(socket.local_addr()?.ip())
    };
    probe().ok().filter(|address| !address.is_unspecified()).unwrap_or(Ipv4Addr::LOCALHOST.into())
}
