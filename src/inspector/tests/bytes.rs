//! The rows of the bytes pane.

use crate::capture::Packet;
use crate::inspector::{Layer, Region, RowWidth, Window, dissect, hex_rows, row_count, row_of_offset};
use crate::link::Direction;
use crate::wire::{Epoch, FrameHeader, Message, Ping, Sequence, TAG_BYTES, UnixMillis, Verdict, seal_inner};

/// A PING as if its seal were nothing: header, inner bytes, a tag of 0x5e.
pub(super) fn ping() -> Packet {
    let inner = seal_inner(&Message::Ping(Ping { id: 42 }), UnixMillis(1_795_000_000_000));
    let header = FrameHeader::message(Epoch(1), Sequence(31), 96);
    let frame = [&header.to_bytes()[..], &inner, &[0x5e; TAG_BYTES]].concat();
    Packet {
        number: 39,
        conn: 1,
        time: UnixMillis(1_795_000_000_003),
        peer: "bob".to_owned(),
        endpoints: None,
        direction: Direction::Received,
        frame,
        header: Some(header),
        type_name: "message",
        kind: Some("ping"),
        expected: None,
        key_id: None,
        inner: Some(inner),
        verdict: Verdict::Opened,
        reason: None,
        comment: None,
    }
}

fn window(width: RowWidth, first: usize, rows: usize) -> Window {
    Window { width, first, rows }
}

#[test]
fn the_rows_of_a_window_are_the_bytes_of_the_packet() {
    let packet = ping();
    let dissection = dissect(&packet);
    for layer in [Layer::Wire, Layer::Opened] {
        let bytes = layer.bytes(&packet);
        for width in [RowWidth::Eight, RowWidth::Sixteen, RowWidth::ThirtyTwo] {
            for (first, rows) in [(0, 1), (0, 99), (1, 3), (3, 2), (7, 1), (99, 9), (usize::MAX, usize::MAX)]
            {
                let shown = hex_rows(&dissection, layer, bytes, window(width, first, rows), None);
                let from = first.saturating_mul(width.bytes()).min(bytes.len());
                let count = row_count(bytes.len(), width).saturating_sub(first).min(rows);
                assert_eq!(shown.len(), count);
                let flat: Vec<u8> = shown.iter().flat_map(|row| &row.cells).map(|cell| cell.byte).collect();
                assert_eq!(flat, bytes[from..from + flat.len()]);
                assert!(shown.iter().all(|row| row.offset.is_multiple_of(width.bytes())));
            }
        }
    }
}

#[test]
fn each_byte_has_the_tint_of_its_field_and_the_selection_is_marked() {
    let packet = ping();
    let dissection = dissect(&packet);
    let (layer, seq) = dissection.range_of("seq").unwrap();
    let all = window(RowWidth::Sixteen, 0, 99);
    let rows = hex_rows(&dissection, layer, &packet.frame, all, Some(&seq));
    let cells: Vec<_> = rows.iter().flat_map(|row| &row.cells).collect();
    for (offset, cell) in cells.iter().enumerate() {
        let region = match offset {
            0..20 => Region::Header,
            20..84 => Region::Sealed,
            _ => Region::Tag,
        };
        assert_eq!((cell.region, cell.selected), (region, (12..20).contains(&offset)), "{offset}");
    }
    assert_eq!((rows[1].offset_text(), rows[7].cells.len()), ("0010".to_owned(), 4));
    assert_eq!((cells[0].hex(), cells[0].ascii(), cells[19].ascii()), ("50".to_owned(), 'P', '·'));
}

#[test]
fn a_field_leads_to_its_row_and_a_byte_back_to_its_field() {
    let packet = ping();
    let dissection = dissect(&packet);
    for (path, layer, range, row) in [
        ("protocol_id", Layer::Wire, 0..4, 0),
        ("seq", Layer::Wire, 12..20, 0),
        ("message.tag", Layer::Wire, 84..116, 5),
        ("kind", Layer::Opened, 0..1, 0),
        ("ping.id", Layer::Opened, 13..21, 0),
        ("inner.padding", Layer::Opened, 21..64, 1),
    ] {
        assert_eq!(dissection.range_of(path), Some((layer, range.clone())));
        assert_eq!(row_of_offset(range.start, RowWidth::Sixteen), row);
        for offset in range {
            assert_eq!(dissection.field_at(layer, offset), dissection.find(path));
        }
    }
    let at = |path| dissection.find(path).unwrap();
    assert_eq!(dissection.wire_range(at("ping.id")), Some(33..41));
    assert_eq!(dissection.selected_text(at("seq")), "seq, offset 12, 8 bytes, = 31");
    assert_eq!(dissection.nodes[at("sent_at")].note, "skew -3 ms when it was seen");
    assert_eq!(dissection.copy_text(at("header"), &packet).len(), 20 * 3 - 1);
}
