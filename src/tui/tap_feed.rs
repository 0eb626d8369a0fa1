//! What comes from a tap, and what goes to it. In a build without the lab nothing ever does.

use super::app::App;
use super::msg::Msg;
#[cfg(feature = "lab")]
use super::tapping::Tap;

/// The links of a tap, where there is one.
#[derive(Debug)]
pub(super) struct TapFeed {
    #[cfg(feature = "lab")]
    tap: Option<Tap>,
}

impl TapFeed {
    /// Sits down at it.
    #[cfg(feature = "lab")]
    pub(super) fn begin(app: &mut App, tap: Option<Tap>) -> Self {
        if let Some(tap) = &tap {
            app.sit_at_tap(tap.place.clone(), tap.weather);
        }
        Self { tap }
    }

    /// Without the lab there is none.
    #[cfg(not(feature = "lab"))]
    pub(super) const fn begin(_app: &mut App) -> Self {
        Self {}
    }

    /// The next thing that happens; never, where there is no tap.
    #[cfg_attr(
        not(feature = "lab"),
        expect(
            clippy::needless_pass_by_ref_mut,
            reason = "without the lab there is nothing to take it from"
        )
    )]
    pub(super) async fn next(&mut self) -> Msg {
        #[cfg(feature = "lab")]
        if let Some(tap) = &mut self.tap
            && let Some(news) = tap.news.recv().await
        {
            return Msg::Tapped(news);
        }
        std::future::pending().await
    }

    /// Passes on what is to be done.
    ///
    /// # Errors
    /// Why that cannot be, in words.
    #[cfg(feature = "lab")]
    pub(super) fn give(&self, errand: crate::tap::Errand) -> Result<(), String> {
        let tap = self.tap.as_ref().ok_or("this is no tap")?;
        tap.errands.try_send(errand).map_err(|_full| "too many orders wait: once more".to_owned())
    }
}
