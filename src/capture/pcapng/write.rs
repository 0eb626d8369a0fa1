//! Packets to blocks.

use std::borrow::Cow;
use std::io::{self, Write};
use std::time::Duration;

use pcap_file::pcapng::blocks::enhanced_packet::{EnhancedPacketBlock, EnhancedPacketOption};
use pcap_file::pcapng::blocks::interface_description::{
    InterfaceDescriptionBlock, InterfaceDescriptionOption,
};
use pcap_file::pcapng::blocks::opt_common::CommonOption;
use pcap_file::pcapng::blocks::section_header::{SectionHeaderBlock, SectionHeaderOption};
use pcap_file::pcapng::{PcapNgBlock as _, PcapNgWriteError, PcapNgWriter};
use pcap_file::{DataLink, Endianness};

use super::{note, upper_pdu};
use crate::capture::Packet;
use crate::link::Direction;

/// What of a packet goes to a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bodies {
    /// The bytes that were on the wire.
    #[default]
    Sealed,
    /// What was opened here, too: whoever has the file can read it.
    Opened,
}

/// Writes one section, a whole block with each packet.
pub struct Encoder<W: Write> {
    out: PcapNgWriter<W>,
    bodies: Bodies,
}

impl<W: Write> std::fmt::Debug for Encoder<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Encoder({:?})", self.bodies)
    }
}

impl<W: Write> Encoder<W> {
    /// Begins a section.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn begin(out: W, bodies: Bodies) -> io::Result<Self> {
        let says = match bodies {
            Bodies::Sealed => {
                "Frames of peerscope as they were on the wire: what was said is not in this file."
            }
            Bodies::Opened => "Frames of peerscope with what was said: whoever has this file can read it.",
        };
        let program = concat!("peerscope ", env!("CARGO_PKG_VERSION"));
        let section = SectionHeaderBlock {
            endianness: Endianness::Little,
            options: vec![
                SectionHeaderOption::UserApplication(program.into()),
                SectionHeaderOption::Common(CommonOption::Comment(says.into())),
            ],
            ..SectionHeaderBlock::default()
        };
        let interface = InterfaceDescriptionBlock {
            linktype: DataLink::WIRESHARK_UPPER_PDU,
            snaplen: 0,
            options: vec![InterfaceDescriptionOption::IfName("peerscope".into())],
        };
        let mut out = PcapNgWriter::with_section_header(out, section).map_err(failed)?;
        out.write_block(&interface.into_block()).map_err(failed)?;
        Ok(Self { out, bodies })
    }

    /// Writes a packet.
    ///
    /// # Errors
    /// Those of `out`, or that the packet's time is none that the format can say.
    pub fn packet(&mut self, packet: &Packet) -> io::Result<()> {
        let data = upper_pdu::encode(packet, self.bodies);
        let inbound = match packet.direction {
            Direction::Received => 1,
            Direction::Sent => 2,
        };
        let mut options = vec![EnhancedPacketOption::Flags(inbound), comment(note::text(packet).into())];
        options.extend(packet.comment.as_deref().map(|said| comment(said.into())));
        let block = EnhancedPacketBlock {
            interface_id: 0,
            timestamp: Duration::from_millis(packet.time.0),
            original_len: u32::try_from(data.len()).unwrap_or(u32::MAX),
            data: data.into(),
            options,
        };
        self.out.write_block(&block.into_block()).map(drop).map_err(failed)
    }

    /// What it writes to.
    pub fn out(&mut self) -> &mut W {
        self.out.get_mut()
    }
}

fn failed(error: PcapNgWriteError) -> io::Error {
    match error {
        PcapNgWriteError::Io(error) => error,
        other => io::Error::other(other),
    }
}

const fn comment(text: Cow<'_, str>) -> EnhancedPacketOption<'_> {
    EnhancedPacketOption::Common(CommonOption::Comment(text))
}
