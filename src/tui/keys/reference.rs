//! The keys as a part of `config.toml`.

use std::fmt::Write as _;

use super::context::Context;
use super::table::{Binding, KEYS};

/// What stands above them.
const HEAD: &str = "\
# Keys: the name of what they do = one key or a list of keys; [] leaves it without any.
# A key is a character, F1 to F12, Enter, Esc, Tab, Space, Backspace, Delete, Insert, Up, Down, Left, Right,
# Home, End, PgUp or PgDn, with Ctrl+, Alt+ or Shift+ before it. Characters alone are text in the composer.
# Over the panes (help, questions) the keys that move and go back count too. No question is answered with Enter.
[keys]
";

/// The table `[keys]` of `config.toml` with every action at its usual keys, where they count, and what it is for.
pub fn keys_reference() -> String {
    let mut text = HEAD.to_owned();
    for context in Context::ALL.iter().copied() {
        // A String takes everything.
        let _ = writeln!(text, "\n# In: {}", context.place());
        for binding in KEYS.iter().filter(|binding| binding.context == context) {
            let _ = writeln!(text, "{:<48} # {}", line(binding), binding.help);
        }
    }
    text
}

fn line(binding: &Binding) -> String {
    match binding.keys {
        [key] => format!("{} = {key:?}", binding.name),
        keys => format!("{} = {keys:?}", binding.name),
    }
}
