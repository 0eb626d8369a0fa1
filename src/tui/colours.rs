//! Colours for rows of packets: rules in the language of the filter, the first that matches counts.
//!
//! A rule never says something by its colour alone: its number stands in the row, and its filter in the details. It
//! never hides a refusal, a selection or a mark.

use strsim::damerau_levenshtein;

use crate::inspector::filter::Filter;
use crate::node::Packet;
use crate::settings::ColourWish;
use crate::text::escape;

use super::theme::Role;

/// Rules that count: a digit names each.
const RULES_MAX: usize = 9;

/// The names of colours. Red is for what was refused.
const COLOURS: [(&str, Role); 5] = [
    ("blue", Role::Own),
    ("green", Role::Good),
    ("orange", Role::Warning),
    ("violet", Role::Other),
    ("grey", Role::Dim),
];

/// What `peerscope config` says about them.
pub const COLOURS_REFERENCE: &str = "\
# Colours for rows of packets: a filter in quotes = \"blue\", \"green\", \"orange\", \"violet\" or \"grey\".
# The first of at most nine that matches counts; its number stands in the row. Refused frames keep their look.
[colours]
# \"type != message\" = \"grey\"
# \"kind == text && dir == received\" = \"blue\"

";

/// The rules, in their order.
#[derive(Debug, Default)]
pub struct Colours {
    rules: Vec<Rule>,
}

/// One of them.
#[derive(Debug)]
pub(super) struct Rule {
    /// From 1.
    pub(super) number: usize,
    /// The filter as it was written.
    pub(super) text: String,
    /// How the row looks.
    pub(super) role: Role,
    /// As it is asked about packets.
    filter: Filter,
    /// As it was written, with the names of peers in it.
    written: Filter,
}

impl Colours {
    /// The rules that were wished for, and what cannot be had of them, in words.
    pub fn wished(wishes: &[ColourWish]) -> (Self, Vec<String>) {
        let (mut rules, mut complaints) = (Vec::new(), Vec::new());
        for wish in wishes {
            match rule(wish, rules.len() + 1) {
                Ok(rule) => rules.push(rule),
                Err(why) => complaints.push(format!("{}: {why}", wish.place)),
            }
        }
        (Self { rules }, complaints)
    }

    /// Understands the names of peers in the rules.
    pub(super) fn name(&mut self, naming: impl Fn(Filter) -> Filter) {
        for rule in &mut self.rules {
            rule.filter = naming(rule.written.clone());
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The number of the rule that counts for a packet, from 1.
    pub fn number_of(&self, packet: &Packet) -> Option<usize> {
        self.of(packet).map(|rule| rule.number)
    }

    /// The rule that counts for a packet.
    pub(super) fn of(&self, packet: &Packet) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.filter.matches(packet))
    }
}

fn rule(wish: &ColourWish, number: usize) -> Result<Rule, String> {
    if number > RULES_MAX {
        return Err(format!("more than {RULES_MAX} rules for colours"));
    }
    let text = escape(&wish.filter).to_string();
    let filter =
        Filter::parse(&wish.filter).map_err(|error| format!("\"{text}\": {}", error.placed(&wish.filter)))?;
    let found = COLOURS.iter().find(|(name, _)| *name == wish.colour);
    let role = found.map(|(_, role)| *role).ok_or_else(|| unknown(&wish.colour))?;
    Ok(Rule { number, text, role, filter: filter.clone(), written: filter })
}

fn unknown(colour: &str) -> String {
    // No name of a colour is longer, and what stands in a file may be.
    let short: String = colour.chars().take(16).collect();
    let names = COLOURS.map(|(name, _)| name);
    match names.iter().find(|name| damerau_levenshtein(&short, name) <= 1) {
        Some(name) => format!("there is no colour {short:?}: did you mean {name}?"),
        None => format!("there is no colour {short:?}: it is {}", names.join(", ")),
    }
}
