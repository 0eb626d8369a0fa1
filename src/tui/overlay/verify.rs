//! Sixty digits side by side: what this screen shows, and what the other one reads.

use ratatui::text::{Line, Span};

use crate::inspector::time_text;
use crate::node::{Command, PeerRef, Trust, UnixMillis};
use crate::tui::action::{Action, Answer, Edit};
use crate::tui::effect::Effect;
use crate::tui::keys::Keymap;
use crate::tui::model::{Digits, Model};
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{fit, width};

use super::dialog::{self, Parts, Scroll, pair, sentence};

/// Digits of the number.
const DIGITS: usize = 60;
/// Digits of one row.
const ROW: usize = 15;
/// Columns that a row of both sides needs.
const BESIDE: usize = 50;
/// Columns and rows that the whole of it needs.
const WHOLE: (usize, usize) = (96, 21);

/// The digits, and what the other one reads.
#[derive(Debug)]
pub(in crate::tui) struct Verify {
    digits: Digits,
    typed: String,
    asked: bool,
    scroll: Scroll,
}

impl Verify {
    pub(super) const fn new(digits: Digits) -> Self {
        Self { digits, typed: String::new(), asked: false, scroll: Scroll::new() }
    }

    /// What stands in the frame.
    pub(super) fn title(&self) -> String {
        format!("Verify {}", self.digits.name)
    }

    fn expected(&self) -> String {
        self.digits.number.groups().concat()
    }

    /// How many typed digits are right, from the first on.
    fn right(&self) -> usize {
        self.typed.chars().zip(self.expected().chars()).take_while(|(typed, meant)| typed == meant).count()
    }

    /// Does what is wanted of it: digits are compared, and only an answer decides.
    pub(super) fn act(&mut self, action: Action) -> (bool, Vec<Effect>) {
        if self.scroll.act(action) {
            return (true, Vec::new());
        }
        let peer = PeerRef::Name(self.digits.name.clone());
        let asked = std::mem::take(&mut self.asked);
        match action {
            Action::Edit(Edit::Insert(digit)) if self.typed.len() < DIGITS => self.typed.push(digit),
            Action::Edit(Edit::Backspace) => _ = self.typed.pop(),
            // What was typed and is wrong cannot be the same, however often it is said.
            Action::Answer(Answer::Same) if self.right() < self.typed.len() => {}
            Action::Answer(Answer::Same) if self.typed.len() == DIGITS || asked => {
                return (false, vec![Effect::Node(Command::Verified(peer))]);
            }
            Action::Answer(Answer::Same) => self.asked = true,
            Action::Answer(Answer::Differ) => return (false, vec![Effect::Node(Command::Differs(peer))]),
            Action::Answer(Answer::Later) => return (false, Vec::new()),
            _ => {}
        }
        (true, Vec::new())
    }

    /// Another key came than the one that was asked for once more.
    pub(in crate::tui) const fn take_back(&mut self) {
        self.asked = false;
    }

    /// What can be answered.
    pub(super) fn answers(&self) -> Vec<(Answer, String)> {
        let same = format!("They are the same: mark {} VERIFIED", self.digits.name);
        vec![
            (Answer::Same, same),
            (Answer::Differ, "They differ: close the link and block this key".to_owned()),
            (Answer::Later, "Later: keep chatting as NOT VERIFIED".to_owned()),
        ]
    }

    /// Does what depends on the size of the screen.
    pub(super) fn fit(&mut self, model: &Model, room: (usize, usize)) {
        let parts = self.parts(Theme::default(), model, room);
        self.scroll.fit(&parts, room.1);
    }

    /// The digits and the answers, in so many columns and rows.
    pub(super) fn lines(&self, theme: Theme, model: &Model, room: (usize, usize)) -> Vec<Line<'static>> {
        self.scroll.over(theme, self.parts(theme, model, room), room.1)
    }

    fn parts(&self, theme: Theme, model: &Model, (columns, rows): (usize, usize)) -> Parts {
        let name = &self.digits.name;
        let whole = columns >= WHOLE.0 && rows >= WHOLE.1;
        let say = |words: &str| sentence(words, theme.style(Role::Text), columns);
        let call =
            say(&format!("Call {name} on a channel you trust (voice, video, in person). Not in this chat."));
        let same =
            say("Both screens must show the SAME 60 digits. Read yours aloud, row by row, and listen.");
        let mut digits = Vec::new();
        if whole {
            self.boxes(theme, model, &mut digits);
        } else {
            digits.extend((0..4).flat_map(|row| self.narrow(theme, row, columns)));
        }
        let keys = self.keys(theme, model, columns);
        let warning = say("If the digits differ, someone may sit between you: do not send anything private.");
        let answers = self.asked_rows(theme, &model.keys, columns);
        let gap = || vec![Line::default()];
        let roomy = [
            call.clone(),
            same.clone(),
            gap(),
            digits.clone(),
            gap(),
            keys.clone(),
            gap(),
            warning.clone(),
            gap(),
        ]
        .concat();
        if roomy.len() + answers.len() <= rows {
            return (roomy, answers);
        }
        // Where there is little room, the digits stand as near to the top as can be.
        ([call, digits, same, keys, warning].concat(), dialog::dense(answers))
    }

    /// Both sides in frames of their own.
    fn boxes(&self, theme: Theme, model: &Model, lines: &mut Vec<Line<'static>>) {
        let name = &self.digits.name;
        let frame = |text: String| Span::styled(theme.words(&text).into_owned(), theme.style(Role::Frame));
        let head = |title: &str, inside: usize| {
            let title = fit(title, inside - 2);
            format!("┌ {title} {}┐", "─".repeat(inside.saturating_sub(width(&title) + 2)))
        };
        let side = || frame("│".to_owned());
        let ours = theme.words(&format!("This screen shows ({} ⇄ {name})", model.own.name)).into_owned();
        let theirs = format!("What {name} reads to you (optional)");
        let plain = |left: &str, right: &str| {
            Line::from(vec![
                side(),
                Span::styled(format!("{left:<44}"), theme.style(Role::Dim)),
                frame("│  │".to_owned()),
                Span::styled(format!("{right:<44}"), theme.style(Role::Dim)),
                side(),
            ])
        };
        lines.push(Line::from(frame(format!("{}  {}", head(&ours, 44), head(&theirs, 44)))));
        lines.push(plain("", ""));
        for row in 0..4 {
            let groups = self.digits.number.groups();
            let own = groups.get(row * 3..row * 3 + 3).map(|groups| groups.join("  ")).unwrap_or_default();
            let (said, sign, role) = self.said(theme, row);
            let used: usize = said.iter().map(Span::width).sum();
            let mut line = vec![side(), Span::raw(format!("   row {}    ", row + 1))];
            line.push(Span::styled(format!("{own:<32}"), theme.style(Role::Strong)));
            line.push(frame("│  │".to_owned()));
            line.push(Span::raw(format!("   row {}    ", row + 1)));
            line.extend(said);
            let sign = format!("  {sign}");
            let fill = " ".repeat(32_usize.saturating_sub(used + width(&sign)));
            line.push(Span::styled(format!("{sign}{fill}"), theme.style(role)));
            line.push(side());
            lines.push(Line::from(line));
        }
        lines.push(plain("", ""));
        let wrong = theme.words("   the first wrong digit turns to ✗").into_owned();
        lines.push(plain("   same number on both sides, by design", &wrong));
        let low = format!("└{}┘", "─".repeat(44));
        lines.push(Line::from(frame(format!("{low}  {low}"))));
    }

    /// Both sides in one row, or one below the other where there is no room for that.
    fn narrow(&self, theme: Theme, row: usize, columns: usize) -> Vec<Line<'static>> {
        let groups = self.digits.number.groups();
        let own = groups.get(row * 3..row * 3 + 3).map(|groups| groups.join("  ")).unwrap_or_default();
        let own = Span::styled(own, theme.style(Role::Strong));
        let (mut said, sign, role) = self.said(theme, row);
        said.push(Span::styled(format!(" {sign}"), theme.style(role)));
        if columns < BESIDE {
            return vec![Line::from(own), Line::from(said)];
        }
        let between = Span::styled(theme.words(" │ ").into_owned(), theme.style(Role::Frame));
        vec![[own, between].into_iter().chain(said).collect()]
    }

    /// What was typed of a row: the digits, a sign and its role.
    fn said(&self, theme: Theme, row: usize) -> (Vec<Span<'static>>, String, Role) {
        let (right, typed) = (self.right(), self.typed.len());
        let mut spans = Vec::new();
        for at in row * ROW..(row + 1) * ROW {
            if at % 5 == 0 && at % ROW > 0 {
                spans.push(Span::raw("  "));
            }
            let digit = self.typed.get(at..=at);
            spans.push(match digit {
                Some(_) if at == right => {
                    Span::styled(theme.words("✗").into_owned(), theme.style(Role::Alarm))
                }
                Some(digit) => Span::raw(digit.to_owned()),
                None if at == typed => Span::styled("_", theme.style(Role::Focus)),
                None => Span::styled("_", theme.style(Role::Dim)),
            });
        }
        let here = row * ROW..(row + 1) * ROW;
        let (sign, role) = if right < typed && here.contains(&right) {
            ("✗ DIFFERS", Role::Bad)
        } else if right >= here.end {
            ("✓ same", Role::Good)
        } else if here.contains(&typed) && typed > here.start {
            ("typing", Role::Dim)
        } else {
            ("", Role::Text)
        };
        (spans, theme.words(sign).into_owned(), role)
    }

    fn keys(&self, theme: Theme, model: &Model, columns: usize) -> Vec<Line<'static>> {
        let name = &self.digits.name;
        let peer = model.peers.iter().find(|peer| peer.name == *name);
        let key = peer.map_or_else(String::new, |peer| peer.id.0.to_string());
        let seen = peer.and_then(|peer| peer.first_seen).map(|seen| time_text(UnixMillis(seen)));
        let seen = seen.and_then(|seen| seen.split(' ').next().map(|day| format!("first seen {day}")));
        let state = match self.digits.trust {
            Trust::Verified { .. } => Some("verified before".to_owned()),
            Trust::Known => None,
            Trust::Blocked => Some("blocked".to_owned()),
        };
        let strong = theme.style(Role::Strong);
        let about: Vec<String> = seen.into_iter().chain(state).collect();
        let about = sentence(&about.join(", "), theme.style(Role::Dim), columns);
        let theirs = fit(&format!("{name}'s key"), columns / 2);
        let wide = width(&theirs).max(8);
        let own = format!("{:<wide$}", "your key");
        let theirs = pair(&theirs, &key, strong, columns);
        let own = pair(&own, &model.own.fingerprint, strong, columns);
        [theirs, dialog::dense(about), own].concat()
    }

    fn asked_rows(&self, theme: Theme, keys: &Keymap, columns: usize) -> Vec<Line<'static>> {
        let same = keys.named("same");
        let (hint, role) = if self.right() < self.typed.len() {
            ("What was typed differs.".to_owned(), Role::Bad)
        } else if self.asked {
            (format!("Not all was typed at the right: {same} once more."), Role::Warning)
        } else if self.typed.len() < DIGITS {
            (format!("{same} asks once more if the right side is not full."), Role::Dim)
        } else {
            ("All sixty digits are the same.".to_owned(), Role::Good)
        };
        let mut lines = sentence(&hint, theme.style(role), columns);
        lines.extend(dialog::answers(&self.answers(), keys, columns));
        lines.push(Line::styled("Enter does nothing here on purpose.", theme.style(Role::Dim)));
        lines
    }
}
