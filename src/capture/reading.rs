//! A capture file back to packets, whoever wrote it.

use pcap_file::DataLink;

use super::Packet;
use super::foreign::{Flows, Frames, Gap, segment};
use super::pcapng::{Fault, Reader, Record, own_packet};
use crate::wire::UnixMillis;

/// Highest number that a file may give to a packet: what a program that reads JSON holds exactly.
const NUMBER_MAX: u64 = 1 << 53;

/// Bytes of a stream that are cut into frames at once.
const PIECE_BYTES: usize = 64 * 1024;

/// What was found in a file besides packets.
#[derive(Debug, Default)]
pub struct Report {
    /// Packets found.
    pub packets: u64,
    /// Records that hold nothing of a TCP connection.
    pub others: u64,
    /// What is missing in streams, as far as it is named.
    pub gaps: Vec<Gap>,
    /// Bytes that are missing in streams.
    pub missing: u64,
    /// What kept the file from being read to its end.
    pub fault: Option<Fault>,
}

/// Gives every packet in these bytes to `take`: those of a capture, or of the bare bytes of a stream. Numbers grow from packet to packet:
/// one that does not is given anew.
pub fn read_capture(bytes: &[u8], take: impl FnMut(Packet)) -> Report {
    let mut reading = Reading { take, last: 0, flows: Flows::default(), report: Report::default() };
    let ended = if Frames::begin_with(bytes) {
        reading.stream(bytes);
        Ok(())
    } else {
        Reader::open(bytes).and_then(|reader| reading.all(reader))
    };
    for packet in reading.flows.finish() {
        reading.give(packet);
    }
    let Reading { flows, report, .. } = reading;
    Report { gaps: flows.gaps, missing: flows.missing, fault: ended.err(), ..report }
}

struct Reading<T> {
    take: T,
    /// The number of the packet before.
    last: u64,
    flows: Flows,
    report: Report,
}

impl<T: FnMut(Packet)> Reading<T> {
    fn all(&mut self, mut reader: Reader<'_>) -> Result<(), Fault> {
        while let Some(record) = reader.next_record()? {
            self.record(record);
        }
        Ok(())
    }

    /// One direction of a connection, without any time or address.
    fn stream(&mut self, bytes: &[u8]) {
        let mut stream = Frames::from_the_start();
        for piece in bytes.chunks(PIECE_BYTES) {
            stream.push(piece).into_iter().for_each(|frame| self.bare(frame));
        }
        stream.interrupt().into_iter().for_each(|frame| self.bare(frame));
    }

    fn bare(&mut self, frame: Vec<u8>) {
        self.give(Packet { conn: 1, ..Packet::seen(frame, UnixMillis(0)) });
    }

    fn record(&mut self, Record { time, link, data, comments }: Record<'_>) {
        let own =
            (link == DataLink::WIRESHARK_UPPER_PDU).then(|| own_packet(&data, time, &comments)).flatten();
        if let Some(packet) = own {
            self.give(packet);
        } else if let Some(segment) = segment(link, &data) {
            for packet in self.flows.push(&segment, time) {
                self.give(packet);
            }
        } else {
            self.report.others += 1;
        }
    }

    fn give(&mut self, packet: Packet) {
        let grows = packet.number > self.last && packet.number <= NUMBER_MAX;
        let number = if grows { packet.number } else { self.last + 1 };
        self.last = number;
        self.report.packets += 1;
        (self.take)(Packet { number, ..packet });
    }
}
