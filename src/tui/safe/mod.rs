//! The screen-safe mode: nothing on the screen, on the clipboard or in the window's title that names anybody, says
//! where anybody is or what was said.
//!
//! It is made at one place. While a safe screen is drawn, a [`stand_in::StandIn`] takes the place of everything
//! private in the state; panels draw what they always draw, and have nothing else to draw. Packets are changed where
//! the panels get them, by the pseudonyms of [`crate::capture::Veil`], which exports use too.
//!
//! | file | its job |
//! |---|---|
//! | `switch` | turning it on and off, and what is looked at through it |
//! | `stand_in` | everything private, with what stands for it: the compiler asks about each new field |
//! | `masks` | what stands for a text, an entry, a line of net.log |

pub(super) mod masks;
mod stand_in;
mod switch;
