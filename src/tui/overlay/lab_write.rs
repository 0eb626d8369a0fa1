//! What of the attack lab goes to a file of its own.

use std::path::PathBuf;

use crate::lab::{ATTACKS, Row, Toy};
use crate::tui::effect::Effect;

use super::lab::{ByHand, Lab, View};

impl Lab {
    /// What is shown, for a file.
    ///
    /// # Errors
    /// Why there is nothing to write.
    pub(super) fn written(&self) -> Result<Effect, &'static str> {
        let (name, text) = match self.view {
            View::Matrix => (
                "matrix".to_owned(),
                self.table().ok_or("the matrix is still being played: wait for its last row")?,
            ),
            View::Toy => ("toy".to_owned(), self.story().ok_or("there was no session of the toy")?),
            View::Details => self.played().ok_or("nothing of it was played: Enter plays it")?,
        };
        Ok(Effect::Keep { path: PathBuf::from(format!("lab-{name}-{}.txt", self.seed)), text })
    }

    /// What is shown of the chosen attack or exhibit, and its name.
    fn played(&self) -> Option<(String, String)> {
        let Some(attack) = self.attack() else {
            let played = self.exhibitions.get(self.chosen - ATTACKS.len())?.as_ref()?;
            return Some((played.exhibit.id.to_owned(), played.page()));
        };
        let played = (self.seed, self.presence);
        let (how, page) = match &self.by_hand {
            Some(ByHand::Armed(round)) => {
                let off = round.removed.last().map_or("", |defence| defence.name());
                (format!("-without-{off}"), attack.round_page(played, round))
            }
            Some(ByHand::Control(control)) => ("-control".to_owned(), attack.control_page(played, control)),
            Some(ByHand::Steps(steps)) => ("-steps".to_owned(), steps.page()),
            None => (String::new(), self.trials.get(self.chosen)?.as_ref()?.page()),
        };
        Some((format!("{}{how}", attack.id), page))
    }

    fn story(&self) -> Option<String> {
        Toy::new(self.seed).ok().map(|toy| toy.page(self.seed))
    }

    fn table(&self) -> Option<String> {
        let is_whole = self.rows.len() == ATTACKS.len() && self.rows.iter().all(Row::is_whole);
        let rows = self.rows.iter().map(|row| row.line() + "\n");
        is_whole.then(|| Row::head() + &rows.collect::<String>())
    }
}
