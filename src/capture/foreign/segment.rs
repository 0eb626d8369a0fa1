//! A TCP segment in a record, whatever stands in front of it.

use core::net::{IpAddr, SocketAddr};

use etherparse::{EtherType, LaxNetSlice, LaxSlicedPacket, TransportSlice};
use pcap_file::DataLink;

/// Bytes in front of IP in a record of BSD loopback.
const NULL_BYTES: usize = 4;
/// Bytes of the two headers of Linux "any" captures, and where the type of what follows stands in them.
const SLL: (usize, usize) = (16, 14);
const SLL2: (usize, usize) = (20, 0);

/// One TCP segment.
#[derive(Debug)]
pub(in crate::capture) struct Segment<'a> {
    pub(super) from: SocketAddr,
    pub(super) to: SocketAddr,
    pub(super) seq: u32,
    pub(super) step: Step,
    pub(super) payload: &'a [u8],
}

/// Where in the life of a connection a segment belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// SYN: it dials.
    Syn,
    /// SYN and ACK: it answers the call.
    SynAck,
    /// Anything between.
    Data,
    /// FIN or RST.
    End,
}

/// The TCP segment of a record, if it holds one.
pub(in crate::capture) fn segment(link: DataLink, data: &[u8]) -> Option<Segment<'_>> {
    let sliced = match link {
        DataLink::ETHERNET => LaxSlicedPacket::from_ethernet(data).ok()?,
        DataLink::NULL | DataLink::LOOP => LaxSlicedPacket::from_ip(data.get(NULL_BYTES..)?).ok()?,
        DataLink::RAW | DataLink::IPV4 | DataLink::IPV6 => LaxSlicedPacket::from_ip(data).ok()?,
        DataLink::LINUX_SLL => behind_header(data, SLL)?,
        DataLink::LINUX_SLL2 => behind_header(data, SLL2)?,
        _ => return None,
    };
    let (from, to): (IpAddr, IpAddr) = match sliced.net.as_ref()? {
        LaxNetSlice::Ipv4(ip) => (ip.header().source_addr().into(), ip.header().destination_addr().into()),
        LaxNetSlice::Ipv6(ip) => (ip.header().source_addr().into(), ip.header().destination_addr().into()),
        LaxNetSlice::Arp(_) => return None,
    };
    let Some(TransportSlice::Tcp(tcp)) = sliced.transport else { return None };
    Some(Segment {
        from: SocketAddr::new(from, tcp.source_port()),
        to: SocketAddr::new(to, tcp.destination_port()),
        seq: tcp.sequence_number(),
        step: match (tcp.syn(), tcp.ack(), tcp.fin() || tcp.rst()) {
            (true, false, _) => Step::Syn,
            (true, true, _) => Step::SynAck,
            (false, _, false) => Step::Data,
            (false, _, true) => Step::End,
        },
        payload: tcp.payload(),
    })
}

fn behind_header(data: &[u8], (bytes, ether_type): (usize, usize)) -> Option<LaxSlicedPacket<'_>> {
    let kind = data.get(ether_type..)?.first_chunk().map(|kind| u16::from_be_bytes(*kind))?;
    Some(LaxSlicedPacket::from_ether_type(EtherType(kind), data.get(bytes..)?))
}
