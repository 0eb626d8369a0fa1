//! Which field and which byte of a packet is looked at. Details and bytes show the same one.

use std::collections::HashSet;
use std::ops::Range;

use crate::inspector::{Dissection, Layer, Node, RowWidth, row_of_offset};
use crate::node::Packet;
use crate::tui::action::Step;
use crate::tui::navigate::moved;

/// The selection in details and bytes. It is kept by path, so that it stays when the packet changes.
#[derive(Debug, Default)]
pub(in crate::tui) struct FieldView {
    path: Option<&'static str>,
    /// Offset from the first byte of the field.
    byte: usize,
    folded: HashSet<&'static str>,
    subject: Subject,
}

/// What is selected in a refused packet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Subject {
    /// The field that was refused.
    #[default]
    Evidence,
    /// The field that a person chose.
    Chosen,
}

/// What happens to a branch of fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::tui) enum Fold {
    /// Its fields are shown.
    Open,
    /// They are not.
    Closed,
}

impl FieldView {
    /// Looks at what was refused, in a packet that was.
    pub(in crate::tui) const fn accuse(&mut self) {
        self.subject = Subject::Evidence;
        self.byte = 0;
    }

    /// The fields in view: all but those in folded branches.
    pub(in crate::tui) fn open(&self, dissection: &Dissection) -> Vec<usize> {
        let hidden = |index: usize| {
            let parent = dissection.parent(index).and_then(|parent| dissection.nodes.get(parent));
            parent.is_some_and(|parent| self.folded.contains(parent.path))
        };
        (0..dissection.nodes.len()).filter(|index| !hidden(*index)).collect()
    }

    /// Whether a branch is folded.
    pub(in crate::tui) fn is_folded(&self, path: &str) -> bool {
        self.folded.contains(path)
    }

    /// The selected field. A field that this packet does not have leaves the first line selected.
    pub(in crate::tui) fn field(&self, dissection: &Dissection) -> Option<usize> {
        let failed = dissection.checks.failed().and_then(|check| check.field);
        let path = match self.subject {
            Subject::Evidence => failed.or(self.path),
            Subject::Chosen => self.path,
        };
        let first = if dissection.nodes.is_empty() { None } else { Some(0) };
        path.and_then(|path| dissection.find(path)).or(first)
    }

    /// The layer and the offset of the selected byte.
    pub(in crate::tui) fn cursor(&self, dissection: &Dissection) -> Option<(Layer, usize)> {
        let node = dissection.nodes.get(self.field(dissection)?)?;
        let Range { start, end } = node.range.clone();
        Some((node.layer, start.saturating_add(self.byte).min(end.saturating_sub(1)).max(start)))
    }

    /// Selects another field.
    pub(in crate::tui) fn step(&mut self, dissection: &Dissection, step: Step, page: usize) {
        let open = self.open(dissection);
        let here = self.field(dissection).and_then(|index| open.iter().position(|other| *other == index));
        let row = moved(here.unwrap_or_default(), open.len(), step, page);
        if let Some(index) = open.get(row) {
            self.choose(dissection, *index);
        }
    }

    /// Selects the field in this line of the tree.
    pub(in crate::tui) fn choose(&mut self, dissection: &Dissection, index: usize) {
        if let Some(node) = dissection.nodes.get(index) {
            self.path = Some(node.path);
            self.byte = 0;
            self.subject = Subject::Chosen;
        }
    }

    /// Moves by bytes, and selects the field that holds the byte.
    pub(in crate::tui) fn step_byte(
        &mut self,
        dissection: &Dissection,
        packet: &Packet,
        step: Step,
        (width, rows): (RowWidth, usize),
    ) {
        let Some((layer, offset)) = self.cursor(dissection) else { return };
        let count = layer.bytes(packet).len();
        let row = width.bytes();
        let to = match step {
            Step::Up => offset.checked_sub(row).unwrap_or(offset),
            Step::Down if offset + row < count => offset + row,
            // Below the last full row is the end of the last one.
            Step::Down if row_of_offset(offset, width) < row_of_offset(count.saturating_sub(1), width) => {
                count.saturating_sub(1)
            }
            Step::Down => offset,
            Step::Back => offset.saturating_sub(1),
            Step::Ahead => offset + 1,
            Step::PageUp => offset.saturating_sub(row * rows.max(1)),
            Step::PageDown => offset + row * rows.max(1),
            Step::Home => 0,
            Step::End => count,
        };
        self.point(dissection, layer, to.min(count.saturating_sub(1)));
    }

    /// Selects a byte, and the field that holds it.
    pub(in crate::tui) fn point(&mut self, dissection: &Dissection, layer: Layer, offset: usize) {
        let field = dissection.field_at(layer, offset).and_then(|index| dissection.nodes.get(index));
        if let Some(field) = field {
            self.path = Some(field.path);
            self.byte = offset.saturating_sub(field.range.start);
            self.subject = Subject::Chosen;
        }
    }

    /// Goes to the other layer of bytes, if the packet has one: an opened field lies under the ciphertext
    /// over it.
    ///
    /// Whether it has.
    pub(in crate::tui) fn change_layer(&mut self, dissection: &Dissection, packet: &Packet) -> bool {
        let opened = Layer::Opened.bytes(packet).len();
        let Some((layer, offset)) = self.cursor(dissection).filter(|_| opened > 0) else { return false };
        let first = dissection.fields(Layer::Opened).next();
        let first = first.and_then(|field| dissection.find(field.path));
        let header = first.and_then(|index| dissection.wire_range(index)).map_or(0, |range| range.start);
        match layer {
            Layer::Wire => {
                self.point(dissection, Layer::Opened, offset.saturating_sub(header).min(opened - 1));
            }
            Layer::Opened => self.point(dissection, Layer::Wire, offset + header),
        }
        true
    }

    /// Closes or opens the branch that is selected, or that the selected field is in.
    pub(in crate::tui) fn fold(&mut self, dissection: &Dissection, to: Fold) {
        let Some(index) = self.field(dissection) else { return };
        let is_branch = dissection.nodes.get(index).is_some_and(Node::is_branch);
        let branch = if is_branch { Some(index) } else { dissection.parent(index) };
        let Some(node) = branch.and_then(|index| dissection.nodes.get(index)) else { return };
        if to == Fold::Closed {
            self.folded.insert(node.path);
            self.path = Some(node.path);
            self.byte = 0;
            self.subject = Subject::Chosen;
        } else {
            self.folded.remove(node.path);
        }
    }
}
