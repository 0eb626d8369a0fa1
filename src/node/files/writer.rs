//! The task that keeps a file that comes: writes what arrives in its order, and checks the whole.

use std::path::{Path, PathBuf};

use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use crate::transfer::{Earlier, Error, Part, Wanted};
use crate::wire::limits::{FILE_CHUNK_BYTES, FILE_WINDOW_BYTES_MAX};

/// Chunks that are written before it is said.
const CHUNKS_AT_ONCE: usize = 2;

/// What the task is told.
#[derive(Debug)]
pub(super) enum Work {
    /// The next bytes.
    Chunk(Vec<u8>),
    /// Say how far it is, behind everything before.
    Where,
    /// That all of it is there is kept: it may get its name.
    Finish,
    /// Nobody wants the file any more.
    Discard,
}

/// What the task says.
#[derive(Debug)]
pub(in super::super) enum Wrote {
    /// The answer to [`Work::Where`]: bytes that are there.
    At(u64),
    /// Bytes that are there now.
    Written(u64),
    /// All are there; [`Work::Finish`] is waited for.
    Checking,
    /// The file is whole, checked, and has this name.
    Verified(PathBuf),
    /// It cannot go on.
    Failed(Error),
}

/// How much may wait to be written: a window of chunks, and the words between them.
pub(super) fn queue() -> (mpsc::Sender<Work>, mpsc::Receiver<Work>) {
    let window = usize::try_from(FILE_WINDOW_BYTES_MAX).unwrap_or(usize::MAX);
    mpsc::channel(window.div_ceil(FILE_CHUNK_BYTES) + 4)
}

/// Keeps one file until it is whole, fails, or is not wanted; `tell` gives up when nobody listens any more.
pub(super) async fn keep(
    (folder, wanted): (PathBuf, Wanted),
    earlier: Earlier,
    mut work: mpsc::Receiver<Work>,
    tell: impl AsyncFn(Wrote) -> Option<()>,
) -> Option<()> {
    let path = folder.clone();
    let began = blocking(&path, move || match Part::finished_before(&folder, &wanted, earlier)? {
        Some(name) => Ok(Began::Finished(name)),
        None => Part::open(&folder, wanted).map(Began::Part),
    });
    let mut part = match began.await {
        Ok(Began::Part(part)) => part,
        Ok(Began::Finished(name)) => return tell(Wrote::Verified(path.join(name))).await,
        Err(error) => return tell(Wrote::Failed(error)).await,
    };
    if part.is_whole() {
        tell(Wrote::Checking).await?;
    }
    let mut works = Vec::new();
    loop {
        if work.recv_many(&mut works, CHUNKS_AT_ONCE).await == 0 {
            return None;
        }
        let was_whole = part.is_whole();
        for work in works.drain(..) {
            match work {
                Work::Finish => {
                    return match blocking(&path, || part.finish()).await {
                        Ok(name) => tell(Wrote::Verified(path.join(name))).await,
                        Err(error) => tell(Wrote::Failed(error)).await,
                    };
                }
                Work::Chunk(bytes) => {
                    let wrote = blocking(&path, move || part.append(&bytes).map(|()| part)).await;
                    part = match wrote {
                        Ok(part) => part,
                        Err(error) => return tell(Wrote::Failed(error)).await,
                    };
                }
                Work::Where => tell(Wrote::At(part.written())).await?,
                Work::Discard => {
                    // A part that cannot be removed is hidden, and in nobody's way.
                    let _ = blocking(&path, || part.discard()).await;
                    return None;
                }
            }
        }
        tell(Wrote::Written(part.written())).await?;
        if part.is_whole() && !was_whole {
            tell(Wrote::Checking).await?;
        }
    }
}

/// With what the task begins.
enum Began {
    /// What is there of the file.
    Part(Part),
    /// All of it, under this name.
    Finished(String),
}

/// Does something slow where it keeps nobody waiting.
async fn blocking<T: Send + 'static>(
    path: &Path,
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let lost = |_panicked| Error::Foreign { path: path.to_owned(), what: "lost to an internal failure" };
    spawn_blocking(work).await.map_err(lost)?
}
