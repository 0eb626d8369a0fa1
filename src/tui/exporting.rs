//! Packets to a file: which of them, in what form, and whether with what was said.

use std::io::{self, Write as _};
use std::path::Path;

use crate::capture::{Bodies, Encoder};
use crate::export;
use crate::inspector::{counted, json, time_text};
use crate::node::{Packet, UnixMillis};
use crate::text::escape;

use super::app::App;
use super::command::Done;
use super::effect::Effect;
use super::overlay::Overlay;

/// Which packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// Those that are marked.
    Marked,
    /// Those that the list shows.
    Shown,
    /// All that are held.
    All,
}

/// How they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// For Wireshark and `peerscope inspect`.
    Pcapng,
    /// One object a packet.
    JsonLines,
}

/// An export as it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ExportOrder {
    /// Where to, as it was typed.
    pub(super) path: String,
    /// Which packets.
    pub(super) what: What,
    /// How.
    pub(super) form: Form,
    /// Whether with what was said.
    pub(super) bodies: Bodies,
}

impl ExportOrder {
    /// What is written unless a person says otherwise.
    pub(super) fn usual(path: &str) -> Self {
        Self { path: path.to_owned(), what: What::Shown, form: Form::of(path), bodies: Bodies::Sealed }
    }

    /// Writes the file, and says what is in it.
    ///
    /// # Errors
    /// Why there is no such file now, in words.
    pub(super) fn carry_out(&self, packets: &[Packet]) -> Result<String, String> {
        let bytes = self.encode(packets).map_err(|error| error.to_string())?;
        export::write_new(Path::new(&self.path), &bytes).map_err(|error| error.to_string())?;
        let bodies = match self.bodies {
            Bodies::Sealed => "sealed",
            Bodies::Opened => "WITH WHAT WAS SAID",
        };
        let (packets, bytes) = (counted(packets.len(), "packet"), counted(bytes.len(), "byte"));
        Ok(format!("{packets}, {bodies}, {bytes}, in {}", escape(&self.path)))
    }

    fn encode(&self, packets: &[Packet]) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        match self.form {
            Form::Pcapng => {
                let mut encoder = Encoder::begin(&mut out, self.bodies)?;
                packets.iter().try_for_each(|packet| encoder.packet(packet))?;
            }
            Form::JsonLines => packets.iter().try_for_each(|packet| match self.bodies {
                Bodies::Opened => writeln!(out, "{}", json(packet)),
                Bodies::Sealed => writeln!(out, "{}", json(&Packet { inner: None, ..packet.clone() })),
            })?,
        }
        Ok(out)
    }
}

impl Form {
    /// The usual end of a file's name.
    const fn extension(self) -> &'static str {
        match self {
            Self::Pcapng => "pcapng",
            Self::JsonLines => "jsonl",
        }
    }

    /// The form that a file's name asks for.
    fn of(path: &str) -> Self {
        let is_json = [".json", ".jsonl", ".ndjson"].iter().any(|end| path.ends_with(end));
        if is_json { Self::JsonLines } else { Self::Pcapng }
    }

    /// A name for a file of now.
    pub(super) fn name(self, now: UnixMillis) -> String {
        let time: String = time_text(now).chars().take(16).filter(|c| *c != ':').collect();
        format!("peerscope-{}.{}", time.replace(' ', "-"), self.extension())
    }
}

impl App {
    /// Opens the questions of an export.
    pub(super) fn open_export(&mut self) {
        let counts = [What::Marked, What::Shown, What::All].map(|what| self.count(what));
        if counts == [0; 3] {
            self.notice = Some("there are no packets to export".to_owned());
        } else {
            self.overlays.push(Overlay::export(counts, self.model.now));
        }
    }

    /// The command: the file, and what differs from the usual; alone it opens the questions.
    pub(super) fn export_command(&mut self, typed: &str) -> Done {
        let mut words = typed.split_whitespace();
        let Some(path) = words.next() else {
            self.open_export();
            return Ok(Vec::new());
        };
        let mut order = ExportOrder::usual(path);
        for word in words {
            match word {
                "marked" => order.what = What::Marked,
                "shown" => order.what = What::Shown,
                "all" => order.what = What::All,
                "pcapng" => order.form = Form::Pcapng,
                "json" => order.form = Form::JsonLines,
                "opened" => order.bodies = Bodies::Opened,
                _ => return Err("FILE, then marked, shown or all, pcapng or json, opened".to_owned()),
            }
        }
        if self.count(order.what) == 0 {
            return Err("there are no such packets".to_owned());
        }
        if order.bodies == Bodies::Opened && self.is_safe() {
            return Err("a safe screen gives no texts away: /safe off first".to_owned());
        }
        if order.bodies == Bodies::Opened {
            self.overlays.push(Overlay::export_sure(order));
            return Ok(Vec::new());
        }
        Ok(vec![Effect::ExportPackets(order)])
    }

    fn count(&self, what: What) -> usize {
        match what {
            What::Marked => self.packets.counts().0,
            What::Shown => self.packets.len(&self.model.packets),
            What::All => self.model.packets.len(),
        }
    }

    /// The packets that are meant, the oldest first, as far as they may be shown.
    pub(super) fn packets_of(&self, what: What) -> Vec<Packet> {
        let store = &self.model.packets;
        let public = |packet: &Packet| self.public(packet).into_owned();
        let all = store.window(0..store.len());
        match what {
            What::All => all.map(public).collect(),
            What::Marked => all.filter(|packet| self.packets.is_marked(packet.number)).map(public).collect(),
            What::Shown => {
                all.filter(|packet| self.packets.is_shown(store, packet.number)).map(public).collect()
            }
        }
    }

    /// An export has ended: what is in the file, or why there is none.
    pub(super) fn exported(&mut self, order: ExportOrder, said: Result<String, String>) {
        self.notice = Some(match said {
            Ok(said) => said,
            Err(why) => {
                self.overlays.push(Overlay::export_again(order));
                why
            }
        });
    }
}
