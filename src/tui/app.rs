//! The only place that changes anything: a message in, effects out.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind};

use crate::blast::Blast;
use crate::capture::Veil;
use crate::inspector::{Dissection, Eyes};
use crate::node::{Event, Packet, PeerId, UnixMillis};

use super::action::{Action, Pane};
use super::arrangement::{Arrangement, Split};
use super::away::Away;
use super::burst::Burst;
use super::choose::Choice;
use super::colours::Colours;
use super::effect::Effect;
use super::history::History;
use super::layout::Areas;
use super::leave::Unsent;
use super::model::{Model, Own};
use super::model_talk::Voice;
use super::msg::Msg;
use super::overlay::Overlay;
use super::panel::{Button, Composer, InView, LogView, PacketView, TalkView};
use super::sight::Sight;
use super::talking::AskedFor;
#[cfg(feature = "lab")]
use super::tapping::Tapping;
use super::theme::{Role, Theme};

/// What is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum View {
    /// The panes.
    #[default]
    Panes,
    /// The conversation alone, for the terminal to copy from.
    Bare,
}

/// Whether the mouse is ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pointer {
    /// It is.
    Taken,
    /// It is the terminal's.
    Left,
}

impl Pointer {
    /// The other one.
    pub(super) const fn other(self) -> Self {
        match self {
            Self::Taken => Self::Left,
            Self::Left => Self::Taken,
        }
    }
}

/// Where the person looks, as far as the terminal tells. One that tells nothing is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attention {
    /// Our terminal has the focus.
    Here,
    /// Something else has it.
    Elsewhere,
}

/// Everything that the screen is made of.
#[derive(Debug)]
pub(super) struct App {
    /// What is true.
    pub(super) model: Model,
    /// How it looks.
    pub(super) theme: Theme,
    /// What a person has chosen.
    pub(super) choice: Choice,
    /// Who gets the keys.
    pub(super) focus: Pane,
    /// Whether anybody looks.
    pub(super) attention: Attention,
    /// Nobody is here, as the person has said.
    pub(super) away: Option<Away>,
    /// What the next frame shows of what was not seen.
    pub(super) sight: Option<Sight>,
    /// What lies over the panes, the innermost last.
    pub(super) overlays: Vec<Overlay>,
    /// Keys that may be a paste.
    pub(super) burst: Burst,
    /// When a line was last sent, or a command done.
    pub(super) sent_at: Option<Duration>,
    /// What is being typed.
    pub(super) composer: Composer,
    /// What was sent.
    pub(super) history: History,
    /// How the conversation is looked at.
    pub(super) talk: TalkView,
    /// Whether somebody was asked for who is not there yet.
    pub(super) asked_for: AskedFor,
    /// The conversation that was talked in before this one.
    pub(super) last: Option<PeerId>,
    /// How the packets are looked at.
    pub(super) packets: PacketView,
    /// The tap that this is the screen of.
    #[cfg(feature = "lab")]
    pub(super) tap: Option<Box<Tapping>>,
    /// The attack lab as it was left, so that what was played is still there when somebody comes back.
    #[cfg(feature = "lab")]
    pub(super) lab_left: Option<Box<super::overlay::Lab>>,
    /// Whose eyes look.
    pub(super) eyes: Eyes,
    /// What a theft would open of them, while that is painted.
    pub(super) blast: Option<Blast>,
    /// In which colours they are.
    pub(super) colours: Colours,
    /// What stands for people and addresses on a safe screen.
    pub(super) veil: Veil,
    /// Filters that were applied, the newest last.
    pub(super) filters: Vec<String>,
    /// The selected packet, taken apart.
    pub(super) dissection: Option<(u64, Dissection)>,
    /// How net.log is looked at.
    pub(super) log: LogView,
    /// How many columns of its lines are out of sight at the left.
    pub(super) log_skipped: usize,
    /// How the panes are arranged.
    pub(super) desk: Arrangement,
    /// Where a click does what a key does.
    pub(super) buttons: Vec<Button>,
    /// Whose mouse it is.
    pub(super) pointer: Pointer,
    /// The line between panes that is being dragged.
    pub(super) dragged: Option<Split>,
    /// Whether there are panes.
    pub(super) view: View,
    /// What becomes of texts that have not arrived when a person leaves.
    pub(super) unsent: Unsent,
    /// The last key asked to leave, and was told what would be lost.
    pub(super) warned: bool,
    /// Where everything was drawn last.
    pub(super) areas: Areas,
    /// What the conversation shows there.
    pub(super) window: InView,
    /// The peer that is selected in the list.
    pub(super) peer_row: usize,
    /// One sentence where the eye is; the next key takes it away.
    pub(super) notice: Option<String>,
    /// The same, if it says why what was wanted was not done.
    pub(super) fault: Option<String>,
    /// Calls of strangers that came to nothing since that key.
    pub(super) calls: u32,
    /// Commands that the node has not taken yet.
    pub(super) orders: usize,
}

impl App {
    /// A screen on which nothing has happened.
    pub(super) fn new(own: Own, theme: Theme, now: UnixMillis) -> Self {
        Self {
            model: Model::new(own, now),
            theme,
            choice: Choice::new(theme, Vec::new()),
            focus: Pane::Composer,
            attention: Attention::Here,
            away: None,
            sight: None,
            overlays: Vec::new(),
            burst: Burst::default(),
            sent_at: None,
            composer: Composer::default(),
            history: History::default(),
            talk: TalkView::default(),
            asked_for: AskedFor::Nobody,
            last: None,
            packets: PacketView::default(),
            #[cfg(feature = "lab")]
            lab_left: None,
            #[cfg(feature = "lab")]
            tap: None,
            eyes: Eyes::default(),
            blast: None,
            colours: Colours::default(),
            veil: Veil::default(),
            filters: Vec::new(),
            dissection: None,
            log: LogView::default(),
            log_skipped: 0,
            desk: Arrangement::default(),
            buttons: Vec::new(),
            pointer: Pointer::Taken,
            dragged: None,
            view: View::Panes,
            unsent: Unsent::default(),
            warned: false,
            areas: Areas::default(),
            window: InView::default(),
            peer_row: 0,
            notice: None,
            fault: None,
            calls: 0,
            orders: 0,
        }
    }

    /// Takes a message in.
    pub(super) fn update(&mut self, msg: Msg) -> Vec<Effect> {
        let mut effects = self.take(msg);
        effects.extend(self.look_into_folder());
        self.follow_typed_search();
        effects.extend(self.find_typed());
        self.learn_peers();
        let effects = self.kept_from_network(effects);
        let effects = self.kept_in_room(effects);
        self.model.decided(&effects);
        effects
    }

    fn take(&mut self, msg: Msg) -> Vec<Effect> {
        match msg {
            Msg::Key(key, _) if key.kind == KeyEventKind::Release => Vec::new(),
            Msg::Key(key, now) => {
                // Whoever types looks, whatever the terminal has told.
                self.attention = Attention::Here;
                self.come_back();
                self.typed(key, now)
            }
            Msg::Quiet(now) => self.quiet(now),
            Msg::Paste(text) => {
                self.paste(&text, 0);
                Vec::new()
            }
            Msg::Mouse(event) => self.mouse(event),
            Msg::Attention(attention) => {
                self.attention = attention;
                Vec::new()
            }
            Msg::Resized => vec![Effect::Redraw],
            Msg::Node(event, now) => self.told(event, now),
            Msg::Packets(packets, lost) => {
                self.saw(packets, lost);
                Vec::new()
            }
            Msg::Log(news) => {
                self.model.log.take(news);
                Vec::new()
            }
            Msg::Exported(order, said) => {
                self.exported(&order, said);
                Vec::new()
            }
            Msg::Folder(listing) => {
                self.model.folder.took(listing);
                Vec::new()
            }
            #[cfg(feature = "lab")]
            Msg::Tapped(news) => {
                self.tap_told(news);
                Vec::new()
            }
            Msg::Recorded(recorded) => {
                self.model.recorded = Some(recorded);
                Vec::new()
            }
            Msg::Time(now) => {
                self.model.now = now;
                Vec::new()
            }
            Msg::Wrote(Ok(said)) => {
                self.notice = Some(said);
                Vec::new()
            }
            Msg::Wrote(Err(why)) | Msg::Failed(why) => {
                // The conversation is out of sight behind the lab.
                if self.overlays.last().is_some_and(Overlay::is_lab) {
                    self.fault = Some(why.clone());
                }
                self.model.say(Voice::Alarm, &why);
                Vec::new()
            }
        }
    }

    /// Takes frames that were seen, wherever they are from.
    pub(super) fn saw(&mut self, packets: Vec<Packet>, lost: u64) {
        let since = packets.first().map_or(u64::MAX, |packet| packet.number);
        for packet in &packets {
            self.veil.learn(packet);
        }
        self.model.saw(packets, lost);
        self.packets.arrived(&self.model.packets, since);
        self.dissect();
    }

    /// Something happened in the node, at this time.
    fn told(&mut self, event: Box<Event>, now: UnixMillis) -> Vec<Effect> {
        self.model.now = now;
        let (before, awaited) = (self.model.current, self.model.awaited().is_some());
        let event =
            match self.tried(event).or_else(|event| self.recalled(event)).or_else(|event| self.sought(event))
            {
                Ok(effects) => return effects,
                Err(other) => other,
            };
        if let Event::TrustLedger { entries, broken } = &*event {
            self.overlays.push(Overlay::ledger(entries, broken.as_ref()));
            return Vec::new();
        }
        let is_naming = may_name(&event);
        let writer = if let Event::Text { peer, .. } = *event { Some(peer) } else { None };
        self.dial_told(&event);
        let news = self.news_here();
        if let Some(digits) = self.model.apply(*event) {
            self.overlays.push(Overlay::verify(digits));
        }
        if is_naming {
            self.name_anew();
        }
        self.follow_on();
        // Nobody can answer a question any more whose asker has left.
        self.overlays.retain(|overlay| overlay.is_open_in(&self.model));
        if let Some(said) = self.model.aside.take() {
            self.tell_of_stranger(&said);
        }
        // What was said about waiting is not true any more.
        if awaited != self.model.awaited().is_some() {
            self.notice = None;
        }
        if self.model.current != before {
            self.begin_view();
        } else if self.news_here() > news {
            self.foresee();
        }
        writer.and_then(|id| self.answer(id)).into_iter().collect()
    }

    /// A key as it counts, whenever it came.
    pub(super) fn key(&mut self, key: KeyEvent) -> Vec<Effect> {
        self.unsay();
        if std::mem::take(&mut self.view) == View::Bare {
            return vec![Effect::Mouse(self.pointer), Effect::Redraw];
        }
        let leaves = self.model.keys.anywhere(key) == Some(Action::Quit);
        self.warned = self.warned && leaves;
        if let Some(effects) = self.key_over(key) {
            return effects;
        }
        let Some(action) = self.model.keys.action(self.focus, key) else {
            if key.code == KeyCode::Tab {
                self.cycle(1);
            }
            return Vec::new();
        };
        self.act(action)
    }

    /// Takes away what was said where the eye is.
    pub(super) fn unsay(&mut self) {
        self.notice = None;
        self.fault = None;
        self.calls = 0;
    }

    /// Takes the selected packet apart, if it is another one.
    pub(super) fn dissect(&mut self) {
        let number = self.packets.selected;
        if self.dissection.as_ref().map(|(number, _)| *number) == number {
            return;
        }
        let row = number.and_then(|number| self.model.packets.row_of(number));
        let packet = row.and_then(|row| self.model.packets.get(row));
        self.dissection = packet.and_then(|packet| Some((packet.number, self.dissected(packet)?)));
    }

    /// Takes the selected packet apart again, when it is looked at in another way.
    pub(super) fn dissect_anew(&mut self) {
        self.dissection = None;
        self.dissect();
    }

    /// How the frame of a pane looks.
    pub(super) fn frame(&self, pane: Pane) -> Role {
        if self.focus == pane { Role::Focus } else { Role::Frame }
    }
}

/// Whether peers may have other names or other links after this.
const fn may_name(event: &Event) -> bool {
    matches!(
        event,
        Event::Established { .. }
            | Event::SessionReplaced { .. }
            | Event::HandshakeStep { identity: Some(_), .. }
            | Event::Renamed { .. }
            | Event::TrustChanged { .. }
            | Event::Peers(_)
    )
}
