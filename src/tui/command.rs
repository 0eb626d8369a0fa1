//! What a typed line does here. The commands themselves are in [`crate::commands`].

use std::path::PathBuf;

use crate::commands::{About, COMMANDS, Wish, nearest, parse};
use crate::explain;
use crate::node::{Command, PeerRef, Target, petname_for};
use crate::text::{can_be_nick, escape};

use super::action::{Action, Pane};
use super::app::App;
use super::effect::Effect;
use super::model_talk::Voice;
use super::overlay::Overlay;
use super::panel::TEXT_BYTES_MAX;
use super::talking::AskedFor;

/// What a command of the screen comes to: what is to be carried out, or why it was not done.
pub(super) type Done = Result<Vec<Effect>, String>;

/// A command that only the screen has.
struct ScreenCommand {
    known: Known,
    /// Does it; the text is what stands behind the name.
    run: fn(&mut App, &str) -> Done,
}

/// A command as it is listed, completed and helped with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// Its name, without the slash.
    pub(super) name: &'static str,
    /// Other spellings.
    pub(super) aliases: &'static [&'static str],
    /// What comes after it. Completion reads this: `NAME`, `ADDR`, `COMMAND`, `N` and `on|off` have values.
    pub(super) arguments: &'static str,
    /// One sentence.
    pub(super) help: &'static str,
}

const fn command(
    name: &'static str,
    aliases: &'static [&'static str],
    arguments: &'static str,
    help: &'static str,
    run: fn(&mut App, &str) -> Done,
) -> ScreenCommand {
    ScreenCommand { known: Known { name, aliases, arguments, help }, run }
}

/// Every command that only the screen has; those of a name that the line mode has too come first.
#[rustfmt::skip]
const SCREEN: &[ScreenCommand] = &[
    command("demo", &[], "", "a practice peer to try everything with", |_, _| Ok(vec![Effect::Practice])),
    command("clear", &[], "", "empty this conversation on the screen", |app, _| app.clear()),
    command("win", &["buffer"], "[N]", "the conversation of this number; alone it lists all", App::win),
    command("wins", &[], "", "all conversations with their numbers", |app, _| app.wins()),
    command("close", &[], "", "take the conversation with a peer who is not connected out of the list", |app, _| app.close()),
    command("search", &["lastlog"], "[WORD]", "find a word in this conversation while you type it, on Enter in all of it that is kept; n and N go on; alone it searches all conversations", App::search),
    command("unread", &[], "", "mark this conversation as not seen", |app, _| app.mark_unread()),
    command("away", &[], "[TEXT]", "nothing counts as seen until your next key; with a text, whoever writes is told it once", App::away_command),
    command("handshake", &[], "[NAME]", "how a link came about: flights, checks, times, keys", handshake),
    command("ack", &[], "", "take the alarm out of the top bar", |app, _| Ok(app.acknowledge())),
    command("layout", &[], "chat|both|packets|reset", "which panes there are; reset is everything as at first", arrange),
    command("filter", &[], "[EXPRESSION|off]", "show only some packets; alone it opens the filter bar", App::filter_command),
    command("raw", &["events"], "", "what crosses the wire has the whole screen; /layout reset goes back", |app, _| arrange(app, "packets")),
    command("mark", &[], "", "mark the selected packet, or take the mark away", |app, _| { app.packets.mark(&mut app.model.packets); Ok(Vec::new()) }),
    command("fingerprint", &["myfp"], "", "your own key, and that of the peer you talk to", |app, _| Ok(app.say_keys())),
    command("eyes", &[], "mine|peer|eve", "see with your eyes, the peer's or those of Eve, who listens on the wire; alone the next", App::eyes_command),
    command("log", &[], "[EXPRESSION|off]", "to net.log; an expression shows only the lines that it matches", App::log_command),
    command("follow", &[], "[NAME|off]", "the packets of one peer alone; without a name those of the selected packet's link", App::follow_command),
    command("export", &[], "[FILE] [marked|shown|all] [pcapng|json] [opened]", "write packets to a new file, sealed unless opened is said; alone it asks", App::export_command),
    command("report", &[], "[FILE]", "the selected packet with its checks, fields, bytes and lines of net.log to a new file; no key, no text", App::report_command),
    #[cfg(feature = "lab")]
    command("lab", &["attack"], "[ID|all|matrix|toy] [N] [off|lacking DEFENCE]", "attacks on peers in memory: one, all, or each without each defence; a toy to do by hand; N is the seed; off: the peers do not run; lacking: as if that check had been deleted", |app, words| {
        app.overlays.push(Overlay::lab(words, app.lab_left.as_deref()).ok_or("the id of an attack, all, matrix or toy, a number for the seed, off, or lacking and a defence")?);
        Ok(Vec::new())
    }),
    #[cfg(feature = "lab")]
    command("tap", &[], "ORDER", "in peerscope tap: intercept, resume, drop, edit, revert, duplicate, replay, inject, cut", App::tap_command),
    command("stats", &[], "", "frames, bytes, rates and refusals of the packets that are shown", |app, _| {
        app.open_stats();
        Ok(Vec::new())
    }),
    command("comment", &[], "[TEXT]", "write beside the selected packet; alone it takes the comment away", App::comment_command),
    command("safe", &[], "on|off", "hide names, addresses and texts, in copies and exports too; --capture and net.log go on as they are", App::safe_command),
    command("mouse", &[], "on|off", "whose the mouse is; while it is on, hold Shift to select text", App::mouse_command),
    command("bare", &[], "", "the conversation alone, to copy from with the mouse", |app, _| Ok(app.show_bare())),
    command("theme", &[], "auto|dark|light", "the colours for a dark or a light terminal", |app, word| app.set_command(&format!("theme {word}"))),
    command("set", &[], "[name [value]]", "how the screen is; alone it lists all", App::set_command),
    command("bind", &["key"], "[KEY [ACTION|off]]", "give a key to an action; a key alone says what it does, nothing lists what is not as usual", App::bind_command),
    command("alias", &[], "[NEWNAME [LINE]]", "a name of your own for a command with what stands behind it; alone it lists all", App::alias_command),
    command("unalias", &[], "ALIAS", "take such a name away", App::unalias_command),
    command("save", &[], "", "write into config.toml what was changed since it was read: settings, keys and names", |app, _| app.save_command()),
    command("changes", &[], "", "what is set otherwise than by default, as it would stand in config.toml", |app, _| Ok(app.changes())),
    command("reload", &[], "", "read config.toml again", |_, _| Ok(vec![Effect::Reload])),
];

fn arrange(app: &mut App, name: &str) -> Done {
    if app.desk.choose(name) { Ok(Vec::new()) } else { Err("chat, both, packets or reset".to_owned()) }
}

/// Every command there is, in the order of the help.
pub(super) fn all() -> impl Iterator<Item = Known> {
    let common = COMMANDS.iter().filter(|spec| !SCREEN.iter().any(|own| own.known.name == spec.name));
    let common = common.map(|spec| Known {
        name: spec.name,
        aliases: spec.aliases,
        arguments: spec.arguments,
        help: spec.help,
    });
    common.chain(SCREEN.iter().map(|own| own.known))
}

/// The command of this name or alias.
pub(super) fn known(word: &str) -> Option<Known> {
    all().find(|known| known.name == word || known.aliases.contains(&word))
}

/// Does a line.
///
/// # Errors
/// Why it was not done; it stays where it was typed.
pub(super) fn run(line: &str, app: &mut App) -> Done {
    match app.model.aliases.meant(line) {
        Some(meant) => carry_out(&meant, app),
        None => carry_out(line, app),
    }
}

/// What a person is asked who deletes a conversation; it names nobody, so that a safe screen can ask it, too.
pub(super) const GOES_FOR_GOOD: &str = "/history: all of it goes; Enter again deletes it";

fn carry_out(line: &str, app: &mut App) -> Done {
    let doubted = app.composer.doubted.take();
    if let Some(typed) = line.strip_prefix('/').filter(|typed| !typed.starts_with('/')) {
        let (word, rest) = typed.split_once(char::is_whitespace).unwrap_or((typed, ""));
        let word = word.to_lowercase();
        let called =
            |own: &&ScreenCommand| own.known.name == word || own.known.aliases.contains(&word.as_str());
        if let Some(own) = SCREEN.iter().find(called) {
            return (own.run)(app, rest.trim()).map_err(|why| format!("/{}: {why}", own.known.name));
        }
        if !word.is_empty() && known(&word).is_none() {
            return Err(unknown(&word));
        }
    }
    match parse(line) {
        Wish::Nothing => Ok(Vec::new()),
        Wish::Text { body, action } => say((body, action), app),
        Wish::All(body) => say_to_all(body, app),
        Wish::Node(Command::Describe(None)) => {
            app.focus = Pane::Peers;
            app.notice =
                Some("the list of peers has the keys now: Enter talks to one, Esc goes back".to_owned());
            Ok(vec![Effect::Node(Command::Describe(None))])
        }
        Wish::Node(command) => {
            if let Command::Nick(nick) = &command
                && can_be_nick(nick.trim())
            {
                call_oneself(nick.trim(), app);
            }
            if matches!(command, Command::Dial(_)) {
                app.asked_for = AskedFor::Dialled;
            }
            Ok(vec![Effect::Node(command)])
        }
        Wish::SendFile(path) => send_file(path, app),
        Wish::About(what, name) => about(what, name, app),
        Wish::TalkTo { name, body } => talk_to(&name, body, app),
        Wish::Explain { name, file } => explain_session(name.as_deref(), file, app),
        Wish::Help(about) => help(about.as_deref(), app),
        Wish::Why(about) => {
            app.why_command(about.as_deref().unwrap_or_default()).map_err(|why| format!("/why: {why}"))
        }
        Wish::Compromise(theft) => app.compromise(theft),
        Wish::History(past, _) if past.destroys() && doubted.as_deref() != Some(line) => {
            app.composer.doubted = Some(line.to_owned());
            Err(GOES_FOR_GOOD.to_owned())
        }
        Wish::History(past, name) => app.past(past, name),
        Wish::Search(word) => app.search(&word),
        Wish::Spec(word) => {
            app.spec_command(word.as_deref().unwrap_or_default()).map_err(|why| format!("/spec: {why}"))
        }
        Wish::Packets(_) => {
            app.focus = Pane::Packets;
            app.notice = Some("the packets have the keys now: Esc goes back".to_owned());
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

fn help(about: Option<&str>, app: &mut App) -> Done {
    if let Some(name) = about.map(|name| name.trim_start_matches('/')).filter(|name| known(name).is_none()) {
        return Err(unknown(name));
    }
    app.overlays.push(Overlay::help(app.focus, about));
    Ok(Vec::new())
}

/// Takes another name, and says what becomes of it elsewhere.
fn call_oneself(nick: &str, app: &mut App) {
    nick.clone_into(&mut app.model.own.name);
    app.notice = Some(match petname_for(nick) {
        Some(petname) if petname == nick => {
            format!("you call yourself {nick} now; a name that somebody has given you stays")
        }
        Some(petname) => format!("you call yourself {nick} now; who meets you first has you as {petname}"),
        None => format!("you call yourself {nick} now; who meets you first has your fingerprint as a name"),
    });
}

/// Sends a text to the peer that is talked to.
fn say((body, action): (String, bool), app: &mut App) -> Done {
    let Some((row, peer)) = app.model.current.zip(app.model.peer()) else {
        return Err(if app.model.peers.is_empty() {
            "nobody is connected, this was not sent: /connect ADDR dials, /demo is somebody to try with"
                .to_owned()
        } else {
            let key = app.model.keys.told(Action::Focus(Pane::Peers), "/peers");
            format!("nobody is talked to, this was not sent: {key} chooses a peer")
        });
    };
    if app.model.has_changed(&peer.name) {
        let key = app.model.keys.verify();
        return Err(format!("the key of {} has changed: nothing is sent until you decide, {key}", peer.name));
    }
    let id = peer.id;
    within(&body, app)?;
    app.model.said(row, (&body, action));
    // Of what is taller than the pane, what was seen before an answer stays seen.
    app.talk = super::panel::TalkView { begun: app.talk.begun, ..Default::default() };
    Ok(vec![Effect::Node(Command::SendText { to: Target::One(PeerRef::Id(id)), body, action })])
}

/// Sends a text to every peer that is connected.
fn say_to_all(body: String, app: &mut App) -> Done {
    within(&body, app)?;
    let rows: Vec<usize> = (0..app.model.peers.len())
        .filter(|row| app.model.peers.get(*row).is_some_and(super::model::Peer::is_connected))
        .collect();
    for row in rows {
        app.model.said(row, (&body, false));
    }
    Ok(vec![Effect::Node(Command::SendText { to: Target::Everybody, body, action: false })])
}

fn talk_to(name: &str, body: Option<String>, app: &mut App) -> Done {
    let row = app.model.peers.iter().position(|peer| peer.name == name);
    let row = row.ok_or_else(|| format!("nobody is called {name} here: /connect {name} dials"))?;
    within(body.as_deref().unwrap_or_default(), app)?;
    app.talk_to(row);
    body.map_or_else(|| Ok(Vec::new()), |body| say((body, false), app))
}

fn send_file(path: PathBuf, app: &App) -> Done {
    let peer = app.model.peer().ok_or("/send: there is no peer to send it to: /connect ADDR dials")?;
    Ok(vec![Effect::Node(Command::SendFile { to: PeerRef::Id(peer.id), path })])
}

/// Whether a text is short enough to be sent, and the node takes one.
pub(super) fn within(body: &str, app: &App) -> Result<(), String> {
    app.has_room()?;
    let over = body.len().saturating_sub(TEXT_BYTES_MAX);
    let said =
        || format!("{over} B more than the {TEXT_BYTES_MAX} B of a text: shorten it, nothing was sent");
    if over > 0 { Err(said()) } else { Ok(()) }
}

fn about(what: About, name: Option<String>, app: &mut App) -> Done {
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

/// What is said about a name that nothing has.
fn unknown(word: &str) -> String {
    let names = all().flat_map(|known| std::iter::once(known.name).chain(known.aliases.iter().copied()));
    match nearest(word, names) {
        Some(name) => format!("/{}: did you mean /{name}?", escape(word)),
        None => format!("/{}: there is no such command, nothing was sent; / lists all", escape(word)),
    }
}

/// Shows a session, or has it written to a file.
fn explain_session(name: Option<&str>, file: Option<PathBuf>, app: &mut App) -> Done {
    if app.is_safe() && file.is_some() {
        return Err(
            "/explain: a file of it names both peers, and the screen is safe: /safe off first".to_owned()
        );
    }
    let model = &app.model;
    let account = match name {
        Some(name) => model.accounts.with(&escape(name).to_string()),
        None => model.accounts.newest(model.peer().map(|peer| &peer.id.0)),
    };
    let account = account.ok_or_else(|| format!("/explain: {}", explain::nothing(name)))?;
    let page = explain::page(account, &model.own.name);
    let Some(path) = file else {
        app.overlays.push(Overlay::explain(&page));
        return Ok(Vec::new());
    };
    let said = explain::written(&path, account);
    Ok(vec![Effect::Export { text: explain::file(&page, &path), path, said }])
}

/// The newest handshake, with this peer if one is named.
fn handshake(app: &mut App, name: &str) -> Done {
    if name.is_empty() {
        app.handshake(None);
        return Ok(Vec::new());
    }
    let name = escape(name).to_string();
    let ladder = app.model.ladders.newest(Some(&name)).map(|ladder| ladder.conn);
    let conn = ladder.ok_or_else(|| format!("no handshake with {name} is remembered"))?;
    app.handshake(Some(conn));
    Ok(Vec::new())
}
