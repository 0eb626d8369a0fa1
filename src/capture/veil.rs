//! What may be shown to anybody: letters for people, addresses of the documentation for those of the network.

use core::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::collections::HashMap;

use super::packet::{Endpoints, Packet};

/// Peers and addresses that get a pseudonym of their own; what comes after them shares one.
const KNOWN_MAX: usize = 4_096;
/// What a peer without a pseudonym of its own is called.
const SOMEBODY: &str = "a stranger";

/// Pseudonyms, the same in the whole run. They are given in the order in which peers and addresses appear, and say
/// nothing else of them.
#[derive(Clone, Debug, Default)]
pub struct Veil {
    peers: HashMap<String, usize>,
    addresses: HashMap<SocketAddr, u16>,
}

impl Veil {
    /// Gives a peer, by the first digits of its fingerprint, a pseudonym if it has none.
    pub fn learn_peer(&mut self, label: &str) {
        if !self.peers.contains_key(label) && self.peers.len() < KNOWN_MAX {
            self.peers.insert(label.to_owned(), self.peers.len());
        }
    }

    /// Gives whose packet it is and both its ends pseudonyms if they have none.
    pub fn learn(&mut self, packet: &Packet) {
        if packet.peer.parse::<SocketAddr>().is_err() {
            self.learn_peer(&packet.peer);
        }
        let Some(Endpoints { local, remote }) = packet.endpoints else { return };
        for address in [local, remote] {
            let next = u16::try_from(self.addresses.len() + 1).unwrap_or(u16::MAX);
            if self.addresses.len() < KNOWN_MAX {
                self.addresses.entry(address).or_insert(next);
            }
        }
    }

    /// `peer A`, `peer B`, ... `peer AA`: what stands for a peer; for one of whom there is but an address, what
    /// stands for that.
    pub fn peer(&self, label: &str) -> String {
        if let Some(at) = self.peers.get(label) {
            return format!("peer {}", letters(*at));
        }
        let address = label.parse().ok().filter(|address| self.addresses.contains_key(address));
        address.map_or_else(|| SOMEBODY.to_owned(), |address| self.address(address).to_string())
    }

    /// What stands for an address: one of those that are kept for documentation (RFC 3849).
    pub fn address(&self, address: SocketAddr) -> SocketAddr {
        let at = self.addresses.get(&address).copied().unwrap_or_default();
        SocketAddr::new(IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, at)), 1)
    }

    /// The packet with its bytes on the wire, its sizes and verdicts, and with nothing that was opened of it.
    pub fn packet(&self, packet: &Packet) -> Packet {
        let ends = packet
            .endpoints
            .map(|ends| Endpoints { local: self.address(ends.local), remote: self.address(ends.remote) });
        Packet {
            peer: self.peer(&packet.peer),
            endpoints: ends,
            inner: None,
            comment: None,
            ..packet.clone()
        }
    }
}

/// 0 is `A`, 25 is `Z`, 26 is `AA`.
fn letters(at: usize) -> String {
    let last = u8::try_from(at % 26).map_or('A', |digit| char::from(b'A' + digit));
    match (at / 26).checked_sub(1) {
        None => last.to_string(),
        Some(before) => format!("{}{last}", letters(before)),
    }
}
