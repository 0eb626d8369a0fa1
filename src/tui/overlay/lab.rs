//! The attack lab: the catalogue, and what came of each attack.
//!
//! Attacks are played on peers that the lab makes in memory, one before each frame, so that the screen stays awake.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;

use crate::lab::{ATTACKS, Attack, Presence, Row, Trial};
use crate::tui::action::{Action, Edit, LabKey, Step};
use crate::tui::effect::Effect;

/// Attacks of a page.
const PAGE: usize = 10;
/// Cells of the matrix that are played before each frame.
const CELLS: usize = 4;

/// The catalogue on the screen.
#[derive(Clone, Debug)]
pub(in crate::tui) struct Lab {
    pub(super) seed: u64,
    /// The attack that is chosen.
    pub(super) chosen: usize,
    /// What came of each, as far as it was played.
    pub(super) trials: Vec<Option<Arc<Trial>>>,
    /// Which are still to be played.
    pub(super) waiting: VecDeque<usize>,
    pub(super) view: View,
    /// The rows of the matrix so far.
    pub(super) rows: Vec<Row>,
    /// Lines of the details that are out of sight above.
    pub(super) hidden: usize,
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
}

impl Lab {
    /// As the words behind its command ask for it; none if they are others.
    pub(super) fn asked(words: &str) -> Option<Self> {
        let mut lab = Self::new(1);
        for word in words.split_whitespace() {
            match word {
                "all" => lab.waiting = (0..ATTACKS.len()).collect(),
                "matrix" => lab.view = View::Matrix,
                seed => lab.seed = seed.parse().ok()?,
            }
        }
        Some(lab)
    }

    /// Nothing was played yet.
    fn new(seed: u64) -> Self {
        Self {
            seed,
            chosen: 0,
            trials: vec![None; ATTACKS.len()],
            waiting: VecDeque::new(),
            view: View::Details,
            rows: Vec::new(),
            hidden: 0,
            typing: None,
        }
    }

    pub(super) fn title(&self) -> String {
        if let Some(word) = &self.typing {
            return format!("LAB · search: {word}_");
        }
        format!("LAB · {} attacks · seed {}", ATTACKS.len(), self.seed)
    }

    /// The attack that is chosen.
    pub(super) fn attack(&self) -> Option<&'static Attack> {
        ATTACKS.get(self.chosen).map(|(_, attack)| attack)
    }

    /// Plays one attack, or some cells of the matrix.
    pub(in crate::tui) fn work(&mut self) {
        if self.view == View::Matrix {
            self.play_cells();
        } else if let Some(next) = self.waiting.pop_front()
            && let Some((_, attack)) = ATTACKS.get(next)
            && let Some(place) = self.trials.get_mut(next)
        {
            *place = Some(Arc::new(Trial::run(attack, self.seed)));
        }
    }

    fn play_cells(&mut self) {
        for _ in 0..CELLS {
            match self.rows.last_mut() {
                Some(row) if !row.is_whole() => row.play_next(self.seed),
                _ => {
                    let next = ATTACKS.get(self.rows.len()).map(|(_, attack)| Row::new(attack));
                    self.rows.extend(next);
                }
            }
        }
    }

    /// Whether something is left to play, so that another frame is due.
    pub(in crate::tui) fn is_working(&self) -> bool {
        match self.view {
            View::Matrix => self.rows.len() < ATTACKS.len() || self.rows.iter().any(|row| !row.is_whole()),
            View::Details => !self.waiting.is_empty(),
        }
    }

    /// Whether a word to look for is being typed.
    pub(super) const fn is_typing(&self) -> bool {
        self.typing.is_some()
    }

    /// Ends a search that is typed; whether there was one.
    pub(super) fn back(&mut self) -> bool {
        self.typing.take().is_some()
    }

    /// Looks for the word that is typed, from the chosen attack on.
    fn search(&mut self) {
        let Some(word) = self.typing.as_ref().map(|word| word.to_lowercase()) else { return };
        let says = |attack: &Attack| attack.id.contains(&word) || attack.title.to_lowercase().contains(&word);
        let all = || ATTACKS.iter().enumerate().map(|(at, (_, attack))| (at, attack));
        let found = all().skip(self.chosen).chain(all()).find(|(_, attack)| says(attack));
        if let Some((at, _)) = found {
            self.choose(at);
        }
    }

    /// The result of the chosen attack for a file of its own; none where it was not played.
    fn written(&self) -> Option<Effect> {
        let trial = self.trials.get(self.chosen)?.as_ref()?;
        let path = PathBuf::from(format!("lab-{}-{}.txt", trial.attack.id, trial.seed));
        let said = format!("the result is in {}", path.display());
        Some(Effect::Export { path, text: trial.page(), said })
    }

    /// Does what an action means here; what is to be done elsewhere.
    pub(super) fn act(&mut self, action: Action) -> Vec<Effect> {
        match (&mut self.typing, action) {
            (Some(word), Action::Edit(Edit::Insert(c))) => word.push(c),
            (Some(word), Action::Edit(Edit::Backspace)) => _ = word.pop(),
            (Some(_), Action::Submit) => self.typing = None,
            (Some(_), _) => {}
            (None, Action::Find) => self.typing = Some(String::new()),
            (None, Action::Lab(LabKey::Write)) => return self.written().into_iter().collect(),
            (None, action) => self.look(action),
        }
        self.search();
        Vec::new()
    }

    fn look(&mut self, action: Action) {
        match action {
            Action::Move(Step::Up) => self.choose(self.chosen.saturating_sub(1)),
            Action::Move(Step::Down) => self.choose(self.chosen + 1),
            Action::Move(Step::PageUp) => self.choose(self.chosen.saturating_sub(PAGE)),
            Action::Move(Step::PageDown) => self.choose(self.chosen + PAGE),
            Action::Move(Step::Home) => self.choose(0),
            Action::Move(Step::End) => self.choose(ATTACKS.len()),
            Action::Slide(Step::Back) => self.hidden = self.hidden.saturating_sub(PAGE),
            Action::Slide(Step::Ahead) => self.hidden += PAGE,
            Action::Open => self.waiting.push_back(self.chosen),
            Action::Lab(LabKey::All) => self.waiting = (0..ATTACKS.len()).collect(),
            Action::Lab(LabKey::Step) => self.step(),
            _ => {}
        }
    }

    /// Plays one round more of the chosen attack than before, or begins again where all were played.
    fn step(&mut self) {
        let (seed, attack) = (self.seed, self.attack());
        let Some((attack, place)) = attack.zip(self.trials.get_mut(self.chosen)) else { return };
        let played = place.as_ref().filter(|trial| !trial.is_whole()).map_or(0, |trial| trial.rounds.len());
        let mut trial = Trial::new(attack, seed);
        while trial.rounds.len() <= played && trial.play_next(Presence::There) {}
        *place = Some(Arc::new(trial));
    }

    fn choose(&mut self, at: usize) {
        self.chosen = at.min(ATTACKS.len().saturating_sub(1));
        self.hidden = 0;
    }

    /// Keeps the last of so many lines of the details in view.
    pub(super) fn fit(&mut self, lines: usize, rows: usize) {
        self.hidden = self.hidden.min(lines.saturating_sub(rows));
    }
}
