//! Bytes of a capture file to records: pcapng, and pcap in its four forms. A length that the file claims is checked
//! against the bytes that are there before anything is taken.

use core::time::Duration;
use std::borrow::Cow;
use std::error::Error;

use pcap_file::DataLink;
use pcap_file::pcap::{PcapParseError, PcapParser, PcapTsResolution};
use pcap_file::pcapng::blocks::enhanced_packet::{EnhancedPacketBlock, EnhancedPacketOption};
use pcap_file::pcapng::blocks::opt_common::CommonOption;
use pcap_file::pcapng::{Block, PcapNgParseError, PcapNgParser};

use crate::wire::UnixMillis;

/// The first four bytes of pcapng.
const NG_MAGIC: [u8; 4] = [0x0a, 0x0d, 0x0d, 0x0a];

/// Interfaces of a section that are kept in mind; a machine has a few.
const INTERFACES_MAX: usize = 4_096;

/// Why a file cannot be read on, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at byte {at}: {what}")]
pub struct Fault {
    /// Offset in the file.
    pub at: usize,
    /// What is wrong there.
    pub what: String,
}

/// What a file says of one packet.
#[derive(Debug)]
pub(in crate::capture) struct Record<'a> {
    /// When.
    pub(in crate::capture) time: UnixMillis,
    /// How the bytes begin.
    pub(in crate::capture) link: DataLink,
    /// The bytes, as far as they were kept.
    pub(in crate::capture) data: Cow<'a, [u8]>,
    /// What was remarked on it.
    pub(in crate::capture) comments: Vec<String>,
}

/// Reads records one after the other.
#[derive(Debug)]
pub(in crate::capture) struct Reader<'a> {
    rest: &'a [u8],
    length: usize,
    format: Format,
    /// Of the record before: simple packets of pcapng have no time.
    time: UnixMillis,
}

#[derive(Debug)]
enum Format {
    Ng(Box<PcapNgParser>),
    Classic(PcapParser),
}

impl<'a> Reader<'a> {
    /// Begins to read.
    ///
    /// # Errors
    /// The bytes are no capture.
    pub(in crate::capture) fn open(bytes: &'a [u8]) -> Result<Self, Fault> {
        let begun = if bytes.starts_with(&NG_MAGIC) {
            let opened = PcapNgParser::new(bytes).map_err(|error| ng_fault(&error));
            opened.map(|(rest, parser)| (rest, Format::Ng(Box::new(parser))))
        } else {
            let opened = PcapParser::new(bytes).map_err(|error| classic_fault(&error));
            opened.map(|(rest, parser)| (rest, Format::Classic(parser)))
        };
        let (rest, format) = begun.map_err(|what| Fault {
            at: 0,
            what: if looks_like_capture(bytes) { what } else { "neither pcapng nor pcap".to_owned() },
        })?;
        Ok(Self { rest, length: bytes.len(), format, time: UnixMillis(0) })
    }

    /// The next record; none at the end.
    ///
    /// # Errors
    /// The file is damaged or ends within a record: nothing more can be read.
    pub(in crate::capture) fn next_record(&mut self) -> Result<Option<Record<'a>>, Fault> {
        while !self.rest.is_empty() {
            let at = self.length - self.rest.len();
            let fault = |what| Fault { at, what };
            let (rest, record) = match &mut self.format {
                Format::Ng(parser) => {
                    let (rest, block) =
                        parser.next_block(self.rest).map_err(|error| fault(ng_fault(&error)))?;
                    if parser.interfaces().len() > INTERFACES_MAX {
                        return Err(fault(format!("there are more than {INTERFACES_MAX} interfaces")));
                    }
                    (rest, record(block, parser, self.time))
                }
                Format::Classic(parser) => {
                    let (rest, record) =
                        classic(parser, self.rest).map_err(|error| fault(classic_fault(&error)))?;
                    (rest, Some(record))
                }
            };
            self.rest = rest;
            if let Some(record) = record {
                self.time = record.time;
                return Ok(Some(record));
            }
        }
        Ok(None)
    }
}

fn classic<'a>(parser: &PcapParser, bytes: &'a [u8]) -> Result<(&'a [u8], Record<'a>), PcapParseError> {
    let (rest, packet) = parser.next_raw_packet(bytes)?;
    let header = parser.header();
    let fraction = match header.ts_resolution {
        PcapTsResolution::MicroSecond => packet.ts_frac / 1_000,
        PcapTsResolution::NanoSecond => packet.ts_frac / 1_000_000,
    };
    let time = UnixMillis(u64::from(packet.ts_sec) * 1_000 + u64::from(fraction));
    Ok((rest, Record { time, link: header.datalink, data: packet.data, comments: Vec::new() }))
}

fn record<'a>(block: Block<'a>, parser: &PcapNgParser, before: UnixMillis) -> Option<Record<'a>> {
    let link = |interface: u32| {
        let index = usize::try_from(interface).ok()?;
        parser.interfaces().get(index).map(|interface| interface.linktype)
    };
    match block {
        Block::EnhancedPacket(EnhancedPacketBlock { interface_id, timestamp, data, options, .. }) => {
            let comments = options.into_iter().filter_map(comment).collect();
            Some(Record { time: millis(timestamp), link: link(interface_id)?, data, comments })
        }
        Block::SimplePacket(packet) => {
            Some(Record { time: before, link: link(0)?, data: packet.data, comments: Vec::new() })
        }
        Block::Packet(packet) => Some(Record {
            time: millis(packet.timestamp),
            link: link(packet.interface_id.into())?,
            data: packet.data,
            comments: Vec::new(),
        }),
        _ => None,
    }
}

fn comment(option: EnhancedPacketOption<'_>) -> Option<String> {
    match option {
        EnhancedPacketOption::Common(CommonOption::Comment(text)) => Some(text.into_owned()),
        _ => None,
    }
}

fn millis(time: Duration) -> UnixMillis {
    UnixMillis(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
}

/// Whether the first bytes are those of a capture, which is then only damaged.
fn looks_like_capture(bytes: &[u8]) -> bool {
    let classic = [0xa1b2_c3d4_u32, 0xa1b2_3c4d];
    let first = bytes.first_chunk().map(|four| u32::from_be_bytes(*four));
    bytes.starts_with(&NG_MAGIC)
        || first.is_some_and(|first| classic.contains(&first) || classic.contains(&first.swap_bytes()))
}

fn ng_fault(error: &PcapNgParseError) -> String {
    match error {
        PcapNgParseError::IncompleteBuffer(need, have) => ends_within(*need, *have),
        other => damaged(other),
    }
}

fn classic_fault(error: &PcapParseError) -> String {
    match error {
        PcapParseError::IncompleteBuffer(need, have) => ends_within(*need, *have),
        PcapParseError::Validation(_) => damaged(error),
    }
}

fn ends_within(need: usize, have: usize) -> String {
    format!("the file ends within a packet: {have} of {need} bytes are there")
}

/// What is wrong, down to its cause.
fn damaged(error: &dyn Error) -> String {
    let mut what = format!("the file is damaged: {error}");
    let mut cause = error.source();
    while let Some(inner) = cause {
        what = format!("{what}: {inner}");
        cause = inner.source();
    }
    what
}
