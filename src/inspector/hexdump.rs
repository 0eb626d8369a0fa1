//! The rows of the bytes pane: only the visible ones, each byte with its region.

use core::ops::Range;

use super::dissect::Dissection;
use super::tree::{Layer, Region};

/// How many bytes a row has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowWidth {
    /// 8 bytes.
    Eight,
    /// 16 bytes.
    #[default]
    Sixteen,
    /// 32 bytes.
    ThirtyTwo,
}

impl RowWidth {
    /// Bytes in a full row.
    pub const fn bytes(self) -> usize {
        match self {
            Self::Eight => 8,
            Self::Sixteen => 16,
            Self::ThirtyTwo => 32,
        }
    }
}

/// The rows that are visible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// How many bytes a row has.
    pub width: RowWidth,
    /// The first visible row.
    pub first: usize,
    /// How many rows there is room for.
    pub rows: usize,
}

/// A row of bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HexRow {
    /// Offset of its first byte.
    pub offset: usize,
    /// Its bytes; the last row may be short.
    pub cells: Vec<HexCell>,
}

impl HexRow {
    /// The offset in hexadecimal, at least four digits: `0020`.
    pub fn offset_text(&self) -> String {
        format!("{:04x}", self.offset)
    }
}

/// One byte as it is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct HexCell {
    /// The byte.
    pub byte: u8,
    /// Its tint.
    pub region: Region,
    /// Whether it is one of the selected bytes.
    pub selected: bool,
}

impl core::fmt::Debug for HexCell {
    /// The byte stays out of every debug print: it may be of what people say.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "HexCell({})", self.region.name())
    }
}

impl HexCell {
    /// Two digits.
    pub fn hex(self) -> String {
        format!("{:02x}", self.byte)
    }

    /// The character, or a dot for what does not print.
    pub fn ascii(self) -> char {
        match self.byte {
            b' '..=b'~' => char::from(self.byte),
            _ => '·',
        }
    }
}

/// How many rows `length` bytes take.
pub const fn row_count(length: usize, width: RowWidth) -> usize {
    length.div_ceil(width.bytes())
}

/// The row of the byte at this offset.
pub const fn row_of_offset(offset: usize, width: RowWidth) -> usize {
    offset / width.bytes()
}

/// The visible rows of a layer. `bytes` are those of the packet that was taken apart.
pub fn hex_rows(
    dissection: &Dissection,
    layer: Layer,
    bytes: &[u8],
    window: Window,
    selected: Option<&Range<usize>>,
) -> Vec<HexRow> {
    let width = window.width.bytes();
    let start = window.first.saturating_mul(width).min(bytes.len());
    let end = window.first.saturating_add(window.rows).saturating_mul(width).min(bytes.len());
    let visible = bytes.get(start..end).unwrap_or_default();
    let row = |(index, row): (usize, &[u8])| {
        let offset = start + index * width;
        let cell = |(column, byte): (usize, &u8)| HexCell {
            byte: *byte,
            region: dissection.region_at(layer, offset + column),
            selected: selected.is_some_and(|range| range.contains(&(offset + column))),
        };
        HexRow { offset, cells: row.iter().enumerate().map(cell).collect() }
    };
    visible.chunks(width).enumerate().map(row).collect()
}
