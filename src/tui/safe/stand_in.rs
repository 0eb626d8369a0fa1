//! Everything private in the state of the screen, and what stands for it while a safe screen is drawn.

use std::mem::swap;

use crate::capture::{FileHealth, Recorded};
use crate::inspector::Eyes;
use crate::tui::alarm::Alarm;
use crate::tui::alias::Aliases;
use crate::tui::app::App;
use crate::tui::complete_path::Folder;
use crate::tui::ladder::Ladders;
use crate::tui::log::Telling;
use crate::tui::model::{Link, Model, Own, Peer, Question};
use crate::tui::model_talk::Talk;
use crate::tui::overlay::Overlay;
use crate::tui::panel::Composer;

use super::masks::{HIDDEN, entry, log_line, public_head};

/// What stands for everything private.
pub(super) struct StandIn {
    own: Own,
    listening: Option<(String, Vec<String>)>,
    listen_fault: Option<String>,
    peers: Vec<Peer>,
    home: Talk,
    dialled: Vec<String>,
    questions: Vec<Question>,
    ladders: Ladders,
    alert: Option<Alarm>,
    log: Telling,
    recorded: Option<Recorded>,
    replayed: Option<String>,
    folder: Folder,
    aliases: Aliases,
    composer: Composer,
    overlays: Vec<Overlay>,
    notice: Option<String>,
    fault: Option<String>,
    filter: String,
}

impl StandIn {
    /// What stands for what is there now. Each field of the state is named here: a new one has to be decided about.
    #[rustfmt::skip]
    pub(super) fn of(app: &App) -> Self {
        let App {
            model, composer, overlays, notice, fault,
            // Drawn by nobody, or nothing but numbers, places and choices.
            theme: _, choice: _, focus: _, burst: _, sent_at: _, history: _, talk: _, sight: _, asked_for: _, last: _, packets: _, eyes: _, colours: _, veil: _,
            filters: _, dissection: _, log: _, log_skipped: _, desk: _, buttons: _, pointer: _, dragged: _, view: _,
            unsent: _, warned: _, areas: _, window: _, peer_row: _, calls: _, orders: _, attention: _, blast: _, away: _,
            #[cfg(feature = "lab")]
            lab_left: _,
            // Says itself where it sits only while that may be said.
            #[cfg(feature = "lab")]
            tap: _,
        } = app;
        let Model {
            own: _, listening, listen_fault, peers, home, unfinished_files: _, dialled: _, questions, ladders, links: _, alert, log, recorded,
            folder: _, current, asked: _, packets: _, accounts: _, disclosed: _, replayed, trails: _, ends: _, bad: _, acknowledged: _, aside: _, asked_about: _, now: _,
            keys, aliases: _,
        } = model;
        let name = |text: &str| pseudonym(app, text);
        // Of the conversations, one is drawn.
        let reach = |talk: &Talk| if app.eyes == Eyes::Mine { app.talk.reach(talk.end()) } else { 0 };
        let talk = |row, talk: &Talk| talk.with(if *current == row { reach(talk) } else { talk.end() }, |said| entry(said, name));
        let hidden = || HIDDEN.to_owned();
        Self {
            own: Own { name: "you".to_owned(), fingerprint: hidden(), made: None },
            listening: listening.as_ref().map(|_| (hidden(), Vec::new())),
            listen_fault: listen_fault.as_ref().map(|_| hidden()),
            peers: peers.iter().enumerate().map(|(row, one)| peer(one, name(&one.name), talk(Some(row), &one.talk))).collect(),
            home: talk(None, home),
            dialled: Vec::new(),
            questions: questions.iter().map(|one| question(one, name)).collect(),
            ladders: ladders.with(name, HIDDEN),
            alert: alert.clone().map(|alarm| Alarm { name: name(&alarm.name), ..alarm }),
            log: log.telling(log_line, health),
            recorded: recorded.clone().map(|recorded| Recorded {
                file: hidden(), packets: recorded.packets, health: health(&recorded.health)
            }),
            replayed: replayed.as_ref().map(|_| hidden()),
            folder: Folder::default(),
            // What they stand for may name people.
            aliases: Aliases::default(),
            composer: composer.masked(public_head(composer.input.text())),
            overlays: overlays.iter().map(|overlay| overlay.masked(keys)).collect(),
            notice: notice.as_ref().map(|said| public(app, said)),
            fault: fault.as_ref().map(|said| public(app, said)),
            filter: "a filter".to_owned(),
        }
    }

    /// Takes the place of what is private, or gives it back.
    pub(super) fn exchange(&mut self, app: &mut App) {
        let Self {
            own,
            listening,
            listen_fault,
            peers,
            home,
            dialled,
            questions,
            ladders,
            alert,
            log,
            recorded,
            replayed,
            folder,
            aliases,
            composer,
            overlays,
            notice,
            fault,
            filter,
        } = self;
        swap(own, &mut app.model.own);
        swap(listening, &mut app.model.listening);
        swap(listen_fault, &mut app.model.listen_fault);
        swap(peers, &mut app.model.peers);
        swap(home, &mut app.model.home);
        swap(dialled, &mut app.model.dialled);
        swap(questions, &mut app.model.questions);
        swap(ladders, &mut app.model.ladders);
        swap(alert, &mut app.model.alert);
        app.model.log.exchange(log);
        swap(recorded, &mut app.model.recorded);
        swap(replayed, &mut app.model.replayed);
        swap(folder, &mut app.model.folder);
        swap(aliases, &mut app.model.aliases);
        swap(composer, &mut app.composer);
        swap(overlays, &mut app.overlays);
        swap(notice, &mut app.notice);
        swap(fault, &mut app.fault);
        app.packets.swap_filter_text(filter);
    }
}

/// A sentence that names nobody, or what stands for one that may.
fn public(app: &App, said: &str) -> String {
    let hidden = "a word of the program is hidden while the screen is safe";
    if app.is_public_notice(said) { said } else { hidden }.to_owned()
}

/// What stands for a name, wherever it is from: a peer has the same everywhere.
fn pseudonym(app: &App, name: &str) -> String {
    let known = app.model.peers.iter().find(|peer| peer.name == name);
    app.veil.peer(&known.map_or_else(|| name.to_owned(), |peer| peer.id.0.short()))
}

fn peer(peer: &Peer, name: String, talk: Talk) -> Peer {
    Peer {
        id: peer.id,
        name,
        trust: peer.trust,
        link: match &peer.link {
            Link::Ended(_) => Link::Ended(HIDDEN.to_owned()),
            link @ (Link::Absent | Link::Connected | Link::Waiting) => link.clone(),
        },
        address: String::new(),
        first_seen: peer.first_seen,
        epoch: peer.epoch,
        typing: peer.typing,
        talk,
        in_sight: peer.in_sight,
        ignored: peer.ignored,
        held: peer.held.clone(),
        since: peer.since,
        unshown: peer.unshown,
    }
}

/// A question without whose it is. Its dialog is hidden, so that the keys in it are never drawn.
fn question(question: &Question, name: impl Fn(&str) -> String) -> Question {
    let (known, claimed, petname, verified) = match question {
        Question::Stranger { peer, .. } => (peer.0, peer.0, name(&peer.0.short()), false),
        Question::Changed { petname, known, claimed, claimed_by: _, verified } => {
            (*known, *claimed, name(petname), *verified)
        }
    };
    Question::Changed { petname, known, claimed, claimed_by: None, verified }
}

fn health(health: &FileHealth) -> FileHealth {
    let FileHealth { bytes, lost, fault } = health;
    FileHealth { bytes: *bytes, lost: *lost, fault: fault.as_ref().map(|_| HIDDEN.to_owned()) }
}
