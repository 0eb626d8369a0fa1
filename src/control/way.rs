//! The way of a script to a node: to the program that runs the profile, or to a node of its own.

use std::io;
use std::path::Path;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::mpsc;
use zeroize::Zeroizing;

use crate::node::NodeHandle;

use super::request::{self, Request};

/// Where requests go.
#[derive(Debug)]
pub enum Way<'a> {
    /// To the program that runs the profile: its socket and its token.
    Running(&'a Path, &'a Zeroizing<String>),
    /// To a node of this process.
    Own(&'a NodeHandle),
}

/// What comes back: JSON objects, one a line.
#[derive(Debug)]
pub enum Answers {
    /// From another process. The writing end is kept, since a script that closes it has gone.
    Running(Lines<BufReader<OwnedReadHalf>>, OwnedWriteHalf),
    /// From this one.
    Own(mpsc::Receiver<String>),
}

impl Way<'_> {
    /// Asks.
    ///
    /// # Errors
    /// What the system said; with [`io::ErrorKind::NotFound`] or [`io::ErrorKind::ConnectionRefused`] nobody runs the
    /// profile.
    pub async fn ask(&self, request: Request) -> io::Result<Answers> {
        match self {
            Self::Running(socket, token) => {
                let (read, mut write) = UnixStream::connect(socket).await?.into_split();
                let asked = serde_json::to_string(&request).map_err(io::Error::other)?;
                write.write_all(Zeroizing::new(format!("{}\n{asked}\n", token.as_str())).as_bytes()).await?;
                Ok(Answers::Running(BufReader::new(read).lines(), write))
            }
            Self::Own(node) => {
                let (watcher, lines) = request::lines();
                node.ask(request.into(), watcher).await;
                Ok(Answers::Own(lines))
            }
        }
    }
}

impl Answers {
    /// The next; `None` when there is nothing more to come.
    ///
    /// # Errors
    /// What the system said.
    pub async fn next(&mut self) -> io::Result<Option<String>> {
        match self {
            Self::Running(lines, _) => lines.next_line().await,
            Self::Own(lines) => Ok(lines.recv().await),
        }
    }
}
