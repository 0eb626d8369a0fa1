//! What crossed the wire in a play: the frame that the attacker changed, in three places, and every frame in order.

use crate::inspector::Direction;
use crate::lab::{Change, Passing, Seen, Victim};
use crate::text::hex;
use crate::tui::theme::Role;
use crate::tui::widget::fit;

use super::lab_page::{Page, WIDER};

/// Frames that are listed.
const FRAMES: usize = 16;
/// Columns from which a frame is listed with its sizes.
const WIDE: usize = 70;

/// What of a frame is in the list.
struct Cells<'a> {
    number: usize,
    millis: u128,
    at: &'a str,
    way: &'a str,
    message: &'a str,
    /// Number, epoch, length.
    sizes: [String; 3],
    verdict: String,
}

impl Page {
    /// One frame as it was written, in the hands of the attacker, and as it arrived; the bytes from where it was changed.
    pub(super) fn wire(&mut self, change: &Change, seen: &Seen) {
        self.heading("On the wire: one frame, three places");
        let place = |victim: Option<Victim>, verb: &str, else_: &str| {
            victim.map_or_else(|| else_.to_owned(), |victim| format!("{} {verb}", victim.name()))
        };
        let sent = place(change.writer(seen), "sent", "written");
        let received = place(change.reader(seen), "received", "arrived");
        let (written, arrived) = (change.written.len(), change.arrived.len());
        let mut places = vec![format!("attacker {}", change.what)];
        if written > 0 {
            places.insert(0, format!("{sent} {written} B"));
        }
        if written > 0 || arrived > 0 {
            places.push(if arrived > 0 {
                format!("{received} {arrived} B")
            } else {
                "nothing arrives".to_owned()
            });
        }
        self.text(&places.join(" → "));
        let Some(at) = change.difference() else { return };
        let (count, told) = (if self.columns < WIDE { 8 } else { 16 }, difference(change, at));
        let from = at - at % count;
        let row = |bytes: &[u8]| {
            let end = bytes.len().min(from + count);
            hex(bytes.get(from..end).unwrap_or_default()).parted(" ").to_string()
        };
        for (name, bytes) in [(&sent, &change.written), (&received, &change.arrived)] {
            self.line(&format!("{from:04x}  {name:<14} {}", row(bytes)), Role::Text);
        }
        let is_same = |at: usize| change.written.get(at) == change.arrived.get(at);
        let marks: String = (from..from + count).map(|at| if is_same(at) { "   " } else { "^^ " }).collect();
        self.line(&format!("{:<21}{}  {told}", "", marks.trim_end()), Role::Bad);
    }

    /// The last frames of both ends in the order of their clock, and what the attacker did between them.
    pub(super) fn frames(&mut self, seen: &Seen, change: Option<&Change>) {
        self.heading("Packets of this run: both ends, same clock");
        self.head();
        let course = seen.course(change);
        let first = course.len().saturating_sub(FRAMES);
        let begin = seen.frames.first().map_or_else(Default::default, |(_, seen)| seen.at.monotonic);
        for (number, passing) in (1..).zip(&course).skip(first) {
            match passing {
                Passing::Attacker(change) => self.struck(number, change.what),
                Passing::Made(frame) => {
                    let what = frame.kind_name().unwrap_or_else(|| frame.type_name());
                    self.struck(number, &format!("makes this {what}"));
                }
                Passing::At(victim, frame) => {
                    let reason = frame.reason.map_or_else(String::new, |reason| format!(" {reason}"));
                    let sign = if frame.reason.is_some() { "✗ " } else { "" };
                    let sizes = frame.header.map(|header| {
                        [header.seq.0.to_string(), header.epoch.0.to_string(), frame.frame.len().to_string()]
                    });
                    let cells = Cells {
                        number,
                        millis: frame.at.monotonic.saturating_sub(begin).as_millis(),
                        at: victim.name(),
                        way: if frame.direction == Direction::Sent { "→" } else { "←" },
                        message: frame.kind_name().unwrap_or_else(|| frame.type_name()),
                        sizes: sizes.unwrap_or_default(),
                        verdict: format!("{sign}{}{reason}", frame.verdict),
                    };
                    self.line(&self.row(&cells), if frame.reason.is_some() { Role::Bad } else { Role::Text });
                }
            }
        }
    }

    fn head(&mut self) {
        let sizes = format!(" {:>3} {:>6}", "ep", "length");
        let head = format!("{:<8}    {:<18} {:>4}", "seen at", "message", "seq");
        self.line(&self.parts(" No    time  ", &head, &sizes, "verdict"), Role::Dim);
    }

    fn row(&self, cells: &Cells<'_>) -> String {
        let Cells { number, millis, at, way, message, sizes: [seq, epoch, length], verdict } = cells;
        let time = format!("{}.{:03}", millis / 1_000, millis % 1_000);
        let sizes = format!(" {epoch:>3} {length:>6}");
        let middle = format!("{at:<8} {way}  {:<18} {seq:>4}", fit(message, 18));
        self.parts(&format!("{number:>3} {time:>7}  "), &middle, &sizes, verdict)
    }

    /// A row of as many parts as there is room for: what it is and the verdict always are.
    fn parts(&self, when: &str, what: &str, sizes: &str, verdict: &str) -> String {
        let when = if self.columns < WIDER { "" } else { when };
        let sizes = if self.columns < WIDE { "" } else { sizes };
        format!("{when}{what}{sizes}  {verdict}")
    }

    fn struck(&mut self, number: usize, what: &str) {
        let number = if self.columns < WIDER { String::new() } else { format!("{number:>3}          ") };
        self.line(&format!("{number}attacker ~  {what}"), Role::Warning);
    }
}

/// How far apart what was written and what arrived are.
fn difference(change: &Change, at: usize) -> String {
    let (written, arrived) = (&change.written, &change.arrived);
    if written.len() != arrived.len() {
        return format!("{} B → {} B", written.len(), arrived.len());
    }
    let changed = written.iter().zip(arrived).filter(|(written, arrived)| written != arrived).count();
    match (changed, written.get(at), arrived.get(at)) {
        (1, Some(was), Some(is)) => {
            let bits = (was ^ is).count_ones();
            format!(
                "{bits} bit{} differ{}: {was:02x} → {is:02x}",
                if bits == 1 { "" } else { "s" },
                if bits == 1 { "s" } else { "" }
            )
        }
        _ => format!("{changed} bytes differ"),
    }
}
