//! The lines of `/help`.

use super::event::error;
use crate::commands::{COMMANDS, CommandSpec, find};
use crate::plain::line::Line;

/// All commands, or one; an error for a name that is none.
pub(in crate::plain) fn help(name: Option<&str>) -> Vec<Line> {
    let one = name.map(|name| name.trim_start_matches('/').to_lowercase());
    let specs: Vec<&CommandSpec> = match &one {
        Some(word) => find(word).into_iter().collect(),
        None => COMMANDS.iter().collect(),
    };
    if specs.is_empty() {
        return vec![error("help", "there is no such command; /help lists all")];
    }
    specs.into_iter().map(help_line).collect()
}

fn help_line(spec: &CommandSpec) -> Line {
    let aliases: Vec<String> = spec.aliases.iter().map(|alias| format!("/{alias}")).collect();
    let also = if aliases.is_empty() { String::new() } else { format!(" (also {})", aliases.join(" ")) };
    let usage = format!("/{} {}", spec.name, spec.arguments);
    Line::new("help")
        .say(format!("{} - {}{also}", usage.trim_end(), spec.help))
        .field("command", spec.name)
        .field("arguments", spec.arguments)
        .field("help", spec.help)
}
