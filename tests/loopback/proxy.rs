//! A network between two nodes that a test can stop, half or whole, and end in every bad way.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// What the network does with the bytes of one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flow {
    /// They arrive.
    Open,
    /// They are taken and never arrive.
    Lost,
    /// A bit of the last byte of each piece is another one.
    Flipped,
    /// They are not taken, so that the sender's buffers fill.
    Stopped,
}

/// How every link there is ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Both directions at once.
    Cut,
    /// Both ends get a reset.
    Reset,
    /// The listener is told that nothing more comes; what it says still arrives.
    HalfClosed,
    /// As cut, but only when the dialler speaks next, and the last byte of that is lost.
    MidFrame,
}

/// The state of the network: towards the listener, towards the dialler, and how often and how links ended.
#[derive(Clone, Copy, Debug)]
struct State {
    there: Flow,
    back: Flow,
    ends: usize,
    how: End,
}

/// A proxy in front of one listener.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    state: Arc<watch::Sender<State>>,
    _tasks: JoinSet<()>,
}

/// An address of this machine that no other test dials from.
#[cfg(target_os = "linux")]
pub(crate) const ELSEWHERE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// Connects from an address of our choice.
pub(crate) async fn dial_from(from: Ipv4Addr, to: SocketAddr) -> std::io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind((IpAddr::V4(from), 0).into())?;
    socket.connect(to).await
}

impl Proxy {
    pub(crate) async fn before(listener: SocketAddr) -> Self {
        Self::from(Ipv4Addr::LOCALHOST, listener).await
    }

    /// A proxy that reaches the listener from this address.
    pub(crate) async fn from(from: Ipv4Addr, listener: SocketAddr) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let open = State { there: Flow::Open, back: Flow::Open, ends: 0, how: End::Cut };
        let state = Arc::new(watch::Sender::new(open));
        let mut tasks = JoinSet::new();
        let seen = state.clone();
        tasks.spawn(async move {
            let mut links = JoinSet::new();
            while let Ok((dialler, _)) = socket.accept().await {
                let Ok(listener) = dial_from(from, listener).await else { continue };
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
        self.end(End::Cut);
    }

    /// Ends every link there is in this way; new ones get an open network.
    pub(crate) fn end(&self, how: End) {
        self.state.send_modify(|state| {
            *state = State { there: Flow::Open, back: Flow::Open, ends: state.ends + 1, how };
        });
    }
}

async fn link(mut dialler: TcpStream, mut listener: TcpStream, mut state: watch::Receiver<State>) {
    let mut ends = state.borrow_and_update().ends;
    let (mut there, mut back) = (vec![0; 4096], vec![0; 4096]);
    let mut mid_frame = false;
    loop {
        let now = *state.borrow_and_update();
        if now.ends != ends {
            ends = now.ends;
            match now.how {
                End::Cut => return,
                End::Reset => {
                    let _ = (dialler.set_zero_linger(), listener.set_zero_linger());
                    return;
                }
                End::HalfClosed => drop(listener.shutdown().await),
                End::MidFrame => mid_frame = true,
            }
        }
        let (sink, bytes, count, flow) = tokio::select! {
            _ = state.changed() => continue,
            count = dialler.read(&mut there), if now.there != Flow::Stopped => {
                (&mut listener, &there, count.map(|count| if mid_frame { count.saturating_sub(1) } else { count }), now.there)
            }
            count = listener.read(&mut back), if now.back != Flow::Stopped => {
                (&mut dialler, &back, count, now.back)
            }
        };
        let Some(count) = count.ok().filter(|count| *count > 0) else { return };
        let mut piece = bytes[..count].to_vec();
        if flow == Flow::Flipped
            && let Some(last) = piece.last_mut()
        {
            *last ^= 1;
        }
        if matches!(flow, Flow::Open | Flow::Flipped) && sink.write_all(&piece).await.is_err() {
            return;
        }
        if mid_frame {
            return;
        }
    }
}
