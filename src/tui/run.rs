//! The loop: wait for a key, an event, packets or a signal; update; draw.

use std::collections::VecDeque;
use std::io;
use std::time::Duration;

use crossterm::event;
use tokio::sync::{mpsc, watch};
use tokio::time::sleep_until;

use crate::capture::{PacketStore, Recorded};
use crate::node::{Clock, Command, Node, Practice};

use super::app::App;
use super::beside::{Beside, WRITING};
use super::choose::{Choice, Faults};
use super::clipboard::{self, Between};
use super::effect::Effect;
use super::leave::{Leaving, Summary, Tally};
use super::log::LogNews;
use super::model::Own;
use super::msg::Msg;
use super::notify::{Desktop, Ringer};
use super::signals::{Signals, Wake};
use super::start::{Source, Start};
use super::tap_feed::TapFeed;
use super::terminal::{Screen, Stop};
use super::terminal_input::{read_keys, translate};
use super::tty;
use super::view;

/// Least time between two frames: 30 a second.
const FRAME_TIME: Duration = Duration::from_millis(33);
/// How long the practice peer thinks before a line.
const PACE: Duration = Duration::from_millis(800);

struct Loop {
    app: Box<App>,
    screen: Screen,
    node: Node,
    clock: Clock,
    queue: VecDeque<Command>,
    practice: Option<Practice>,
    leaving: Option<Leaving>,
    frame: Frame,
    /// Our own stop brings a signal to go on with it, which is answered already.
    stopped: bool,
    source: Source,
    between: Between,
    desktop: Desktop,
    ringer: Ringer,
    /// What was not acknowledged when the leaving began; a goodbye takes none of it along.
    held: usize,
    tally: Tally,
    beside: Beside,
    tap: TapFeed,
}

/// When the next frame is due.
#[derive(Clone, Copy, Debug)]
struct Frame {
    /// Whether something has changed since the last one.
    due: bool,
    /// When that was, on the monotonic clock.
    drawn: Duration,
}

/// Where messages come from, besides the node.
struct Inputs {
    /// With the monotonic time at which each was read.
    keys: mpsc::Receiver<(event::Event, Duration)>,
    signals: Signals,
    gone: mpsc::Receiver<()>,
    /// Those of net.log.
    news: mpsc::Receiver<LogNews>,
    /// Those of the capture; closed where there is none.
    capture: watch::Receiver<Recorded>,
}

/// What comes next.
enum Next {
    Msg(Msg),
    Wake(Wake),
    /// The terminal has gone.
    Gone,
    /// The node has ended.
    Over,
    /// Nothing but a reason to look again.
    Nothing,
}

/// Runs the screen until a person quits, a signal comes or the terminal goes. `news` are those of net.log.
///
/// # Errors
/// The terminal cannot be used.
pub async fn run(node: Node, start: Start, news: mpsc::Receiver<LogNews>) -> io::Result<Summary> {
    let signals = Signals::catch()?;
    let clock = Clock::start();
    let own = Own { name: start.name, fingerprint: start.fingerprint.to_string(), made: start.made };
    let mut app = Box::new(App::new(own, start.theme, clock.now().wall));
    app.choice = Choice::new(start.theme, start.pinned);
    app.chosen(start.chosen);
    if let Some(kept) = start.layout {
        app.arrange(&kept);
    }
    app.notice = None;
    app.unsent = start.unsent;
    let megabytes = usize::try_from(app.choice.settings.packets_mib).unwrap_or(usize::MAX);
    app.model.packets = PacketStore::new(megabytes.saturating_mul(1 << 20));
    app.model.disclose(start.disclosed);
    let who_is_known = app.ask_who_is_known();
    if let Some(replay) = start.replay {
        app.replay(replay);
    }
    let tap = TapFeed::begin(
        &mut app,
        #[cfg(feature = "lab")]
        start.tap,
    );
    app.model.recorded = start.capture.as_ref().map(|capture| capture.borrow().clone());
    let capture = start.capture.unwrap_or_else(|| watch::channel(Recorded::default()).1);
    let screen = Screen::enter(app.pointer)?;
    let mut inputs = Inputs { keys: read_keys(clock), signals, gone: tty::gone(), news, capture };
    let mut run = Loop {
        app,
        screen,
        node,
        clock,
        queue: std::iter::once(who_is_known).chain(start.commands).collect(),
        practice: None,
        leaving: None,
        frame: Frame { due: true, drawn: Duration::ZERO },
        stopped: false,
        source: start.source,
        between: start.between,
        desktop: start.desktop,
        ringer: Ringer::default(),
        held: 0,
        tally: Tally::default(),
        beside: Beside::new(),
        tap,
    };
    if start.practice {
        run.practice().await;
    }
    while match run.turn(&mut inputs).await {
        // A terminal that has gone is no failure of ours: the peers get their goodbye.
        Err(error) if is_gone(&error) => run.quit(Leaving::Gone),
        turned => turned?,
    } {}
    run.end().await
}

impl Loop {
    /// Draws if it is time, and takes one message; whether there is another turn.
    async fn turn(&mut self, inputs: &mut Inputs) -> io::Result<bool> {
        let now = self.clock.now().monotonic;
        if self.frame.due && now >= self.frame.drawn + FRAME_TIME && self.screen.is_ready() {
            let due = self.draw()? || self.app.is_sifting();
            self.frame = Frame { due, drawn: self.clock.now().monotonic };
            self.app.orders = self.queue.len();
            let seen = self.app.looked();
            for effect in self.app.kept_in_room(seen) {
                self.carry_out(effect).await?;
            }
        }
        if inputs.keys.is_empty() && self.app.burst.due().is_some_and(|due| due <= now) {
            self.take_in(Msg::Quiet(now)).await?;
        }
        match self.next(inputs).await? {
            Next::Msg(msg) => self.take_in(msg).await?,
            Next::Wake(Wake::End) => return Ok(self.quit(Leaving::Signal)),
            Next::Wake(Wake::Stop) => self.suspend().await?,
            Next::Wake(Wake::Continue) => {
                if !std::mem::take(&mut self.stopped) {
                    self.screen.take()?;
                }
                self.frame.due = true;
            }
            Next::Gone => return Ok(self.quit(Leaving::Gone)),
            Next::Over => return Ok(false),
            Next::Nothing => {}
        }
        Ok(true)
    }

    async fn next(&mut self, inputs: &mut Inputs) -> io::Result<Next> {
        let now = self.clock.now();
        let tick = now.monotonic + self.app.tick_in(now.wall);
        let frame = match (self.frame.due, self.screen.is_ready()) {
            (false, _) => tick,
            (true, true) => self.frame.drawn + FRAME_TIME,
            // The terminal says when it takes another one.
            (true, false) => now.monotonic + super::clocks::CLOCK_MAX,
        };
        let next = self.clock.instant(frame.min(self.app.burst.due().unwrap_or(Duration::MAX)));
        let (handle, command) = (self.node.handle.clone(), self.queue.front().cloned());
        let give = async {
            match command {
                Some(command) => handle.send(command).await,
                None => std::future::pending().await,
            }
        };
        Ok(tokio::select! {
            biased;
            wake = inputs.signals.next() => Next::Wake(wake),
            Some(()) = inputs.gone.recv() => Next::Gone,
            written = self.screen.written() => { written?; Next::Nothing }
            Some((event, now)) = inputs.keys.recv() => Next::Msg(translate(event, now)),
            event = self.node.events.recv() => match event {
                Some(event) => Next::Msg(Msg::Node(Box::new(event), self.clock.now().wall)),
                None => Next::Over,
            },
            () = give => { self.queue.pop_front(); Next::Nothing }
            msg = self.beside.done() => Next::Msg(msg),
            msg = self.tap.next() => Next::Msg(msg),
            Ok(()) = inputs.capture.changed() => Next::Msg(Msg::Recorded(inputs.capture.borrow_and_update().clone())),
            Some(news) = inputs.news.recv() => Next::Msg(Msg::Log(news)),
            (packets, lost) = self.node.packets.next() => Next::Msg(Msg::Packets(packets, lost)),
            () = sleep_until(next) => {
                let now = self.clock.now();
                if self.frame.due || now.monotonic < tick { Next::Nothing } else { Next::Msg(Msg::Time(now.wall)) }
            }
        })
    }

    async fn take_in(&mut self, msg: Msg) -> io::Result<()> {
        self.frame.due = true;
        // The node takes nothing any more: what is typed would seem to go out and reach nobody.
        if self.leaving.is_some() && msg.is_by_hand() {
            return Ok(());
        }
        if let Msg::Node(event, _) = &msg {
            self.tally.hear(event);
        }
        // Without a clock on the screen no tick says how late it has become since the last event.
        if !matches!(msg, Msg::Node(..) | Msg::Time(_)) {
            self.app.update(Msg::Time(self.clock.now().wall));
        }
        self.app.orders = self.queue.len();
        let (before, said) = (self.app.noise(), self.app.notification(&msg));
        for effect in self.app.update(msg) {
            self.carry_out(effect).await?;
        }
        if self.ringer.rings(before, self.app.noise(), self.clock.now().monotonic) {
            self.screen.tell(&self.app.ring(said.as_deref(), (self.desktop, self.between)));
        }
        Ok(())
    }

    /// Draws a frame; whether another is due for the title alone.
    fn draw(&mut self) -> io::Result<bool> {
        let app = &mut self.app;
        self.screen.draw(|frame| {
            view::fit(app, frame.area());
            view::draw(app, frame);
        })?;
        // What the frame shows is counted no longer in the title, which goes with the next one.
        Ok(self.screen.title(&self.app.window_title()))
    }

    /// Says goodbye to everybody, or ends at once when that was said already; whether there is another turn.
    fn quit(&mut self, why: Leaving) -> bool {
        if self.leaving.is_some_and(|before| before == why || why == Leaving::Asked) {
            return false;
        }
        if self.leaving.is_none() {
            self.practice = None;
            self.held = self.app.held().iter().map(|(_, count)| count).sum();
            self.queue.push_back(Command::Shutdown);
            self.app.notice = Some("saying goodbye: nothing that is typed now is taken".to_owned());
        }
        self.leaving = Some(why);
        true
    }

    async fn end(mut self) -> io::Result<Summary> {
        let mut ending = Leaving::at_last(self.leaving);
        match self.screen.leave().await {
            Err(error) if is_gone(&error) => ending = Leaving::Gone,
            other => other?,
        }
        let store = &self.app.model.packets;
        let packets = u64::try_from(store.len()).unwrap_or(u64::MAX).saturating_add(store.forgotten());
        let (unsent, rejected) = (self.app.unsent, self.app.rejected());
        let (refused, layout, safe) = (self.app.model.bad, self.app.arrangement(), self.app.is_safe());
        let files = self.app.model.unfinished_files.len();
        let Self { held, tally: Tally { sent, received, lost }, .. } = self;
        let said = Summary { files, packets, refused, layout, safe, ending, ..Summary::default() };
        Ok(Summary { sent, rejected, received, held, unsent, lost, ..said })
    }

    async fn carry_out(&mut self, effect: Effect) -> io::Result<()> {
        match effect {
            Effect::Node(command) => {
                self.tally.order(&command);
                self.queue.push_back(command);
            }
            #[cfg(feature = "lab")]
            Effect::Tap(errand) => {
                if let Err(why) = self.tap.give(errand) {
                    self.app.notice = Some(why);
                }
            }
            Effect::Practice => self.practice().await,
            Effect::Export { path, text, said } => {
                if let Err(why) = self.beside.write((path, text), said) {
                    self.app.update(Msg::Failed(why.to_owned()));
                }
            }
            #[cfg(feature = "lab")]
            Effect::Keep { path, text } => {
                if let Err(why) = self.beside.keep((path, text)) {
                    self.app.update(Msg::Failed(why.to_owned()));
                }
            }
            Effect::ExportPackets(order) => {
                if let Err(order) = self.beside.export(self.app.export_job(order)) {
                    self.app.exported(&order, Err(WRITING.to_owned()));
                }
            }
            Effect::ReadFolder(folder) => {
                if let Err(listing) = self.beside.read_folder(folder) {
                    self.app.update(Msg::Folder(listing));
                }
            }
            Effect::Copy(text) => self.screen.tell(&clipboard::sequence(&text, self.between)),
            Effect::Mouse(pointer) => self.screen.mouse(pointer),
            Effect::Save(changes) => match (self.source.write)(self.source.file.as_deref(), &changes) {
                Ok(_path) => self.app.saved(&changes),
                Err(why) => self.app.fault = Some(format!("/save: {why}")),
            },
            Effect::Reload => self.reload(),
            Effect::Redraw => self.screen.clear()?,
            Effect::Suspend => self.suspend().await?,
            Effect::Quit => {
                self.quit(Leaving::Asked);
            }
        }
        Ok(())
    }

    fn reload(&mut self) {
        let chosen = (self.source.read)(self.source.file.as_deref());
        let (effects, faults) = self.app.chosen(chosen);
        for effect in effects {
            if let Effect::Mouse(pointer) = effect {
                self.screen.mouse(pointer);
            }
        }
        let said = "config.toml was read again".to_owned();
        if faults == Faults::None {
            self.app.notice.get_or_insert(said);
        } else {
            self.app.fault = Some(format!("{said}; what is wrong stands in the conversation"));
        }
    }

    async fn suspend(&mut self) -> io::Result<()> {
        match self.screen.suspend().await? {
            Stop::Done => self.stopped = true,
            Stop::NoShell => {
                let why = "Ctrl+Z: there is no shell behind this program that could go on with it";
                self.app.fault = Some(why.to_owned());
            }
        }
        self.frame.due = true;
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

/// Whether an error says that there is nobody at the other end any more, or that it takes nothing.
fn is_gone(error: &io::Error) -> bool {
    tty::has_gone() || matches!(error.kind(), io::ErrorKind::BrokenPipe | io::ErrorKind::TimedOut)
}
