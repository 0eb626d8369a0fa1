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
            View::Matrix => {
                ("matrix", self.table().ok_or("the matrix is still being played: wait for its last row")?)
            }
            View::Toy => ("toy", self.story().ok_or("there was no session of the toy")?),
            View::Details => self.played().ok_or("nothing of it was played: Enter plays it")?,
        };
        let path = PathBuf::from(format!("lab-{name}-{}.txt", self.seed));
        let said = format!("what was played is in {}", path.display());
        Ok(Effect::Export { path, text, said })
    }

    /// What is shown of the chosen attack or exhibit, and its name.
    fn played(&self) -> Option<(&'static str, String)> {
        let Some(attack) = self.attack() else {
            let played = self.exhibitions.get(self.chosen - ATTACKS.len())?.as_ref()?;
            return Some((played.exhibit.id, played.page()));
        };
        let played = (self.seed, self.presence);
        let page = match &self.by_hand {
            Some(ByHand::Armed(round)) => attack.round_page(played, round),
            Some(ByHand::Control(control)) => attack.control_page(played, control),
            None => self.trials.get(self.chosen)?.as_ref()?.page(),
        };
        Some((attack.id, page))
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
