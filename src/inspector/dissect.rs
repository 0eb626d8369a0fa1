//! A packet taken apart: the tree of its fields over two layers of bytes, and the way between byte and field.

use core::ops::Range;

use crate::capture::Packet;
use crate::wire::limits::INNER_HEADER_BYTES;
use crate::wire::{HEADER_BYTES, Message, Reason, StructSpec, Trace, Value, trace_frame, trace_inner};

use super::checks::Checks;
use super::notes::Notes;
use super::tree::{Authenticity, Layer, Node, Region, heading, home, label, subject};
use super::value;

/// Where and why the decoder stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// In which bytes.
    pub layer: Layer,
    /// Offset in them.
    pub at: usize,
    /// What is wrong there.
    pub what: String,
    /// Why the frame was refused, if it was: a check may have refused it before its body was decoded.
    pub reason: Option<Reason>,
}

/// A packet taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dissection {
    /// The tree, each branch in front of its fields. Together the fields of a layer are all its bytes, in order.
    pub nodes: Vec<Node>,
    /// The checks on the frame in the order in which they are made.
    pub checks: Checks,
    /// Who vouches for the bytes.
    pub authenticity: Authenticity,
    /// What stopped the decoder, if something did.
    pub stop: Option<Stop>,
}

/// Takes a packet apart with the decoder that the protocol uses.
pub fn dissect(packet: &Packet) -> Dissection {
    let checks = Checks::of(packet);
    let authenticity = checks.authenticity();
    let frame = trace_frame(&packet.frame);
    let opened = packet.inner.as_deref().map(trace_inner);
    let stop = stop(Layer::Wire, &frame, packet)
        .or_else(|| opened.as_ref().and_then(|trace| stop(Layer::Opened, trace, packet)));
    let mut nodes = Vec::new();
    let margin = Notes { packet, checks: &checks, authenticity, stop: stop.as_ref() };
    grow(&mut nodes, Layer::Wire, &frame, &margin);
    if let Some(trace) = &opened {
        grow(&mut nodes, Layer::Opened, trace, &margin);
    }
    Dissection { nodes, checks, authenticity, stop }
}

impl Dissection {
    /// The fields of a layer in the order of their bytes.
    pub fn fields(&self, layer: Layer) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(move |node| node.layer == layer && !node.is_branch())
    }

    /// The field that holds this byte, as an index into the tree.
    pub fn field_at(&self, layer: Layer, offset: usize) -> Option<usize> {
        let holds = |node: &Node| node.layer == layer && !node.is_branch() && node.range.contains(&offset);
        self.nodes.iter().position(holds)
    }

    /// The region of this byte.
    pub fn region_at(&self, layer: Layer, offset: usize) -> Region {
        let field = self.field_at(layer, offset).and_then(|index| self.nodes.get(index));
        field.map_or(Region::Undecoded, |field| field.region)
    }

    /// The line of the tree with this path. A path means the same in every packet that has it.
    pub fn find(&self, path: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.path == path)
    }

    /// The layer and the bytes of the line with this path.
    pub fn range_of(&self, path: &str) -> Option<(Layer, Range<usize>)> {
        let node = self.nodes.get(self.find(path)?)?;
        Some((node.layer, node.range.clone()))
    }

    /// The branch that this field is in; none for a branch and for a field that stands alone.
    pub fn parent(&self, index: usize) -> Option<usize> {
        if self.nodes.get(index)?.depth == 0 {
            return None;
        }
        self.nodes.get(..index)?.iter().rposition(Node::is_branch)
    }

    /// Where the bytes of this line stand on the wire: of an opened field, the ciphertext over it.
    pub fn wire_range(&self, index: usize) -> Option<Range<usize>> {
        let node = self.nodes.get(index)?;
        match node.layer {
            Layer::Wire => Some(node.range.clone()),
            // The cipher is a stream: each opened byte lies under the byte at the same place after the header.
            Layer::Opened => {
                Some(node.range.start.checked_add(HEADER_BYTES)?..node.range.end.checked_add(HEADER_BYTES)?)
            }
        }
    }

    /// `seq, offset 12, 8 bytes, = 31`: what is selected, for the border of the bytes pane.
    pub fn selected_text(&self, index: usize) -> String {
        let Some(node) = self.nodes.get(index) else { return String::new() };
        let bytes = value::counted(node.range.len(), "byte");
        let place = format!("{}, offset {}, {bytes}", node.path, node.range.start);
        if node.is_branch() { place } else { format!("{place}, = {}", node.value) }
    }

    /// The bytes of this line, of a text without the length before it.
    pub fn bytes<'a>(&self, index: usize, packet: &'a Packet) -> &'a [u8] {
        let Some(node) = self.nodes.get(index) else { return &[] };
        let bytes = node.layer.bytes(packet).get(node.range.clone()).unwrap_or_default();
        node.spec.map_or(bytes, |spec| value::content(spec, bytes))
    }

    /// The whole value of this line, for copying: bytes as hexadecimal digits, text escaped.
    pub fn copy_text(&self, index: usize, packet: &Packet) -> String {
        let Some(node) = self.nodes.get(index) else { return String::new() };
        let bytes = node.layer.bytes(packet).get(node.range.clone()).unwrap_or_default();
        match node.spec {
            Some(spec) => value::whole(spec, bytes, &node.value),
            None => value::spaced(bytes),
        }
    }
}

fn stop(layer: Layer, trace: &Trace, packet: &Packet) -> Option<Stop> {
    let error = trace.error?;
    Some(Stop { layer, at: error.at, what: error.kind.to_string(), reason: packet.reason })
}

/// Adds the lines of one layer.
fn grow(nodes: &mut Vec<Node>, layer: Layer, trace: &Trace, margin: &Notes<'_>) {
    let bytes = layer.bytes(margin.packet);
    let mut open: Option<usize> = None;
    for span in &trace.spans {
        let home = home(layer, span.spec);
        match (home, open.and_then(|at| nodes.get_mut(at))) {
            (Some(home), Some(branch)) if branch.path == home.name => branch.range.end = span.range.end,
            (Some(home), _) => {
                open = Some(nodes.len());
                nodes.push(branch(layer, home, span.range.clone(), margin));
            }
            (None, _) => open = None,
        }
        let own = bytes.get(span.range.clone()).unwrap_or_default();
        nodes.push(Node {
            depth: usize::from(home.is_some()),
            path: span.spec.name,
            label: label(span.spec.name),
            value: value::short(span, own),
            note: margin.field(layer, span),
            doc: span.spec.doc,
            spec: Some(span.spec),
            layer,
            range: span.range.clone(),
            region: Region::of(layer, span.spec),
        });
    }
    if let Some(home) = fieldless(layer, trace) {
        let padding = nodes.iter().position(|node| node.region == Region::Padding).unwrap_or(nodes.len());
        nodes.insert(padding, branch(layer, home, INNER_HEADER_BYTES..INNER_HEADER_BYTES, margin));
    }
}

fn branch(layer: Layer, home: &StructSpec, range: Range<usize>, margin: &Notes<'_>) -> Node {
    Node {
        depth: 0,
        path: home.name,
        label: heading(layer, home),
        value: subject(layer, home).to_owned(),
        note: margin.branch(layer),
        doc: home.doc,
        spec: None,
        layer,
        range,
        region: home.fields.first().map_or(Region::Message, |first| Region::of(layer, first)),
    }
}

/// The message in these opened bytes, if it is of a kind without fields, which leaves no span.
fn fieldless(layer: Layer, trace: &Trace) -> Option<&'static StructSpec> {
    let first = trace.spans.first().filter(|_| layer == Layer::Opened && trace.error.is_none())?;
    let mut kinds = Message::ALL.iter();
    let kind = kinds.find(|entry| first.value == Value::Number(u64::from(entry.kind)))?;
    kind.body.fields.is_empty().then_some(&kind.body)
}
