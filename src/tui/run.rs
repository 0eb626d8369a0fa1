//! The loop: wait for a key, an event, packets or a signal; update; draw.

use std::collections::VecDeque;
use std::io;
use std::time::Duration;

use crossterm::event;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;
use tokio::time::sleep_until;

use crate::node::{Clock, Command, Fingerprint, Node, Practice};

use super::app::App;
use super::effect::Effect;
use super::model::Own;
use super::msg::Msg;
use super::terminal::Screen;
use super::theme::Theme;
use super::view;

/// Least time between two frames: 30 a second.
const FRAME_TIME: Duration = Duration::from_millis(33);
/// How often the clock in the first line may be wrong.
const CLOCK_TIME: Duration = Duration::from_secs(20);
/// Keys that may wait.
const KEYS_MAX: usize = 256;
/// How long the practice peer thinks before a line.
const PACE: Duration = Duration::from_millis(500);

/// What the screen begins with.
#[derive(Debug)]
pub struct Start {
    /// What we call ourselves.
    pub name: String,
    /// Our identity.
    pub fingerprint: Fingerprint,
    /// What the terminal can show.
    pub theme: Theme,
    /// What the node is asked first.
    pub commands: Vec<Command>,
    /// Whether to begin with a practice peer.
    pub practice: bool,
}

/// What there is to say when it is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Frames seen.
    pub packets: u64,
    /// Frames refused.
    pub refused: u64,
}

struct Loop {
    app: App,
    screen: Screen,
    node: Node,
    clock: Clock,
    queue: VecDeque<Command>,
    practice: Option<Practice>,
    leaving: bool,
}

/// Runs the screen until a person quits or a signal comes.
///
/// # Errors
/// The terminal has gone.
pub async fn run(node: Node, start: Start) -> io::Result<Summary> {
    let (sender, mut keys) = mpsc::channel(KEYS_MAX);
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    let clock = Clock::start();
    let own = Own { name: start.name, fingerprint: start.fingerprint.to_string() };
    let app = App::new(own, start.theme, clock.now().wall);
    let screen = Screen::enter()?;
    read_keys(sender, clock);
    let queue = start.commands.into();
    let mut run = Loop { app, screen, node, clock, queue, practice: None, leaving: false };
    if start.practice {
        run.practice().await;
    }
    let (mut dirty, mut drawn) = (true, Duration::ZERO);
    loop {
        let now = run.clock.now().monotonic;
        if dirty && now >= drawn + FRAME_TIME {
            run.draw()?;
            (dirty, drawn) = (false, run.clock.now().monotonic);
        }
        if keys.is_empty() && run.app.burst.due().is_some_and(|due| due <= now) {
            dirty = true;
            for effect in run.app.update(Msg::Quiet(now)) {
                run.carry_out(effect).await?;
            }
        }
        let pause = if dirty { FRAME_TIME } else { CLOCK_TIME };
        let quiet = run.app.burst.due();
        let next = run.clock.instant((drawn + pause).min(quiet.unwrap_or(Duration::MAX)));
        let (handle, command) = (run.node.handle.clone(), run.queue.front().cloned());
        let msg = tokio::select! {
            biased;
            key = keys.recv() => if let Some((event, now)) = key { translate(event, now) } else { run.quit(); None },
            _ = terminate.recv() => { run.quit(); None }
            _ = hangup.recv() => { run.quit(); None }
            event = run.node.events.recv() => match event {
                Some(event) => Some(Msg::Node(Box::new(event), run.clock.now().wall)),
                None => break,
            },
            () = async { match command { Some(command) => handle.send(command).await, None => std::future::pending().await } } => {
                run.queue.pop_front();
                continue;
            }
            (packets, lost) = run.node.packets.next() => Some(Msg::Packets(packets, lost)),
            () = sleep_until(next) => {
                if dirty || quiet.is_some() { continue; }
                Some(Msg::Time(run.clock.now().wall))
            }
        };
        if let Some(msg) = msg {
            dirty = true;
            for effect in run.app.update(msg) {
                run.carry_out(effect).await?;
            }
        }
    }
    let store = &run.app.model.packets;
    let packets = u64::try_from(store.len()).unwrap_or(u64::MAX).saturating_add(store.forgotten());
    Ok(Summary { packets, refused: run.app.model.bad })
}

impl Loop {
    fn draw(&mut self) -> io::Result<()> {
        let app = &mut self.app;
        self.screen.terminal.draw(|frame| {
            view::fit(app, frame.area());
            view::draw(app, frame);
        })?;
        Ok(())
    }

    fn quit(&mut self) {
        if !self.leaving {
            self.leaving = true;
            self.practice = None;
            self.queue.push_back(Command::Shutdown);
        }
    }

    async fn carry_out(&mut self, effect: Effect) -> io::Result<()> {
        match effect {
            Effect::Node(command) => self.queue.push_back(command),
            Effect::Practice => self.practice().await,
            Effect::Copy(text) => Screen::copy(&text)?,
            Effect::Mouse(on) => self.screen.mouse(on)?,
            Effect::Redraw => self.screen.terminal.clear()?,
            Effect::Suspend => self.screen.suspend()?,
            Effect::Quit => self.quit(),
        }
        Ok(())
    }

    /// Starts the practice peer, unless there is one, and dials it.
    async fn practice(&mut self) {
        if self.practice.is_some() {
            self.app.update(Msg::Failed("the practice peer is there already".to_owned()));
            return;
        }
        match Practice::start(PACE).await {
            Ok(practice) => {
                self.queue.push_back(Command::Dial(practice.address()));
                self.practice = Some(practice);
            }
            Err(error) => {
                self.app.update(Msg::Failed(error.to_string()));
            }
        }
    }
}

/// Keys come from a thread of their own: a read from a terminal cannot be called off.
fn read_keys(sender: mpsc::Sender<(event::Event, Duration)>, clock: Clock) {
    std::thread::spawn(move || {
        while let Ok(event) = event::read() {
            if sender.blocking_send((event, clock.now().monotonic)).is_err() {
                return;
            }
        }
    });
}

fn translate(event: event::Event, now: Duration) -> Option<Msg> {
    match event {
        event::Event::Key(key) => Some(Msg::Key(key, now)),
        event::Event::Paste(text) => Some(Msg::Paste(text)),
        event::Event::Mouse(mouse) => Some(Msg::Mouse(mouse)),
        event::Event::Resize(..) => Some(Msg::Resized),
        event::Event::FocusGained | event::Event::FocusLost => None,
    }
}
