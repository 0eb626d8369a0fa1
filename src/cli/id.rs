//! `peerscope id`: who we are and who is known. Reading takes no passphrase and no lock.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::config::Profile;
use crate::crypto::{VerifyingKey, safety_number};
use crate::keystore::{Keyfile, KnownPeer, KnownPeers, ProfileLock, Trust};
use crate::net::Clock;
use crate::netlog::timestamp;
use crate::node::{self, UnixMillis};
use crate::text::escape;

use super::error::Error;
use super::place::Place;

/// Exit code of a peer that is not verified in the end.
const NOT_VERIFIED: u8 = 4;

/// What `id` is told.
#[derive(Debug, Args)]
#[command(after_help = "Example: peerscope id verify bob --name alice")]
pub(super) struct Options {
    #[command(subcommand)]
    task: Option<Task>,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Your fingerprint and your files; the same without the word
    Show(Place),
    /// Everybody who is known: name, trust, fingerprint, last seen, address
    Peers(Place),
    /// Compare the safety number of NAME, and remember that it was the same
    Verify(Peer),
    /// Forget NAME for good
    Forget(Peer),
    /// Never talk to NAME again
    Block(Peer),
    /// Call NAME something else: only here, and whatever it calls itself
    Rename(Rename),
}

#[derive(Debug, Args)]
struct Peer {
    /// What you call the peer
    #[arg(value_name = "NAME")]
    petname: String,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Args)]
struct Rename {
    #[command(flatten)]
    peer: Peer,
    /// What to call it from now on
    #[arg(value_name = "NEWNAME")]
    new: String,
}

/// Does it.
pub(super) fn run(options: &Options) -> Result<ExitCode, Error> {
    let place = match &options.task {
        Some(Task::Show(place) | Task::Peers(place)) => place,
        Some(Task::Verify(peer) | Task::Forget(peer) | Task::Block(peer)) => &peer.place,
        Some(Task::Rename(rename)) => &rename.peer.place,
        None => &options.place,
    };
    // The options may stand before the word or after it.
    let place = Place {
        name: place.name.clone().or_else(|| options.place.name.clone()),
        home: place.home.clone().or_else(|| options.place.home.clone()),
    };
    let profile = place.profile()?;
    if !profile.is_made() {
        return Err(Error::no_profile(&profile));
    }
    match &options.task {
        None | Some(Task::Show(_)) => show(&profile),
        Some(Task::Peers(_)) => peers(&profile),
        Some(Task::Verify(peer)) => verify(&profile, &peer.petname),
        Some(Task::Forget(peer)) => {
            let forget = |book: &mut KnownPeers, identity: &VerifyingKey| {
                book.forget(identity);
                Ok(())
            };
            change(&profile, &peer.petname, forget, "is forgotten")
        }
        Some(Task::Block(peer)) => {
            let block = |book: &mut KnownPeers, identity: &VerifyingKey| {
                book.update(identity, |known| known.trust = Trust::Blocked);
                Ok(())
            };
            change(&profile, &peer.petname, block, "is blocked")
        }
        Some(Task::Rename(Rename { peer, new })) => {
            let rename = |book: &mut KnownPeers, identity: &VerifyingKey| Ok(book.rename(identity, new)?);
            change(&profile, &peer.petname, rename, &format!("is called {} now", escape(new)))
        }
    }
}

/// Prints a line. A reader that has gone has seen enough.
fn say(line: &str) -> Result<(), Error> {
    match writeln!(io::stdout().lock(), "{line}") {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(Error::io("print")),
    }
}

fn own(profile: &Profile) -> Result<Keyfile, Error> {
    Keyfile::read(&profile.key_file())?.ok_or_else(|| Error::no_profile(profile))
}

fn show(profile: &Profile) -> Result<ExitCode, Error> {
    let file = own(profile)?;
    let sealed =
        if file.needs_passphrase() { "sealed with a passphrase" } else { "NOT protected by a passphrase" };
    say(&format!("name\t{}", profile.name))?;
    say(&format!("fingerprint\t{}", file.identity().fingerprint()))?;
    say(&format!("identity\t{}\t{sealed}", profile.key_file().display()))?;
    say(&format!("peers\t{}", KnownPeers::load(&profile.known_peers())?.iter().count()))?;
    say(&format!("log\t{}", profile.net_log().display()))?;
    Ok(ExitCode::SUCCESS)
}

fn peers(profile: &Profile) -> Result<ExitCode, Error> {
    let book = KnownPeers::load(&profile.known_peers())?;
    say("name\ttrust\tfingerprint\tlast seen\taddress")?;
    for known in book.iter() {
        say(&row(known))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Tab-separated, so that `cut` and `awk` can read it.
fn row(peer: &KnownPeer) -> String {
    let trust = match peer.trust {
        Trust::Known => "known".to_owned(),
        Trust::Verified { at } => format!("verified {}", timestamp(UnixMillis(at))),
        Trust::Blocked => "blocked".to_owned(),
    };
    let seen = timestamp(UnixMillis(peer.last_seen));
    let address = peer.address.as_deref().unwrap_or("-");
    let name = escape(&peer.petname);
    format!("{name}\t{trust}\t{}\t{seen}\t{}", peer.identity.fingerprint(), escape(address))
}

fn find(book: &KnownPeers, petname: &str) -> Result<VerifyingKey, Error> {
    let found = book.by_petname(petname).map(|known| known.identity);
    found.ok_or_else(|| Error::UnknownPeer(petname.to_owned()))
}

fn verify(profile: &Profile, petname: &str) -> Result<ExitCode, Error> {
    let book = KnownPeers::load(&profile.known_peers())?;
    let identity = find(&book, petname)?;
    can_be_verified(&book, &identity)?;
    let number = safety_number(&own(profile)?.identity(), &identity);
    say(&number.to_string())?;
    let name = escape(petname);
    if !io::stdin().is_terminal() {
        // Beside the number, which a program may read. A closed stderr is nobody's loss.
        let _ = writeln!(
            io::stderr(),
            "compare all of it with what {name} sees, over a channel you trust; nothing is remembered from here: \
             run this in a terminal, or /verify {name} in the chat, and say that it is the same"
        );
        return Ok(ExitCode::from(NOT_VERIFIED));
    }
    say(&format!("Compare all of it with what {name} sees. Type same if it is the same:"))?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).map_err(Error::io("read the answer"))?;
    if answer.trim() != "same" {
        say("not verified")?;
        return Ok(ExitCode::from(NOT_VERIFIED));
    }
    let at = Clock::start().now().wall.0;
    let mark = |book: &mut KnownPeers, now: &VerifyingKey| {
        // The list was not locked while a person compared: another key may have the name by now.
        if *now != identity || book.change_of(petname).is_some() {
            return Err(Error::NotTheSameKey(petname.to_owned()));
        }
        can_be_verified(book, now)?;
        book.update(now, |known| known.trust = Trust::Verified { at });
        Ok(())
    };
    change(profile, petname, mark, "is verified")
}

/// A peer that is blocked, or whose key has changed, waits for another decision first.
fn can_be_verified(book: &KnownPeers, identity: &VerifyingKey) -> Result<(), Error> {
    let Some(known) = book.get(identity) else { return Ok(()) };
    match known {
        KnownPeer { trust: Trust::Blocked, petname, .. } => Err(node::Error::Blocked(petname.clone())),
        KnownPeer { changed: Some(_), petname, .. } => Err(node::Error::KeyChanged(petname.clone())),
        _ => Ok(()),
    }
    .map_err(Error::NotNow)
}

/// Changes the file while no other process of this profile runs, which would write over it.
fn change(
    profile: &Profile,
    petname: &str,
    change: impl FnOnce(&mut KnownPeers, &VerifyingKey) -> Result<(), Error>,
    done: &str,
) -> Result<ExitCode, Error> {
    let _lock = ProfileLock::take(&profile.keystore(), &profile.name)?;
    let mut book = KnownPeers::load(&profile.known_peers())?;
    let identity = find(&book, petname)?;
    change(&mut book, &identity)?;
    book.save()?;
    say(&format!("{} {done}", escape(petname)))?;
    Ok(ExitCode::SUCCESS)
}
