//! A network between two nodes that a test can stop, half or whole, and cut.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// What the network does with the bytes of one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flow {
    /// They arrive.
    Open,
    /// They are taken and never arrive.
    Lost,
    /// They are not taken, so that the sender's buffers fill.
    Stopped,
}

/// The state of the network: towards the listener, towards the dialler, and how often it was cut.
#[derive(Clone, Copy, Debug)]
struct State {
    there: Flow,
    back: Flow,
    cuts: usize,
}

/// A proxy in front of one listener.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    state: Arc<watch::Sender<State>>,
    _tasks: JoinSet<()>,
}

impl Proxy {
    pub(crate) async fn before(listener: SocketAddr) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let open = State { there: Flow::Open, back: Flow::Open, cuts: 0 };
        let state = Arc::new(watch::Sender::new(open));
        let mut tasks = JoinSet::new();
        let seen = state.clone();
        tasks.spawn(async move {
            let mut links = JoinSet::new();
            while let Ok((dialler, _)) = socket.accept().await {
                let Ok(listener) = TcpStream::connect(listener).await else { continue };
                links.spawn(link(dialler, listener, seen.subscribe()));
            }
        });
        Self { address, state, _tasks: tasks }
    }

    /// Sets what happens to bytes towards the listener, and to those that come back.
    pub(crate) fn set(&self, there: Flow, back: Flow) {
        self.state.send_modify(|state| (state.there, state.back) = (there, back));
    }

    /// Drops every link there is; new ones get an open network.
    pub(crate) fn cut(&self) {
        self.state.send_modify(|state| {
            *state = State { there: Flow::Open, back: Flow::Open, cuts: state.cuts + 1 };
        });
    }
}

async fn link(mut dialler: TcpStream, mut listener: TcpStream, mut state: watch::Receiver<State>) {
    let cuts = state.borrow_and_update().cuts;
    let (mut there, mut back) = (vec![0; 4096], vec![0; 4096]);
    loop {
        let now = *state.borrow_and_update();
        if now.cuts != cuts {
            return;
        }
        let (source, sink, bytes, count, flow) = tokio::select! {
            _ = state.changed() => continue,
            count = dialler.read(&mut there), if now.there != Flow::Stopped => {
                (&dialler, &mut listener, &there, count, now.there)
            }
            count = listener.read(&mut back), if now.back != Flow::Stopped => {
                (&listener, &mut dialler, &back, count, now.back)
            }
        };
        let _ = source;
        let Some(count) = count.ok().filter(|count| *count > 0) else { return };
        if flow == Flow::Open && sink.write_all(&bytes[..count]).await.is_err() {
            return;
        }
    }
}
