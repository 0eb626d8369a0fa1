//! Packets to a file: which of them, in what form, and whether with what was said.

use std::borrow::Cow;
use std::io::{self, Write as _};

use crate::capture::{Bodies, Encoder};
use crate::export;
use crate::inspector::{counted, json, time_text};
use crate::node::{Packet, UnixMillis};
use crate::text::{escape, typed_path, words};

use super::app::App;
use super::command::Done;
use super::effect::Effect;
use super::export_job::ExportJob;
use super::model_talk::Voice;
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

    /// What stands behind the name of the file when it is asked for as a command.
    fn words(&self) -> String {
        let what = match self.what {
            What::Marked => "marked",
            What::Shown => "shown",
            What::All => "all",
        };
        let form = match self.form {
            Form::Pcapng => "pcapng",
            Form::JsonLines => "json",
        };
        let bodies = if self.bodies == Bodies::Opened { " opened" } else { "" };
        format!("{what} {form}{bodies}")
    }

    /// Writes the file, and says what is in it.
    ///
    /// # Errors
    /// Why there is no such file now, in words.
    pub(super) fn carry_out<'a>(
        &self,
        packets: impl Iterator<Item = Cow<'a, Packet>>,
    ) -> Result<String, String> {
        let mut count = 0;
        let bytes = self.encode(packets.inspect(|_| count += 1)).map_err(|error| error.to_string())?;
        export::write_new(&typed_path(&self.path), &bytes).map_err(|error| error.to_string())?;
        let bodies = match self.bodies {
            Bodies::Sealed => "sealed",
            Bodies::Opened => "WITH WHAT WAS SAID",
        };
        let (packets, bytes) = (counted(count, "packet"), counted(bytes.len(), "byte"));
        Ok(format!("{packets}, {bodies}, {bytes}, in {}", escape(&self.path)))
    }

    fn encode<'a>(&self, mut packets: impl Iterator<Item = Cow<'a, Packet>>) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        match self.form {
            Form::Pcapng => {
                let mut encoder = Encoder::begin(&mut out, self.bodies)?;
                packets.try_for_each(|packet| encoder.packet(&packet))?;
            }
            Form::JsonLines => packets.try_for_each(|packet| match self.bodies {
                Bodies::Opened => writeln!(out, "{}", json(&packet)),
                Bodies::Sealed => writeln!(out, "{}", json(&Packet { inner: None, ..packet.into_owned() })),
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
        dated("peerscope", now, self.extension())
    }
}

/// `peerscope-2026-11-21-1042.txt`: a name that says when the file was made.
pub(super) fn dated(what: &str, now: UnixMillis, extension: &str) -> String {
    let time: String = time_text(now).chars().take(16).filter(|c| *c != ':').collect();
    format!("{what}-{}.{extension}", time.replace(' ', "-"))
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
        let words = words(typed);
        let [path, words @ ..] = words.as_slice() else {
            self.open_export();
            return Ok(Vec::new());
        };
        let mut order = ExportOrder::usual(path);
        for word in words {
            match *word {
                "marked" => order.what = What::Marked,
                "shown" => order.what = What::Shown,
                "all" => order.what = What::All,
                "pcapng" => order.form = Form::Pcapng,
                "json" => order.form = Form::JsonLines,
                "opened" => order.bodies = Bodies::Opened,
                _ => {
                    let usage =
                        "FILE, in quotes if it has blanks, then marked, shown or all, pcapng or json, opened";
                    return Err(usage.to_owned());
                }
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

    /// What an export needs to be carried out.
    pub(super) fn export_job(&self, order: ExportOrder) -> ExportJob {
        let only = match order.what {
            What::All => None,
            What::Marked => Some(self.packets.marked()),
            What::Shown => self.packets.shown(),
        };
        let veil = self.is_safe().then(|| self.veil.clone());
        ExportJob { only, veil, ..ExportJob::new(order, self.model.packets.clone()) }
    }

    /// An export has ended: what is in the file, or why there is none.
    pub(super) fn exported(&mut self, order: &ExportOrder, said: Result<String, String>) {
        match said {
            Ok(said) => self.notice = Some(said),
            // Nothing is asked here: whoever types by now types something else.
            Err(why) => {
                let again = format!("{why}; nothing was written. Once more: /export FILE {}", order.words());
                self.model.say(Voice::Alarm, &again);
                self.fault = Some(why);
            }
        }
    }
}
