//! Tapped connections on their sockets: one task accepts and passes errands on, one task moves the bytes of each.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::sleep_until;

use crate::capture::Endpoints;
use crate::link::Origin;
use crate::tap::{Errand, Intercept, Link, News, Over, Rule, Task, Weather};

use super::address::PeerAddr;
use super::clock::Clock;
use super::listen::{Listener, dial};

/// Connections at once.
const LINKS_MAX: usize = 64;
/// Errands that may wait, and news.
const QUEUE: usize = 64;
/// Bytes read at once.
const READ_BYTES: usize = 16 * 1024;
/// How long the tap rests when the system gives it no connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How the tap treats every connection.
#[derive(Clone, Debug)]
pub struct Tapping {
    /// Whom it dials for whoever dials it.
    pub to: SocketAddr,
    /// What it does by itself.
    pub rules: Arc<[Rule]>,
    /// What the network is like.
    pub weather: Weather,
}

/// The person's end of a tap.
#[derive(Debug)]
pub struct TapHandle {
    /// What happens.
    pub news: mpsc::Receiver<News>,
    /// What is to be done.
    pub errands: mpsc::Sender<Errand>,
}

/// Starts a tap; it ends when the handle is dropped.
pub fn tap(listener: Listener, tapping: Tapping) -> TapHandle {
    let (news, heard) = mpsc::channel(QUEUE);
    let (errands, asked) = mpsc::channel(QUEUE);
    let server = Server {
        listener,
        tapping,
        news,
        asked,
        links: BTreeMap::new(),
        tasks: JoinSet::new(),
        intercept: None,
        clock: Clock::start(),
        count: 0,
    };
    tokio::spawn(server.run());
    TapHandle { news: heard, errands }
}

struct Server {
    listener: Listener,
    tapping: Tapping,
    news: mpsc::Sender<News>,
    asked: mpsc::Receiver<Errand>,
    links: BTreeMap<u64, mpsc::Sender<Task>>,
    /// The task of each link gives its number when it ends.
    tasks: JoinSet<u64>,
    /// What new links hold, too.
    intercept: Option<Intercept>,
    clock: Clock,
    count: u64,
}

impl Server {
    async fn run(mut self) {
        loop {
            tokio::select! {
                errand = self.asked.recv() => match errand {
                    Some(errand) => self.pass_on(errand).await,
                    None => return,
                },
                Some(ended) = self.tasks.join_next(), if !self.tasks.is_empty() => {
                    if let Ok(conn) = ended {
                        self.links.remove(&conn);
                    }
                }
                accepted = self.listener.accept(), if self.tasks.len() < LINKS_MAX => match accepted {
                    Ok((stream, dialler)) => self.begin(stream, dialler),
                    Err(_) => sleep_until(self.clock.instant(self.clock.now().monotonic + ACCEPT_PAUSE)).await,
                },
            }
        }
    }

    async fn pass_on(&mut self, errand: Errand) {
        if let Task::Intercept(intercept) = &errand.task {
            self.intercept.clone_from(intercept);
        }
        if let Task::Weather(weather) = errand.task {
            self.tapping.weather = weather;
            if self.links.is_empty() {
                let _ = self.news.send(News::Weather { conn: None, weather }).await;
            }
        }
        let asked = |conn: &u64| errand.conn.is_none_or(|wanted| wanted == *conn);
        let mut told = false;
        for (_, link) in self.links.iter().filter(|(conn, _)| asked(conn)) {
            // A link that has just ended needs nothing any more.
            told |= link.send(errand.task.clone()).await.is_ok();
        }
        // Where no link answers that it holds, the next one will.
        if let (false, Task::Intercept(intercept)) = (told, errand.task) {
            let _ = self.news.send(News::Holds { conn: None, intercept }).await;
        }
    }

    fn begin(&mut self, stream: TcpStream, dialler: SocketAddr) {
        self.count += 1;
        let (tasks, asked) = mpsc::channel(QUEUE);
        let mut link = Between {
            conn: self.count,
            tapping: self.tapping.clone(),
            news: self.news.clone(),
            asked,
            clock: self.clock,
        };
        if self.intercept.is_some() {
            // The queue of a link that has not begun has room.
            let _ = tasks.try_send(Task::Intercept(self.intercept.clone()));
        }
        self.links.insert(self.count, tasks);
        self.tasks.spawn(async move {
            link.run(stream, dialler).await;
            link.conn
        });
    }
}

/// One tapped connection.
struct Between {
    conn: u64,
    tapping: Tapping,
    news: mpsc::Sender<News>,
    asked: mpsc::Receiver<Task>,
    clock: Clock,
}

/// What woke the loop.
enum Wake {
    Read(Origin, io::Result<usize>),
    Wrote(Origin, io::Result<usize>),
    Task(Task),
    Timer,
}

/// Both halves of a socket; the writing one goes once all is written.
struct Side {
    reader: OwnedReadHalf,
    writer: Option<OwnedWriteHalf>,
    buffer: Vec<u8>,
}

impl Side {
    fn new(stream: TcpStream) -> Self {
        let (reader, writer) = stream.into_split();
        Self { reader, writer: Some(writer), buffer: vec![0; READ_BYTES] }
    }
}

impl Between {
    async fn run(&mut self, stream: TcpStream, dialler: SocketAddr) {
        let conn = self.conn;
        let to = self.tapping.to;
        let reached = dial(&PeerAddr::from(to)).await;
        let far = match reached {
            Ok((far, _)) => far,
            Err(error) => {
                let _ = self.news.send(News::NotReached { conn, why: error.to_string() }).await;
                return;
            }
        };
        let _ = self.news.send(News::Opened { conn, dialler, listener: to }).await;
        let ends = Some(Endpoints { local: dialler, remote: to });
        let link = Link::new(conn, ends, self.tapping.rules.clone(), self.tapping.weather);
        let why = self.pump(link, [Side::new(stream), Side::new(far)]).await;
        let _ = self.news.send(News::Closed { conn, why }).await;
    }

    /// Moves bytes until both ends have ended, one of them is gone, or the link is cut; why it is over.
    async fn pump(&mut self, mut link: Link, [mut near, mut far]: [Side; 2]) -> &'static str {
        loop {
            while let Some(news) = link.news() {
                if self.news.send(news).await.is_err() {
                    return "nobody looks any more";
                }
            }
            if let Some(over) = link.over() {
                // What has passed before the cut arrives, as far as the ends take it now.
                for (origin, side) in [(Origin::Initiator, &far), (Origin::Responder, &near)] {
                    let _ = side.writer.as_ref().map(|writer| writer.try_write(link.out(origin)));
                }
                return match over {
                    Over::Cut => "cut by the tap",
                    Over::Weather => "cut by the weather",
                };
            }
            // What the dialler writes goes to the far side, and the other way round.
            for (origin, side) in [(Origin::Initiator, &mut far), (Origin::Responder, &mut near)] {
                if link.is_done(origin) {
                    side.writer = None;
                }
            }
            if near.writer.is_none() && far.writer.is_none() {
                return "both ends have ended";
            }
            let now = || self.clock.now();
            match wait(&link, (&mut near, &mut far), &mut self.asked, self.clock).await {
                Wake::Read(origin, Ok(count)) if count > 0 => {
                    let side = if origin == Origin::Initiator { &near } else { &far };
                    link.arrived(now(), origin, side.buffer.get(..count).unwrap_or_default());
                }
                Wake::Read(origin, Ok(_)) => link.ended(now(), origin),
                Wake::Wrote(origin, Ok(count)) => link.wrote(origin, count),
                Wake::Read(_, Err(_)) | Wake::Wrote(_, Err(_)) => return "one end is gone",
                Wake::Task(task) => link.carry_out(now(), task),
                Wake::Timer => link.tick(now()),
            }
        }
    }
}

/// Waits for the next thing to happen; every branch may be dropped half-way without losing anything.
async fn wait(
    link: &Link,
    (near, far): (&mut Side, &mut Side),
    asked: &mut mpsc::Receiver<Task>,
    clock: Clock,
) -> Wake {
    use Origin::{Initiator, Responder};
    let due = link.due().map(|due| clock.instant(due));
    let timer = async {
        match due {
            Some(at) => sleep_until(at).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        Some(task) = asked.recv() => Wake::Task(task),
        count = near.reader.read(&mut near.buffer), if link.has_room(Initiator) => Wake::Read(Initiator, count),
        count = far.reader.read(&mut far.buffer), if link.has_room(Responder) => Wake::Read(Responder, count),
        count = write(far.writer.as_mut(), link.out(Initiator)) => Wake::Wrote(Initiator, count),
        count = write(near.writer.as_mut(), link.out(Responder)) => Wake::Wrote(Responder, count),
        () = timer => Wake::Timer,
    }
}

/// Writes what there is; waits for ever where there is nothing.
async fn write(writer: Option<&mut OwnedWriteHalf>, bytes: &[u8]) -> io::Result<usize> {
    match writer {
        Some(writer) if !bytes.is_empty() => writer.write(bytes).await,
        _ => std::future::pending().await,
    }
}
