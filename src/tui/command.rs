//! What a typed line does here. The commands themselves are in [`crate::commands`].

use crate::commands::{About, COMMANDS, Wish, parse};
use crate::node::{Command, PeerRef, Target};

use super::app::App;
use super::effect::Effect;
use super::model::{Model, Voice};
use super::overlay::Overlay;

/// Does a line.
///
/// # Errors
/// Why it was not done; it stays where it was typed.
pub(super) fn run(line: &str, app: &mut App) -> Result<Vec<Effect>, String> {
    match line.trim() {
        "/demo" => return Ok(vec![Effect::Practice]),
        "/ack" => {
            app.model.alert = None;
            return Ok(Vec::new());
        }
        "/clear" => {
            if let Some(peer) = app.model.current.and_then(|row| app.model.peers.get_mut(row)) {
                peer.forgotten += peer.entries.len();
                peer.entries.clear();
            }
            return Ok(Vec::new());
        }
        _ => {}
    }
    match parse(line) {
        Wish::Nothing => Ok(Vec::new()),
        Wish::Text { body, action } => say((body, action), app),
        Wish::All(body) => {
            let rows: Vec<usize> = (0..app.model.peers.len())
                .filter(|row| app.model.peers.get(*row).is_some_and(super::model::Peer::is_connected))
                .collect();
            for row in rows {
                app.model.said(row, &body);
            }
            Ok(vec![Effect::Node(Command::SendText { to: Target::Everybody, body, action: false })])
        }
        Wish::Node(Command::Describe(None)) => {
            app.focus = super::action::Pane::Peers;
            Ok(vec![Effect::Node(Command::Describe(None))])
        }
        Wish::Node(command) => Ok(vec![Effect::Node(command)]),
        Wish::About(what, name) => about(what, name, app),
        Wish::TalkTo { name, body } => {
            let row = app.model.peers.iter().position(|peer| peer.name == name);
            let row = row.ok_or_else(|| format!("nobody is called {name} here: /connect {name} dials"))?;
            app.talk_to(row);
            body.map_or_else(|| Ok(Vec::new()), |body| say((body, false), app))
        }
        Wish::Help(_) => {
            app.overlays.push(Overlay::help());
            Ok(Vec::new())
        }
        Wish::Packets(_) => {
            app.focus = super::action::Pane::Packets;
            Ok(Vec::new())
        }
        Wish::Quit(goodbye) => {
            let said = goodbye
                .map(|body| Effect::Node(Command::SendText { to: Target::Everybody, body, action: false }));
            Ok(said.into_iter().chain([Effect::Quit]).collect())
        }
        Wish::Error(command, why) => Err(format!("/{command}: {why}")),
    }
}

fn say((body, action): (String, bool), app: &mut App) -> Result<Vec<Effect>, String> {
    let Some((row, id)) = app.model.current.zip(app.model.peer().map(|peer| peer.id)) else {
        return Err(
            "nobody is connected, this was not sent: /connect ADDR dials, /demo is somebody to try with"
                .to_owned(),
        );
    };
    let seen = if action { format!("* {} {body}", app.model.own.name) } else { body.clone() };
    app.model.said(row, &seen);
    Ok(vec![Effect::Node(Command::SendText { to: Target::One(PeerRef::Id(id)), body, action })])
}

fn about(what: About, name: Option<String>, app: &mut App) -> Result<Vec<Effect>, String> {
    let peer = match name {
        Some(name) => PeerRef::Name(name),
        None if what.is_decision() => match app.model.questions.as_slice() {
            [] => return Err("nobody waits for a decision".to_owned()),
            [one] => PeerRef::Name(one.name()),
            many => return Err(format!("{} wait for a decision, give a name", many.len())),
        },
        None => {
            app.model.peer().map(|peer| PeerRef::Id(peer.id)).ok_or("nobody is talked to: give a name")?
        }
    };
    if what == About::Differ {
        app.model
            .say(Voice::Alarm, "different numbers: somebody may be in between; this identity is blocked");
    }
    Ok(vec![Effect::Node(what.command(peer))])
}

/// Commands whose names begin with what is typed.
pub(super) fn matching(line: &str) -> Vec<(&'static str, &'static str, &'static str)> {
    let Some(word) = line.strip_prefix('/').filter(|word| !word.contains(char::is_whitespace)) else {
        return Vec::new();
    };
    let own = [
        ("demo", "", "a practice peer to try everything with"),
        ("clear", "", "empty this conversation on the screen"),
        ("ack", "", "take the alarm out of the top bar"),
    ];
    let all = COMMANDS.iter().map(|spec| (spec.name, spec.arguments, spec.help)).chain(own);
    all.filter(|(name, ..)| name.starts_with(word)).collect()
}

/// The line with its last word completed, if there is one way to do it.
pub(super) fn complete(head: &str, model: &Model) -> Option<String> {
    let commands = matching(head);
    if let [(name, ..)] = commands.as_slice() {
        return Some(format!("/{name} "));
    }
    if !commands.is_empty() {
        let names: Vec<&str> = commands.iter().map(|(name, ..)| *name).collect();
        return common(&names).filter(|name| name.len() + 1 > head.len()).map(|name| format!("/{name}"));
    }
    let (before, word) =
        head.rsplit_once(char::is_whitespace).map_or(("", head), |(before, word)| (before, word));
    if word.is_empty() {
        return None;
    }
    let mut names = model.peers.iter().map(|peer| peer.name.as_str()).filter(|name| name.starts_with(word));
    let name = names.next().filter(|_| names.next().is_none())?;
    Some(if before.is_empty() { format!("{name}: ") } else { format!("{before} {name} ") })
}

/// What all names begin with.
fn common(names: &[&str]) -> Option<String> {
    let first = names.first()?;
    let same = |end: &usize| names.iter().all(|name| name.get(..*end) == first.get(..*end));
    let end = (1..=first.len()).take_while(|end| same(end)).last()?;
    first.get(..end).map(ToOwned::to_owned)
}
