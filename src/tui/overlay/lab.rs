//! The attack lab: the catalogue, and what came of each attack.
//!
//! Attacks are played on peers that the lab makes in memory, one before each frame, so that the screen stays awake.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::lab::{
    ATTACKS, Attack, EXHIBITS, Exhibit, Exhibition, NoPeer, Presence, Round, Row, Seen, Step as ToyStep,
    Trial,
};
use crate::tui::action::{Action, Edit, LabKey, Step};
use crate::tui::effect::Effect;

/// Attacks of a page.
const PAGE: usize = 10;
/// Rows of the matrix that are in sight above the chosen one.
const ROWS_BEFORE: usize = 2;

/// The catalogue on the screen.
#[derive(Clone, Debug)]
pub(in crate::tui) struct Lab {
    pub(super) seed: u64,
    /// Whether the peers run, and from which build.
    pub(super) presence: Presence,
    /// What is chosen: an attack, or behind those an exhibit.
    pub(super) chosen: usize,
    /// What came of each attack, as far as it was played.
    pub(super) trials: Vec<Option<Arc<Trial>>>,
    /// The same of each exhibit.
    pub(super) exhibitions: Vec<Option<Arc<Exhibition>>>,
    /// Which are still to be played.
    pub(super) waiting: VecDeque<usize>,
    pub(super) view: View,
    /// What was played of the chosen attack alone, in place of its trial.
    pub(super) by_hand: Option<ByHand>,
    /// The toy, once somebody has looked at it.
    pub(super) toy: Arc<[ToyStep]>,
    /// The rows of the matrix so far.
    pub(super) rows: Vec<Row>,
    /// Lines of the details that are out of sight above.
    pub(super) hidden: usize,
    /// Why the last key did nothing.
    pub(super) note: Option<&'static str>,
    /// What the program says of what was asked for here, such as a file that is written.
    pub(super) said: Option<String>,
    /// The word that is looked for, while it is typed.
    typing: Option<String>,
}

/// What is shown beside the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    /// The attack that is chosen.
    Details,
    /// Every attack against every defence.
    Matrix,
    /// The session over a tiny prime.
    Toy,
}

/// One play of an attack.
#[derive(Clone, Debug)]
pub(super) enum ByHand {
    /// With defences switched off.
    Armed(Arc<Round>),
    /// Round by round once more, beside the result that stands.
    Steps(Arc<Trial>),
    /// Without the attacker.
    Control(Arc<Result<Seen, NoPeer>>),
}

impl Lab {
    /// As the words behind its command ask for it; none if they are others.
    pub(super) fn asked(words: &str) -> Option<Self> {
        let mut lab = Self::new(1);
        let mut words = words.split_whitespace();
        while let Some(word) = words.next() {
            match word {
                "all" => lab.waiting = (0..ATTACKS.len()).collect(),
                "off" => lab.presence = Presence::Gone,
                "lacking" => lab.presence = Presence::lacking(words.next()?)?,
                "matrix" => lab.view = View::Matrix,
                "toy" => lab.view = View::Toy,
                word => match listed().position(|(id, _)| id == word) {
                    Some(at) => lab.choose(at),
                    None => lab.seed = word.parse().ok()?,
                },
            }
        }
        lab.draw_toy();
        Some(lab)
    }

    /// The same, come back to: without words as it was left, else with what was played of the same peers.
    pub(super) fn entered(words: &str, left: Option<&Self>) -> Option<Self> {
        let lab = Self::asked(words)?;
        let Some(left) = left else { return Some(lab) };
        if words.trim().is_empty() {
            return Some(Self { note: None, said: None, typing: None, ..left.clone() });
        }
        if (lab.seed, lab.presence) != (left.seed, left.presence) {
            return Some(lab);
        }
        let (trials, exhibitions) = (left.trials.clone(), left.exhibitions.clone());
        Some(Self { trials, exhibitions, rows: left.rows.clone(), ..lab })
    }

    /// Nothing was played yet.
    fn new(seed: u64) -> Self {
        Self {
            seed,
            presence: Presence::There,
            chosen: 0,
            trials: vec![None; ATTACKS.len()],
            exhibitions: vec![None; EXHIBITS.len()],
            waiting: VecDeque::new(),
            view: View::Details,
            by_hand: None,
            toy: Arc::default(),
            rows: Vec::new(),
            hidden: 0,
            note: None,
            said: None,
            typing: None,
        }
    }

    pub(super) fn title(&self) -> String {
        if let Some(word) = &self.typing {
            return format!("LAB · search: {word}_");
        }
        let what = match (self.view, &self.by_hand) {
            (View::Toy, _) => "TOY, a prime of three digits".to_owned(),
            (View::Matrix, _) => {
                let whole = self.rows.iter().filter(|row| row.is_whole()).count();
                format!("matrix, {whole} of {} rows", ATTACKS.len())
            }
            (View::Details, Some(ByHand::Armed(round))) => {
                let off: Vec<&str> = round.removed.iter().map(|defence| defence.name()).collect();
                format!("ARMED, switched off: {}", off.join(", "))
            }
            (View::Details, _) => match self.presence {
                Presence::There => format!("{} attacks", ATTACKS.len()),
                Presence::Gone => "THE PEER IS OFF".to_owned(),
                Presence::Lacking(deleted) => format!("A BUILD WITHOUT {}", deleted.name()),
            },
        };
        format!("LAB · {what} · seed {}", self.seed)
    }

    /// The exhibit that is chosen.
    pub(super) fn exhibit(&self) -> Option<&'static Exhibit> {
        EXHIBITS.get(self.chosen.checked_sub(ATTACKS.len())?)
    }

    /// The attack that is chosen.
    pub(super) fn attack(&self) -> Option<&'static Attack> {
        ATTACKS.get(self.chosen).map(|(_, attack)| attack)
    }

    /// Whether a word to look for is being typed.
    pub(super) const fn is_typing(&self) -> bool {
        self.typing.is_some()
    }

    /// Whether nothing is looked for but what stands in the catalogue.
    pub(super) fn is_public(&self) -> bool {
        self.typing.as_ref().is_none_or(|word| listed().any(|named| says(named, word)))
    }

    /// Hears what the program says, which is out of sight behind the lab.
    pub(in crate::tui) fn hear(&mut self, said: Option<&String>) {
        self.said = said.cloned();
    }

    /// What of it may be seen on a safe screen.
    pub(super) fn masked(&self) -> Self {
        Self { said: None, ..self.clone() }
    }

    /// Ends a search that is typed; whether there was one.
    pub(super) fn back(&mut self) -> bool {
        self.typing.take().is_some()
    }

    /// Looks for the word that is typed, from the chosen attack on.
    fn search(&mut self) {
        let Some(word) = &self.typing else { return };
        let all = || listed().enumerate();
        let found = all().skip(self.chosen).chain(all()).find(|(_, named)| says(*named, word));
        if let Some((at, _)) = found {
            self.choose(at);
        }
    }

    /// Does what an action means here; what is to be done elsewhere.
    pub(super) fn act(&mut self, action: Action) -> Vec<Effect> {
        match (&mut self.typing, action) {
            (Some(word), Action::Edit(Edit::Insert(c))) => word.push(c),
            (Some(word), Action::Edit(Edit::Backspace)) => _ = word.pop(),
            (Some(_), Action::Submit) => self.typing = None,
            (Some(_), _) => {}
            (None, Action::Find) => self.typing = Some(String::new()),
            (None, Action::Lab(LabKey::Write)) => {
                let written = self.written();
                self.note = written.as_ref().err().copied();
                return written.into_iter().collect();
            }
            (None, action) => self.look(action),
        }
        self.search();
        Vec::new()
    }

    fn look(&mut self, action: Action) {
        self.note = None;
        if matches!(
            action,
            Action::Open | Action::Lab(LabKey::All | LabKey::Step | LabKey::Arm | LabKey::Control)
        ) {
            self.see(View::Details);
        }
        match action {
            Action::Move(step) if self.view == View::Toy => self.scroll(step),
            Action::Move(Step::Up) => self.choose(self.chosen.saturating_sub(1)),
            Action::Move(Step::Down) => self.choose(self.chosen + 1),
            Action::Move(Step::PageUp) => self.choose(self.chosen.saturating_sub(PAGE)),
            Action::Move(Step::PageDown) => self.choose(self.chosen + PAGE),
            Action::Move(Step::Home) => self.choose(0),
            Action::Move(Step::End) => self.choose(usize::MAX),
            Action::Slide(Step::Back) => self.scroll(Step::PageUp),
            Action::Slide(Step::Ahead) => self.scroll(Step::PageDown),
            Action::Open => {
                self.by_hand = None;
                self.waiting.push_back(self.chosen);
            }
            Action::Lab(LabKey::All) => self.waiting = (0..ATTACKS.len()).collect(),
            Action::Lab(LabKey::Step) => self.step(),
            Action::Lab(LabKey::Arm) => self.arm(),
            Action::Lab(LabKey::Control) => self.control(),
            Action::Lab(LabKey::Toy) => self.turn_to(View::Toy),
            Action::Lab(LabKey::Matrix) => self.turn_to(View::Matrix),
            _ => {}
        }
    }

    /// Shows this, or the chosen attack if it is shown.
    fn turn_to(&mut self, view: View) {
        self.see(if self.view == view { View::Details } else { view });
    }

    fn see(&mut self, view: View) {
        if self.view != view {
            self.view = view;
            self.hidden = self.hidden_before(self.chosen);
            self.draw_toy();
        }
    }

    /// Lines that are out of sight above when this is chosen.
    fn hidden_before(&self, chosen: usize) -> usize {
        if self.view == View::Matrix { chosen.saturating_sub(ROWS_BEFORE) } else { 0 }
    }

    /// Moves the details.
    fn scroll(&mut self, step: Step) {
        self.hidden = match step {
            Step::Up | Step::Back => self.hidden.saturating_sub(1),
            Step::Down | Step::Ahead => self.hidden.saturating_add(1),
            Step::PageUp => self.hidden.saturating_sub(PAGE),
            Step::PageDown => self.hidden.saturating_add(PAGE),
            Step::Home => 0,
            Step::End => usize::MAX,
        };
    }

    fn choose(&mut self, at: usize) {
        let at = at.min((ATTACKS.len() + EXHIBITS.len()).saturating_sub(1));
        if at != self.chosen {
            self.by_hand = None;
        }
        self.chosen = at;
        self.hidden = self.hidden_before(at);
    }

    /// Keeps the last of so many lines of the details in view.
    pub(super) fn fit(&mut self, lines: usize, rows: usize) {
        self.hidden = self.hidden.min(lines.saturating_sub(rows));
    }
}

/// The id and the title of everything that can be chosen, in its order.
fn listed() -> impl Iterator<Item = (&'static str, &'static str)> {
    let attacks = ATTACKS.iter().map(|(_, attack)| (attack.id, attack.title));
    attacks.chain(EXHIBITS.iter().map(|exhibit| (exhibit.id, exhibit.title)))
}

/// Whether one of them says this word.
fn says((id, title): (&str, &str), word: &str) -> bool {
    let word = word.to_lowercase();
    id.contains(&word) || title.to_lowercase().contains(&word)
}
