//! The screen of a tap: the packets of two others, seen with the eyes of an attacker, and what is done with them.

use tokio::sync::mpsc;

use crate::tap::{Desk, Errand, News, Order, Told, USAGE, Weather};

use super::action::{Pane, Step, Tap as Key};
use super::app::App;
use super::command::Done;
use super::effect::Effect;
use super::model_talk::Voice;
use super::panel::Mode;
use super::safe::masks::HIDDEN;

/// A tap to sit at.
#[derive(Debug)]
pub struct Tap {
    /// Where it sits.
    pub place: String,
    /// What the network is like from the start.
    pub weather: Weather,
    /// What happens on its links.
    pub news: mpsc::Receiver<News>,
    /// What is to be done.
    pub errands: mpsc::Sender<Errand>,
}

/// What the screen knows of it.
#[derive(Debug)]
pub(super) struct Tapping {
    pub(super) place: String,
    pub(super) desk: Desk,
}

impl App {
    /// Sits down at a tap.
    pub(super) fn sit_at_tap(&mut self, place: String, weather: Weather) {
        self.notice = Some("i says what is held, ? lists all keys".to_owned());
        self.model.say(Voice::Program, &format!("LAB (TAP): {place}"));
        self.tap_usage();
        self.tap = Some(Box::new(Tapping { place, desk: Desk::under(weather) }));
        self.desk.choose("packets");
        self.focus = Pane::Packets;
        if self.packets.mode != Mode::Newest {
            self.packets.step(&self.model.packets, Step::End);
        }
    }

    /// Something happened on a link.
    pub(super) fn tap_told(&mut self, news: News) {
        let Some(tap) = &mut self.tap else { return };
        match tap.desk.take(news) {
            Told::Packet(packet, _) => self.saw(vec![*packet], 0),
            Told::Said(said) => {
                self.model.say(Voice::Program, &said);
                self.notice = Some(said);
            }
            Told::Stands(..) | Told::Nothing => {}
        }
    }

    /// All orders, in the conversation, where nobody else talks.
    fn tap_usage(&mut self) {
        for (usage, what) in USAGE {
            self.model.say(Voice::Program, &format!("/tap {usage}: {what}"));
        }
    }

    /// `/tap ORDER`
    pub(super) fn tap_command(&mut self, text: &str) -> Done {
        if text.trim() == "help" && self.is_tap() {
            self.tap_usage();
            self.focus = Pane::Conversation;
            return Ok(Vec::new());
        }
        self.tap_order(Order::parse(text)?)
    }

    fn tap_order(&mut self, order: Order) -> Done {
        let tap = self.tap.as_mut().ok_or("this is no tap: peerscope tap --listen ADDR --to ADDR is one")?;
        let errand = tap.desk.errand(order, &self.model.packets)?;
        Ok(vec![Effect::Tap(errand)])
    }

    /// A key of mitmproxy's.
    pub(super) fn tap_key(&mut self, key: Key) -> Vec<Effect> {
        let Some(tap) = &self.tap else { return Vec::new() };
        let selected = self.packets.packet(&self.model.packets).map(|packet| packet.number);
        let order = match (key, selected) {
            (Key::Intercept, _) => {
                self.begin_command();
                self.composer.paste("tap intercept ", 0);
                return Vec::new();
            }
            (Key::Toggle, _) => tap.desk.toggled(),
            (Key::ResumeAll, _) => Order::ResumeAll,
            (_, None) => {
                self.notice = Some("no packet is selected".to_owned());
                return Vec::new();
            }
            (Key::Edit, Some(number)) => {
                let at = self.byte_selected();
                self.begin_command();
                self.composer.paste(&format!("tap edit {number} {at} "), 0);
                self.notice = Some(format!(
                    "/tap edit PACKET OFFSET HEX: bytes such as ff00, written from byte {at} on; none ends the frame there"
                ));
                return Vec::new();
            }
            (Key::Resume, Some(number)) => Order::Resume(number),
            (Key::Revert, Some(number)) => Order::Revert(number),
            (Key::Replay, Some(packet)) => Order::Replay { packet, conn: None },
            (Key::Duplicate, Some(number)) => Order::Duplicate(number),
            (Key::Kill, Some(number)) => Order::Drop(number),
        };
        match self.tap_order(order) {
            Ok(effects) => effects,
            Err(why) => {
                self.notice = Some(why);
                Vec::new()
            }
        }
    }

    /// The byte of the frame that is selected in the details or the bytes.
    fn byte_selected(&self) -> usize {
        let cursor =
            self.dissection.as_ref().and_then(|(_, dissection)| self.packets.fields.cursor(dissection));
        cursor.map_or(0, |(_, offset)| offset)
    }

    /// In the top bar: that this is a tap, and what it holds.
    pub(super) fn tap_title(&self) -> Option<String> {
        let tap = self.tap.as_ref()?;
        let held = match (tap.desk.held(), tap.desk.intercept()) {
            (0, None) => String::new(),
            (0, Some(_)) => " · holding".to_owned(),
            (held, _) => format!(" · {held} HELD"),
        };
        Some(format!("LAB (TAP){held}{}", tap.desk.weather()))
    }

    /// In the top bar: where it sits, unless that is hidden.
    pub(super) fn tap_place(&self) -> Option<String> {
        let tap = self.tap.as_ref()?;
        Some(if self.is_safe() { HIDDEN.to_owned() } else { tap.place.clone() })
    }

    /// In the packet list: what became of a frame.
    pub(super) fn tap_stand(&self, number: u64) -> Option<String> {
        self.tap.as_ref().map(|tap| tap.desk.told(number))
    }

    /// Whether this is the screen of a tap, so that all it sees is what an attacker sees.
    pub(super) const fn is_tap(&self) -> bool {
        self.tap.is_some()
    }
}
