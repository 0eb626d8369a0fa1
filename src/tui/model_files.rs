//! Files in a conversation: one entry each, which says how the file stands.

use crate::node::{FileId, FileInfo, FileSide, FileState};
use crate::progress;
use crate::text::escape;

use super::model::Model;
use super::model_apply::shown;
use super::model_talk::{Entry, Source, Voice};

/// Cells of the bar.
const BAR_CELLS: u64 = 20;

impl Model {
    /// A file came further: its entry says so, or a new one does.
    pub(super) fn file(&mut self, info: &FileInfo) {
        let (id, lines, now) = (info.id, lines(info), self.now);
        // What nobody here has decided about is offered again by its sender.
        let is_kept = match (info.state, info.side) {
            (FileState::Preparing, _) | (FileState::Offered, FileSide::Receiving) => false,
            (state, _) => !state.is_over(),
        };
        if is_kept {
            self.unfinished_files.insert(id);
        } else {
            self.unfinished_files.remove(&id);
        }
        let peer = self.peer_mut(info.peer, &info.peer_name);
        if let Some((age, entry)) = peer.talk.newest_mut().enumerate().find(|(_, entry)| entry.is_of_file(id))
        {
            let is_told = entry.lines == lines;
            entry.lines.clone_from(&lines);
            // How it ended is said where the conversation is by then, too.
            if age == 0 || is_told || !info.state.is_over() {
                return;
            }
        }
        let at =
            peer.talk.push(Entry { lines, source: Source::File(id), ..Entry::new(now, Voice::Program, "") });
        // What somebody else began is news, as a text is.
        if info.side == FileSide::Receiving && info.state == FileState::Offered {
            peer.talk.note_news(at);
        }
    }

    /// Every file, in the conversation that is shown.
    pub(super) fn files(&mut self, infos: &[FileInfo]) {
        let now = self.now;
        let said = if infos.is_empty() {
            "no files are on their way".to_owned()
        } else {
            infos.iter().flat_map(lines).collect::<Vec<_>>().join("\n")
        };
        self.talk_mut().push(Entry::new(now, Voice::Program, &said));
    }
}

impl Entry {
    fn is_of_file(&self, id: FileId) -> bool {
        matches!(self.source, Source::File(of) if of == id)
    }
}

/// The name and the size of a file, and how it stands.
fn lines(info: &FileInfo) -> Vec<String> {
    let arrow = match info.side {
        FileSide::Sending => "→",
        FileSide::Receiving => "←",
    };
    let size = progress::size(info.size);
    let head = format!("file {} {arrow} {}, {size}", info.id.0, escape(&info.name));
    let sentence = shown(&progress::sentence(info));
    let has_bar = match info.state {
        FileState::Moving | FileState::Paused(_) | FileState::Checking => true,
        FileState::Waiting | FileState::Accepted => info.written > 0,
        _ => false,
    };
    if has_bar { vec![head, format!("{} {sentence}", bar(info))] } else { vec![head, sentence] }
}

/// `█████▁▁▁▁▁ 50%`.
fn bar(info: &FileInfo) -> String {
    let percent = progress::percent(info).min(100);
    let cells = (0..BAR_CELLS).map(|cell| if cell * 100 < percent * BAR_CELLS { '█' } else { '▁' });
    format!("{} {percent}%", cells.collect::<String>())
}
