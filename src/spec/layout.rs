//! The spec in lines of so many columns.

use super::book::{plain, sections};

/// Columns that the last cell of a row keeps, or the table is no table any more.
const LAST_CELL: usize = 24;

/// How a line of the spec is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// A heading.
    Title,
    /// Words.
    Text,
    /// Bytes, formulas, pictures.
    Code,
    /// The heads of a table.
    Head,
}

/// One line, plain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecLine {
    /// What it says.
    pub text: String,
    /// How it is meant.
    pub style: Style,
}

/// The whole spec in lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The lines.
    pub lines: Vec<SpecLine>,
    /// The line of each section's heading, by the section's number.
    pub starts: Vec<usize>,
    columns: usize,
}

/// The whole spec, no line wider than this but those that are code.
pub fn page(columns: usize) -> Page {
    let mut page = Page { columns: columns.max(8), ..Page::default() };
    for section in sections() {
        if !page.lines.is_empty() {
            page.put("", Style::Text);
        }
        page.starts.push(page.lines.len());
        let title = if section.level == 1 {
            format!("{} ({})", section.title, section.file)
        } else {
            section.title.clone()
        };
        page.put(&title, Style::Title);
        page.section(section.text);
    }
    page
}

impl Page {
    /// The lines of a section and of those below it.
    pub fn of(&self, section: usize) -> &[SpecLine] {
        let level = sections().get(section).map_or(0, |section| section.level);
        let behind = sections().iter().enumerate().skip(section + 1);
        let next = behind.filter(|(_, other)| other.level <= level).map(|(at, _)| at).next();
        let line = |at: usize| self.starts.get(at).copied();
        let from = line(section).unwrap_or(self.lines.len());
        let to = next.and_then(line).unwrap_or(self.lines.len());
        self.lines.get(from..to).unwrap_or_default()
    }

    fn put(&mut self, text: &str, style: Style) {
        self.lines.push(SpecLine { text: text.trim_end().to_owned(), style });
    }

    fn section(&mut self, text: &str) {
        let mut lines = text.lines().peekable();
        let mut words = String::new();
        while let Some(line) = lines.next() {
            let is_item = line.starts_with("- ");
            if line.is_empty() || is_item || line.starts_with("```") || line.starts_with('|') {
                self.paragraph(&std::mem::take(&mut words));
            }
            if line.is_empty() {
                self.blank();
            } else if line.starts_with("```") {
                for code in lines.by_ref().take_while(|line| !line.starts_with("```")) {
                    self.put(code, Style::Code);
                }
            } else if line.starts_with('|') {
                let mut rows = vec![cells(line)];
                while let Some(row) = lines.next_if(|line| line.starts_with('|')) {
                    rows.push(cells(row));
                }
                self.table(&rows);
            } else {
                if !words.is_empty() {
                    words.push(' ');
                }
                words.push_str(line.trim());
            }
        }
        self.paragraph(&words);
        while self.lines.last().is_some_and(|line| line.text.is_empty()) {
            self.lines.pop();
        }
    }

    fn blank(&mut self) {
        if self.lines.last().is_some_and(|line| !line.text.is_empty()) {
            self.put("", Style::Text);
        }
    }

    fn paragraph(&mut self, words: &str) {
        if words.is_empty() {
            return;
        }
        let (mark, words) = words.strip_prefix("- ").map_or(("", words), |rest| ("- ", rest));
        let room = self.columns - mark.len();
        for (at, row) in wrap(&plain(words), room).into_iter().enumerate() {
            let mark = if at == 0 { mark } else { "  ".get(..mark.len()).unwrap_or_default() };
            self.put(&format!("{mark}{row}"), Style::Text);
        }
    }

    /// A table, its last column as wide as there is room; without enough, its cells follow each other.
    fn table(&mut self, rows: &[Vec<String>]) {
        let count = rows.iter().map(Vec::len).max().unwrap_or_default();
        let wide = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| length(cell)).max();
        let widths: Vec<usize> = (0..count).map(|at| wide(at).unwrap_or_default()).collect();
        let Some((last, others)) = widths.split_last() else { return };
        let before: usize = others.iter().map(|width| width + 2).sum();
        let room = self.columns.saturating_sub(before);
        let fits = room >= LAST_CELL.min(*last);
        for (at, row) in rows.iter().enumerate().filter(|(at, _)| *at != 1) {
            let style = if at == 0 { Style::Head } else { Style::Text };
            if !fits {
                let filled: Vec<_> = row.iter().filter(|cell| !cell.is_empty()).map(String::as_str).collect();
                for (at, line) in wrap(&filled.join(" | "), self.columns - 2).into_iter().enumerate() {
                    self.put(&format!("{}{line}", if at == 0 { "" } else { "  " }), style);
                }
                continue;
            }
            let mut first = String::new();
            for (cell, width) in row.iter().zip(others) {
                first.push_str(cell);
                first.push_str(&" ".repeat(width + 2 - length(cell)));
            }
            let rest = row.get(others.len()).map(String::as_str).unwrap_or_default();
            for (at, line) in wrap(rest, room).into_iter().enumerate() {
                let before = if at == 0 { first.clone() } else { " ".repeat(before) };
                self.put(&format!("{before}{line}"), style);
            }
        }
    }
}

/// The cells of a row, plain.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut before = ' ';
    for c in line.trim().trim_start_matches('|').chars() {
        match cells.last_mut() {
            Some(cell) if c != '|' || before == '\\' => cell.push(c),
            _ => cells.push(String::new()),
        }
        before = c;
    }
    cells.pop();
    cells.iter().map(|cell| plain(cell.trim())).collect()
}

/// Words in rows of so many columns; a word that is longer has a row of its own. At least one row.
fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut rows = vec![String::new()];
    for word in text.split(' ') {
        match rows.last_mut() {
            Some(row) if row.is_empty() => row.push_str(word),
            Some(row) if length(row) + 1 + length(word) <= columns => {
                row.push(' ');
                row.push_str(word);
            }
            _ => rows.push(word.to_owned()),
        }
    }
    rows
}

/// Every character of the spec is one column wide.
fn length(text: &str) -> usize {
    text.chars().count()
}
