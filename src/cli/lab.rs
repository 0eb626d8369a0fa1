//! `peerscope lab`: attacks on peers in memory, with their controls.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::json;

use crate::defence::Defence;
use crate::lab::{self, ATTACKS, Attack, Moment, NoPeer, Presence, Property, Round, Row, Toy, Trial};
use crate::net::Clock;

use super::error::Error;
use super::{compromise, exhibits, segmsg};

const EXAMPLES: &str = "\
Example: peerscope lab run bit-flip-tag --seed 7

Exit codes: 0 all as expected, 1 not, 2 nothing was shown.";

/// What to do in the lab.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// List the attacks
    List,
    /// Play attacks: with every defence, and without those that stop them
    Run(RunOptions),
    /// Play every attack without each of the defences
    Matrix(Seed),
    /// A session over a tiny prime, by hand, and how it falls
    Toy(Seed),
    /// Copy a peer's memory, and try what that opens
    Compromise(Seed),
    /// Show what is not done here, and what becomes of it
    Show(exhibits::Options),
    /// Talk in SegMSG over TCP, in either role, and watch what it gives away
    Segmsg(segmsg::Options),
}

#[derive(Clone, Copy, Debug, Args)]
struct Seed {
    /// Where keys, randomness and the place of the attack come from
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[derive(Debug, Args)]
struct RunOptions {
    /// Names from the list, or "all"
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,
    #[command(flatten)]
    seed: Seed,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    /// Play against peers that do not run: nothing may be shown then
    #[arg(long, conflicts_with = "lacking")]
    peer_off: bool,
    /// Play as if this check had been deleted from the program: its attacks go wrong, and no others
    #[arg(long, value_name = "DEFENCE", value_parser = defence)]
    lacking: Option<Defence>,
}

/// Goes to the lab.
pub(super) fn run(options: &Options) -> Result<ExitCode, Error> {
    let mut out = io::stdout().lock();
    let ended = match &options.task {
        Task::List => list(&mut out).map(|()| Ended::AsExpected),
        Task::Run(options) => play(options, &wanted(&options.ids)?, &mut out),
        Task::Matrix(seed) => matrix(seed.seed, &mut out),
        Task::Toy(seed) => toy(seed.seed, &mut out),
        Task::Compromise(seed) => match lab::compromise(seed.seed, &[]) {
            Ok(moments) => compromise::print(&moments, &mut out).map(|()| {
                if moments.iter().all(Moment::is_closed) { Ended::AsExpected } else { Ended::Unexpected }
            }),
            Err(NoPeer) => Ok(Ended::NotShown),
        },
        Task::Segmsg(options) => return segmsg::run(options, &mut out),
        Task::Show(options) => exhibits::show(options, &exhibits::wanted(options)?, &mut out)
            .map(|is_right| if is_right { Ended::AsExpected } else { Ended::Unexpected }),
    };
    match ended {
        // `peerscope lab matrix | head` has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        ended => ended.map(Ended::code).map_err(Error::io("print")),
    }
}

/// How a visit to the lab ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Ended {
    AsExpected,
    Unexpected,
    NotShown,
}

impl Ended {
    fn of(trial: &Trial) -> Self {
        match trial {
            trial if !trial.is_shown() => Self::NotShown,
            trial if trial.is_as_expected() => Self::AsExpected,
            _ => Self::Unexpected,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::AsExpected => "ok",
            Self::Unexpected => "WRONG",
            Self::NotShown => "ERROR",
        }
    }

    fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::AsExpected => 0,
            Self::Unexpected => 1,
            Self::NotShown => 2,
        })
    }
}

fn attacks() -> impl Iterator<Item = &'static Attack> {
    ATTACKS.iter().map(|(_, attack)| attack)
}

fn wanted(ids: &[String]) -> Result<Vec<&'static Attack>, Error> {
    if ids.iter().any(|id| id == "all") {
        return Ok(attacks().collect());
    }
    ids.iter().map(|id| Attack::find(id).ok_or_else(|| Error::NoAttack(id.clone()))).collect()
}

fn defence(name: &str) -> Result<Defence, String> {
    Defence::find(name).ok_or_else(|| "it is no defence: peerscope lab matrix names all".to_owned())
}

fn list(out: &mut impl Write) -> io::Result<()> {
    for property in Property::ALL {
        writeln!(out, "{}", property.name())?;
        for (_, attack) in ATTACKS.iter().filter(|(of, _)| *of == property) {
            writeln!(out, "  {:<22} {}", attack.id, attack.title)?;
        }
    }
    Ok(())
}

fn play(options: &RunOptions, wanted: &[&'static Attack], out: &mut impl Write) -> io::Result<Ended> {
    let presence = match options.lacking {
        _ if options.peer_off => Presence::Gone,
        Some(deleted) => Presence::Lacking(deleted),
        None => Presence::There,
    };
    let is_all = options.ids.iter().any(|id| id == "all");
    let (clock, mut ended) = (Clock::start(), Ended::AsExpected);
    let mut tally = [0, 0, 0];
    for attack in wanted {
        let trial = Trial::against(attack, options.seed.seed, presence);
        let came = Ended::of(&trial);
        tally[came as usize] += 1;
        ended = ended.max(came);
        match (options.json, is_all) {
            (true, _) => writeln!(out, "{}", json_of(&trial, came))?,
            (false, true) => writeln!(out, "{:<5} {:<52} {}", came.word(), trial.repeat(), trial.summary())?,
            (false, false) => details(&trial, came, out)?,
        }
    }
    if !options.json {
        let [right, wrong, not_shown] = tally;
        let seconds = clock.now().monotonic.as_secs_f64();
        writeln!(out, "{right} as expected, {wrong} wrong, {not_shown} not shown, in {seconds:.1} s")?;
    }
    Ok(ended)
}

/// Everything about one trial.
fn details(trial: &Trial, ended: Ended, out: &mut impl Write) -> io::Result<()> {
    let attack = trial.attack;
    writeln!(out, "{}: {}", attack.id, attack.title)?;
    let mut line = |name: &str, what: &str| writeln!(out, "  {name:<18} {what}");
    line("attacker can", attack.attacker.can())?;
    if let Some(change) = trial.defended().and_then(|round| round.change.as_ref()) {
        line("and does", change.what)?;
    }
    line("spec", &format!("{}; threat model {}", attack.spec, attack.row))?;
    let control =
        if trial.is_shown() { "passed: without the attacker all ends well" } else { "did not pass" };
    line("control", control)?;
    for (with, came) in trial.told() {
        line(&with, &came)?;
    }
    line("not shown", attack.not_shown)?;
    line("result", ended.word())?;
    line("repeat", &trial.repeat())?;
    writeln!(out)
}

/// Nothing in it changes from one run to the next.
fn json_of(trial: &Trial, ended: Ended) -> serde_json::Value {
    let round = |round: &Round| {
        let refused = round.attack.as_ref().ok().and_then(|seen| seen.refused);
        json!({
            "without": round.removed.iter().map(|defence| defence.name()).collect::<Vec<_>>(),
            "outcome": round.outcome.name(),
            "at": refused.map(|(victim, _)| victim.name()),
            "reason": refused.map(|(_, reason)| reason.name()),
        })
    };
    json!({
        "attack": trial.attack.id,
        "seed": trial.seed,
        "result": ended.word(),
        "rounds": trial.rounds.iter().map(round).collect::<Vec<_>>(),
        "repeat": trial.repeat(),
    })
}

fn toy(seed: u64, out: &mut impl Write) -> io::Result<Ended> {
    let Ok(toy) = Toy::new(seed) else { return Ok(Ended::NotShown) };
    write!(out, "{}", toy.page(seed))?;
    Ok(if toy.broken().is_some() { Ended::AsExpected } else { Ended::Unexpected })
}

fn matrix(seed: u64, out: &mut impl Write) -> io::Result<Ended> {
    write!(out, "{}", Row::head())?;
    let (clock, mut ended) = (Clock::start(), Ended::AsExpected);
    for row in lab::matrix(seed) {
        writeln!(out, "{}", row.line())?;
        if row.unexpected().next().is_some() {
            ended = Ended::Unexpected;
        }
    }
    writeln!(
        out,
        "{} attacks without each of {} defences, in {:.1} s",
        ATTACKS.len(),
        Defence::ALL.len(),
        clock.now().monotonic.as_secs_f64()
    )?;
    Ok(ended)
}
