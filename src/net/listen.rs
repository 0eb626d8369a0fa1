//! Sockets: bind, accept, connect, all without delay for small writes.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::{TcpListener, TcpStream};

use crate::capture::Endpoints;

use super::address::{ListenAddr, PeerAddr, PeerHost};
use super::error::Error;

/// Connections that wait to be accepted.
const BACKLOG: i32 = 128;
/// How long one dial may take.
const DIAL_TIMEOUT: Duration = Duration::from_secs(10);

/// A bound socket.
#[derive(Debug)]
pub struct Listener(TcpListener);

impl Listener {
    /// Binds; a bare port takes IPv6 and IPv4 with one socket, or IPv4 alone where there is no IPv6.
    ///
    /// # Errors
    /// [`Error::Bind`].
    pub fn bind(address: ListenAddr) -> Result<Self, Error> {
        let bound = match address {
            ListenAddr::At(at) => bind(at),
            ListenAddr::Everywhere(port) => bind((Ipv6Addr::UNSPECIFIED, port).into())
                .or_else(|_no_ipv6| bind((Ipv4Addr::UNSPECIFIED, port).into())),
        };
        bound.map(Self).map_err(|source| Error::Bind { address: address.to_string(), source })
    }

    /// Where the socket is bound, with the port that was picked for 0.
    ///
    /// # Errors
    /// The system's.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }

    /// The next link.
    ///
    /// # Errors
    /// The system's; most are about one link or about too many open files, and pass.
    pub async fn accept(&self) -> io::Result<(TcpStream, SocketAddr)> {
        let (stream, address) = self.0.accept().await?;
        // Fails only on a link that is gone already, which its reader will tell.
        let _ = stream.set_nodelay(true);
        Ok((stream, plain(address)))
    }
}

/// Both ends of a connection; `None` once it is gone.
pub(super) fn endpoints(stream: &TcpStream) -> Option<Endpoints> {
    let (local, remote) = (stream.local_addr().ok()?, stream.peer_addr().ok()?);
    Some(Endpoints { local: plain(local), remote: plain(remote) })
}

/// IPv4 addresses arrive in IPv6 clothes on a socket for both.
fn plain(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}

fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    if address.is_ipv6() {
        socket.set_only_v6(!address.ip().is_unspecified())?;
    }
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    TcpListener::from_std(socket.into())
}

/// Connects to the first address that answers.
///
/// # Errors
/// [`Error::Dial`].
pub async fn dial(to: &PeerAddr) -> Result<(TcpStream, SocketAddr), Error> {
    let fail = |source| Error::Dial { address: to.to_string(), source };
    let PeerHost::Place { host, port } = &to.host else {
        return Err(fail(io::Error::new(
            io::ErrorKind::NotFound,
            "no known peer has this name and an address",
        )));
    };
    let connecting = TcpStream::connect((host.as_str(), *port));
    let stream = tokio::time::timeout(DIAL_TIMEOUT, connecting)
        .await
        .map_err(|_elapsed| fail(io::ErrorKind::TimedOut.into()))?
        .map_err(fail)?;
    stream.set_nodelay(true).map_err(fail)?;
    let address = stream.peer_addr().map_err(fail)?;
    Ok((stream, plain(address)))
}
