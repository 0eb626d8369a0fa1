//! Addresses as people write them.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use crate::protocol::Pin;

/// So many digits alone are a port, and never a name.
const PORT_DIGITS: usize = 5;

/// Whom to dial: where, and whom to insist on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PeerAddr {
    /// Where.
    pub host: PeerHost,
    /// The only identity that will do, from `#FINGERPRINT`.
    pub pin: Option<Pin>,
}

/// The place in a [`PeerAddr`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PeerHost {
    /// A host name or an IP address, with a port.
    Place {
        /// Without the brackets of an IPv6 address.
        host: String,
        /// TCP port.
        port: u16,
    },
    /// A name from `known_peers`.
    Petname(String),
}

/// Text that is no address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnAddress {
    /// Nothing that can be dialled.
    #[error("{0:?} is no address; write 5000, host:5000, [v6]:5000, host:5000#FINGERPRINT or a known name")]
    Dialled(String),
    /// Nothing that can be listened at.
    #[error("{0:?} is no address of this computer; write 5000, 127.0.0.1:5000 or [::1]:5000")]
    Listened(String),
    /// The port is too high, or 0 where one is dialled.
    #[error("{0:?}: a port is a number from 1 to 65535, as in 5000 or host:5000")]
    Port(String),
}

/// Whether what stands where the port does is a number all the same.
fn has_number(text: &str) -> bool {
    let port = text.rsplit_once(':').map_or(text, |(_, port)| port);
    !port.is_empty() && port.chars().all(|c| c.is_ascii_digit()) && port.parse().is_ok_and(is_no_port)
}

/// Whether a number is too high for a port, or 0.
fn is_no_port(number: u64) -> bool {
    !(1..=u64::from(u16::MAX)).contains(&number)
}

impl From<SocketAddr> for PeerAddr {
    fn from(address: SocketAddr) -> Self {
        Self { host: PeerHost::Place { host: address.ip().to_string(), port: address.port() }, pin: None }
    }
}

impl FromStr for PeerAddr {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        let refuse = || {
            let place = text.split('#').next().unwrap_or_default();
            if has_number(place) {
                NotAnAddress::Port(text.to_owned())
            } else {
                NotAnAddress::Dialled(text.to_owned())
            }
        };
        let (place, pin) = match text.split_once('#') {
            Some((place, pin)) => (place, Some(pin.parse().map_err(|_not_hex| refuse())?)),
            None => (text, None),
        };
        let host = parse_host(place).ok_or_else(refuse)?;
        if pin.is_some() && matches!(host, PeerHost::Petname(_)) {
            return Err(refuse());
        }
        Ok(Self { host, pin })
    }
}

fn parse_host(place: &str) -> Option<PeerHost> {
    if let Ok(port) = place.parse::<u16>() {
        return (port != 0).then(|| PeerHost::Place { host: "127.0.0.1".to_owned(), port });
    }
    if place.len() <= PORT_DIGITS && has_number(place) {
        return None;
    }
    if let Ok(address) = place.parse::<SocketAddr>() {
        return Some(PeerAddr::from(address).host);
    }
    let Some((host, port)) = place.rsplit_once(':') else {
        let plain = !place.is_empty() && place.chars().count() <= 32 && !place.chars().any(is_odd);
        return plain.then(|| PeerHost::Petname(place.to_owned()));
    };
    let port = port.parse().ok().filter(|port| *port != 0)?;
    let plain = !host.is_empty()
        && host.len() <= 253
        && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
    plain.then(|| PeerHost::Place { host: host.to_owned(), port })
}

/// Characters that no petname has.
fn is_odd(c: char) -> bool {
    c.is_control() || c.is_whitespace() || matches!(c, '/' | '\\' | '#')
}

impl fmt::Display for PeerAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.host {
            PeerHost::Place { host, port } if host.contains(':') => write!(f, "[{host}]:{port}"),
            PeerHost::Place { host, port } => write!(f, "{host}:{port}"),
            PeerHost::Petname(name) => f.write_str(name),
        }
    }
}

/// Where to listen: a bare port means every interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListenAddr {
    /// IPv6 and IPv4, on all interfaces.
    Everywhere(u16),
    /// One address.
    At(SocketAddr),
}

impl FromStr for ListenAddr {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        if let Ok(port) = text.parse() {
            return Ok(Self::Everywhere(port));
        }
        let text_of_ip = text.replace("localhost:", "127.0.0.1:");
        text_of_ip.parse().map(Self::At).map_err(|_no_address| {
            if has_number(text) {
                NotAnAddress::Port(text.to_owned())
            } else {
                NotAnAddress::Listened(text.to_owned())
            }
        })
    }
}

impl fmt::Display for ListenAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everywhere(port) => write!(f, "port {port} on every interface"),
            Self::At(address) => address.fmt(f),
        }
    }
}

/// The addresses at which others can reach a socket bound to `bound`: itself, or every interface's.
pub fn reachable(bound: SocketAddr) -> Vec<SocketAddr> {
    if !bound.ip().is_unspecified() {
        return vec![bound];
    }
    let v4_only = bound.is_ipv4();
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let mut found: Vec<SocketAddr> = interfaces
        .into_iter()
        .map(|interface| interface.ip())
        .filter(|ip| !(is_link_local(ip) || v4_only && ip.is_ipv6()))
        .map(|ip| SocketAddr::new(ip, bound.port()))
        .collect();
    found.sort_by_key(|address| (address.ip().is_loopback(), address.is_ipv6()));
    found.dedup();
    if found.is_empty() { vec![bound] } else { found }
}

/// Link-local IPv6 addresses need a zone that others do not know.
fn is_link_local(ip: &IpAddr) -> bool {
    matches!(ip, IpAddr::V6(v6) if Ipv6Addr::is_unicast_link_local(v6))
}
