//! The socket at which the running program takes the requests of scripts.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Once};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::AbortHandle;
use tokio::time::timeout;

use crate::keystore::ControlToken;
use crate::node::{Error, NodeHandle};
use crate::plain::{self, Format};

use super::request::{self, Request};

/// Scripts that are answered at once, of those whose question has an end.
const SCRIPTS_MAX: u16 = 32;
/// Scripts that may be connected at once, with those that wait for their turn and those that follow.
const CONNECTIONS_MAX: usize = 128;
/// How long a script waits for its turn before it is told that there are too many: longer than one that reads nothing
/// keeps its place, and less than a script waits for an answer.
const TURN_TIMEOUT: Duration = Duration::from_secs(6);
/// Longest line of a script, in bytes: the longest text, each byte of it escaped.
const LINE_BYTES_MAX: u64 = 128 * 1024;
/// How long a script may take to say what it wants.
const ASKING_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a script whose question has an end may leave a line of the answer unread.
const READING_TIMEOUT: Duration = Duration::from_secs(5);
/// How long those that are being answered keep a program that would end. It is less than others wait for its profile.
const FINISHING_TIMEOUT: Duration = Duration::from_secs(4);

/// The socket, and the token of this run.
#[derive(Debug)]
struct Server {
    listener: UnixListener,
    path: PathBuf,
    token: ControlToken,
    /// A place for each script whose question has an end.
    finite: Arc<Semaphore>,
    /// Done when both files are removed.
    shut: Once,
}

/// Scripts are answered as long as this is there, and until the node says goodbye; both files go then.
#[derive(Debug)]
pub struct Serving {
    server: Arc<Server>,
    listening: AbortHandle,
}

impl Serving {
    /// Takes no more requests, and waits a moment for those to be answered whose answer has an end.
    pub async fn finish(&self) {
        self.stop();
        // Who waits longer sees that the program has ended.
        let _ = timeout(FINISHING_TIMEOUT, self.server.finite.acquire_many(u32::from(SCRIPTS_MAX))).await;
    }

    /// The files have gone when this returns: the next process that has the profile makes some of the same names.
    fn stop(&self) {
        self.listening.abort();
        self.server.shut();
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Answers scripts at this socket, in a folder that only its owner can enter. Who calls holds the lock of the profile,
/// so that a socket which is there already is one that a killed process left.
///
/// # Errors
/// What the system said.
pub fn serve(path: &Path, token: ControlToken, node: NodeHandle) -> io::Result<Serving> {
    let listener = bind(path).inspect_err(|_failed| token.remove())?;
    let finite = Arc::new(Semaphore::new(usize::from(SCRIPTS_MAX)));
    let server = Arc::new(Server { listener, path: path.to_owned(), token, finite, shut: Once::new() });
    let listening = tokio::spawn(Arc::clone(&server).run(node)).abort_handle();
    Ok(Serving { server, listening })
}

fn bind(path: &Path) -> io::Result<UnixListener> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(path)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

impl Server {
    /// Answers until the node takes no more questions: whoever comes then finds no socket, and waits for the profile.
    async fn run(self: Arc<Self>, node: NodeHandle) {
        tokio::select! {
            () = node.leaving() => self.shut(),
            () = Arc::clone(&self).take_up(&node) => {}
        }
    }

    async fn take_up(self: Arc<Self>, node: &NodeHandle) {
        let (places, server) = (Arc::new(Semaphore::new(CONNECTIONS_MAX)), self);
        loop {
            let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
            // A socket that cannot be taken up is the caller's loss; the next may be.
            let Ok((stream, _)) = server.listener.accept().await else { continue };
            let (node, server) = (node.clone(), Arc::clone(&server));
            // Taken here, so that a program that ends waits for it.
            let finite = Arc::clone(&server.finite).try_acquire_owned().ok();
            tokio::spawn(async move {
                // A script that has gone needs no answer.
                let _ = server.answer(stream, &node, finite).await;
                drop(place);
            });
        }
    }

    /// Removes both files, by name and once.
    fn shut(&self) {
        self.shut.call_once(|| {
            // What stays is removed by the next run.
            let _ = fs::remove_file(&self.path);
            self.token.remove();
        });
    }

    async fn answer(
        &self,
        stream: UnixStream,
        node: &NodeHandle,
        finite: Option<OwnedSemaphorePermit>,
    ) -> io::Result<()> {
        let (read, mut write) = stream.into_split();
        let finite = match finite {
            Some(finite) => Some(finite),
            None => timeout(TURN_TIMEOUT, Arc::clone(&self.finite).acquire_owned())
                .await
                .ok()
                .and_then(Result::ok),
        };
        let mut read = BufReader::new(read).take(LINE_BYTES_MAX);
        let (mut token, mut asked) = (String::new(), String::new());
        let asking = async {
            read.read_line(&mut token).await?;
            read.set_limit(LINE_BYTES_MAX);
            read.read_line(&mut asked).await
        };
        timeout(ASKING_TIMEOUT, asking).await??;
        if !self.token.is(token.trim_end()) {
            return say(&mut write, "the token is not the one of this run").await;
        }
        let request: Request = match serde_json::from_str(&asked) {
            Ok(request) => request,
            Err(error) => return say(&mut write, &format!("this is no request: {error}")).await,
        };
        // Who follows may leave lines unread for as long as nothing comes out at its other end, and keeps nobody waiting.
        let is_finite = !matches!(request, Request::Tail {});
        let patience = if is_finite { READING_TIMEOUT } else { Duration::MAX };
        let finite = finite.filter(|_| is_finite);
        if is_finite && finite.is_none() {
            return say(&mut write, &Error::TooManyScripts(usize::from(SCRIPTS_MAX)).to_string()).await;
        }
        let (watcher, mut lines) = request::lines();
        node.ask(request.into(), watcher).await;
        let mut more = [0; 1];
        loop {
            tokio::select! {
                line = lines.recv() => match line {
                    Some(line) => timeout(patience, write.write_all(format!("{line}\n").as_bytes())).await??,
                    None => return write.shutdown().await,
                },
                // It has nothing more to say: whatever comes is its end.
                _ = read.read(&mut more) => return Ok(()),
            }
        }
    }
}

async fn say(write: &mut (impl AsyncWriteExt + Unpin), why: &str) -> io::Result<()> {
    let line = plain::error("control", why).field("code", 1).render(Format::Json);
    write.write_all(format!("{line}\n").as_bytes()).await
}
