//! Writing into the text of `config.toml` what was changed while the program ran. What a person wrote there besides
//! stays as it is, comments and order included.

use toml_edit::{Array, DocumentMut, Item, Table, TableLike, Value};

use super::knobs::KNOBS;
use super::read::{ALIASES, KEYS};
use super::values::Settings;

/// What is to stand in the file otherwise than it does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Settings by their names, each value as TOML writes it.
    pub settings: Vec<(&'static str, String)>,
    /// The keys of actions; none for the usual ones.
    pub keys: Vec<(&'static str, Option<Vec<String>>)>,
    /// What names stand for; none for a name that nothing has any more.
    pub aliases: Vec<(String, Option<String>)>,
}

impl Changes {
    /// The settings of `now` that were not so `before`.
    pub fn of_settings(before: &Settings, now: &Settings) -> Vec<(&'static str, String)> {
        let values = KNOBS.iter().map(|knob| (knob.name, knob.value(before), knob.value(now)));
        let values = values.map(|(name, before, now)| (name, before.to_string(), now.to_string()));
        values.filter(|(_, before, now)| before != now).map(|(name, _, now)| (name, now)).collect()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.settings.is_empty() && self.keys.is_empty() && self.aliases.is_empty()
    }
}

/// The text of the file with these changes. What was a line of its own is written again where it stood.
///
/// # Errors
/// What keeps the text from being changed, in words; nothing is guessed from a file that is not TOML.
pub fn patched(text: &str, changes: &Changes) -> Result<String, String> {
    let line = |at: usize| text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
    let mut file: DocumentMut = text.parse().map_err(|fault: toml_edit::TomlError| {
        let at = fault.span().map_or(1, |span| line(span.start));
        format!("line {at}: this is no TOML: {}", fault.message())
    })?;
    for (name, value) in &changes.settings {
        let value = value.parse().map_err(|_fault| format!("{name} cannot be written as {value}"))?;
        put(file.as_table_mut(), name, value);
    }
    let keys = changes.keys.iter().map(|(action, keys)| (*action, keys.as_ref().map(|keys| list(keys))));
    put_all(&mut file, KEYS, keys)?;
    let names = changes.aliases.iter().map(|(name, line)| (name.as_str(), line.as_deref().map(Value::from)));
    put_all(&mut file, ALIASES, names)?;
    Ok(file.to_string())
}

/// One key stands alone, as a person would write it.
fn list(keys: &[String]) -> Value {
    match keys {
        [key] => Value::from(key.as_str()),
        keys => Value::from(keys.iter().map(String::as_str).collect::<Array>()),
    }
}

/// Puts lines into a table of the file, which is made if there is none.
fn put_all<'a>(
    file: &mut DocumentMut,
    table: &str,
    lines: impl Iterator<Item = (&'a str, Option<Value>)>,
) -> Result<(), String> {
    let mut lines = lines.peekable();
    if lines.peek().is_none() {
        return Ok(());
    }
    let found = file.entry(table).or_insert_with(toml_edit::table);
    let found = found.as_table_like_mut().ok_or_else(|| format!("{table} is no table there"))?;
    let mut left = String::new();
    for (name, value) in lines {
        match value {
            Some(value) => put(found, name, value),
            None => left.push_str(&take_out(found, name)),
        }
    }
    if !left.is_empty() {
        give_back(file, table, left);
    }
    Ok(())
}

/// Puts what stood above the last line of a table where it stood: above what comes next.
fn give_back(file: &mut DocumentMut, table: &str, said: String) {
    let place = |item: &Item| item.as_table().and_then(Table::position);
    let own = file.get(table).and_then(place);
    let after = file.iter().filter_map(|(name, item)| Some((place(item)?, name.to_owned())));
    let next = after.filter(|(at, _)| own.is_some_and(|own| *at > own)).min();
    let Some(next) = next.and_then(|(_, name)| file.get_mut(&name)?.as_table_mut()) else {
        let trailing = file.trailing().as_str().unwrap_or_default().to_owned();
        return file.set_trailing(said + &trailing);
    };
    let prefix = next.decor().prefix().and_then(|prefix| prefix.as_str());
    let said = said + prefix.unwrap_or_default();
    next.decor_mut().set_prefix(said);
}

/// Takes a line out. What a person wrote above it stays, above the next line; where there is none it is given back.
fn take_out(table: &mut dyn TableLike, name: &str) -> String {
    let above = |table: &dyn TableLike, name: &str| {
        let prefix = table.key(name).and_then(|key| key.leaf_decor().prefix()?.as_str());
        prefix.unwrap_or_default().to_owned()
    };
    let said = above(table, name);
    let next = table.iter().map(|(name, _)| name.to_owned()).skip_while(|other| other != name).nth(1);
    table.remove(name);
    if !said.contains('#') {
        return String::new();
    }
    let Some(next) = next else { return said };
    let own = above(table, &next);
    if let Some(mut key) = table.key_mut(&next) {
        key.leaf_decor_mut().set_prefix(said + &own);
    }
    String::new()
}

/// Puts one line, in the place and with the comment that it has already.
fn put(table: &mut dyn TableLike, name: &str, mut value: Value) {
    match table.get_mut(name).and_then(Item::as_value_mut) {
        Some(old) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        None => drop(table.insert(name, Item::Value(value))),
    }
}
