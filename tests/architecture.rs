//! The house rules: who may import whom, how long a file may be, what is never called.
//!
//! In a single crate nothing but this file keeps the layers apart, so every rule is a test. A rule is
//! changed here, in its table, or not at all.

#![expect(clippy::unwrap_used, reason = "a rule that cannot read the sources has to fail loudly")]
#![expect(clippy::string_slice, reason = "every offset comes from a match in the same text")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// What a module of the crate may import: other modules, and which of the watched outside paths.
struct Rule {
    module: &'static str,
    imports: &'static [&'static str],
    outside: &'static [&'static str],
}

const L0: &[&str] = &[];

/// The import table, lowest layer first. A module that is not listed may not exist.
const RULES: &[Rule] = &[
    Rule { module: "defence", imports: L0, outside: &[] },
    Rule { module: "text", imports: &["defence"], outside: &[] },
    Rule { module: "fault", imports: L0, outside: &[] },
    Rule { module: "crypto", imports: L0, outside: &["rand"] },
    Rule { module: "wire", imports: &["text"], outside: &[] },
    Rule { module: "link", imports: L0, outside: &[] },
    Rule { module: "spec", imports: &["wire"], outside: &[] },
    Rule { module: "protocol", imports: &["defence", "crypto", "wire", "link", "text"], outside: &[] },
    Rule { module: "admission", imports: &["defence", "wire", "protocol"], outside: &["std::net"] },
    Rule { module: "capture", imports: &["link", "wire", "text"], outside: &[] },
    Rule {
        module: "keystore",
        imports: &["defence", "crypto", "text", "fault"],
        outside: &["std::fs", "serde"],
    },
    Rule { module: "store", imports: &["crypto", "wire", "text", "fault"], outside: &["std::fs"] },
    Rule {
        module: "transfer",
        imports: &["defence", "crypto", "wire", "text", "fault"],
        outside: &["std::fs"],
    },
    Rule { module: "inspector", imports: &["wire", "capture", "link", "text", "spec"], outside: &[] },
    Rule { module: "explain", imports: &["crypto", "wire", "protocol", "text"], outside: &[] },
    Rule { module: "export", imports: L0, outside: &["std::fs"] },
    Rule {
        module: "lab",
        imports: &[
            "defence",
            "crypto",
            "wire",
            "link",
            "protocol",
            "capture",
            "text",
            "admission",
            "keystore",
            "transfer",
        ],
        outside: &["std::net"],
    },
    Rule { module: "tap", imports: &["wire", "link", "protocol", "capture", "inspector"], outside: &[] },
    Rule {
        module: "net",
        imports: &["defence", "wire", "link", "protocol", "admission", "capture", "tap", "text"],
        outside: &["tokio", "std::net", "tracing", "rand", "clock"],
    },
    Rule {
        module: "relay",
        imports: &["crypto", "wire", "net", "text"],
        outside: &["tokio", "std::net", "tracing", "clock"],
    },
    Rule {
        module: "node",
        imports: &[
            "defence",
            "crypto",
            "wire",
            "link",
            "protocol",
            "admission",
            "capture",
            "keystore",
            "export",
            "store",
            "lab",
            "net",
            "text",
            "transfer",
        ],
        outside: &["tokio", "std::net", "tracing", "rand", "clock"],
    },
    Rule { module: "history", imports: &["node", "inspector", "text"], outside: &[] },
    Rule { module: "blast", imports: &["node", "capture"], outside: &[] },
    Rule { module: "commands", imports: &["node", "blast", "history", "text"], outside: &[] },
    Rule { module: "why", imports: &["node", "protocol", "inspector", "spec", "text"], outside: &[] },
    Rule { module: "progress", imports: &["node"], outside: &[] },
    Rule { module: "settings", imports: L0, outside: &[] },
    Rule {
        module: "tui",
        imports: &[
            "node",
            "blast",
            "capture",
            "commands",
            "settings",
            "inspector",
            "explain",
            "export",
            "history",
            "lab",
            "progress",
            "spec",
            "tap",
            "text",
            "why",
        ],
        outside: &["tokio", "ratatui", "crossterm", "clock"],
    },
];

/// Files at the top that put the parts together: they may import anything, and nothing below may import them.
const TOP: &[&str] = &[
    "lib",
    "main",
    "cli",
    "config",
    "control",
    "demo",
    "identity_command",
    "log_command",
    "netlog",
    "plain",
    "recording",
    "selftest",
];

/// Outside paths that only some modules may name. The clock is watched as a whole under one word.
const WATCHED: &[(&str, &str)] = &[
    ("tokio", "tokio::"),
    ("ratatui", "ratatui::"),
    ("crossterm", "crossterm::"),
    ("std::net", "std::net"),
    ("std::fs", "std::fs"),
    ("tracing", "tracing::"),
    ("serde", "serde::"),
    ("rand", "rand::"),
    ("clap", "clap::"),
    ("anyhow", "anyhow::"),
    ("clock", "Instant"),
    ("clock", "SystemTime"),
];

/// Calls that need a place of their own: (what, files that may, why).
const CALLS: &[(&str, &[&str], &str)] = &[
    ("unbounded_channel", &[], "every queue has a bound"),
    ("thread::sleep", &[], "a sleep is not synchronisation"),
    ("time::sleep(", &[], "wait until a named deadline with sleep_until"),
    ("Instant::now", &["net/clock.rs", "relay/server.rs", "tui/run.rs"], "time is an argument"),
    ("SystemTime::now", &["net/clock.rs"], "only the driver stamps packets"),
    ("process::exit", &["main.rs"], "only the program ends the program"),
    (
        "as_sent",
        &[
            "text/peer.rs",
            "wire/text.rs",
            "keystore/petname.rs",
            "lab/end.rs",
            "lab/segmsg/eavesdropper.rs",
            "transfer/name.rs",
        ],
        "what a peer wrote comes out by PeerText::shown or PeerText::json",
    ),
    ("Group::Toy", &["protocol/defence.rs"], "only a connection of the lab lacks the group"),
    ("Defences::without", &["lab/play.rs"], "only the lab makes a peer that lacks a defence"),
    (
        "from_any_bytes",
        &["crypto/weakened.rs", "protocol/handshake/proof.rs"],
        "what is not checked is for the lab's sandbox",
    ),
    (
        "from_any_point",
        &["crypto/weakened.rs", "protocol/handshake/proof.rs"],
        "what is not checked is for the lab's sandbox",
    ),
    (
        "verify_loosely",
        &["crypto/weakened.rs", "protocol/handshake/proof.rs"],
        "what is not checked is for the lab's sandbox",
    ),
    (
        "agree_unchecked",
        &["crypto/weakened.rs", "protocol/output.rs"],
        "what is not checked is for the lab's sandbox",
    ),
    (
        "open_inner_unpadded",
        &["wire/inner.rs", "wire/mod.rs", "protocol/session.rs"],
        "what is not checked is for the lab's sandbox",
    ),
    ("Color::", &["tui/theme.rs", "tui/palette.rs"], "what a thing looks like is decided by its role"),
    ("Modifier::", &["tui/theme.rs"], "what a thing looks like is decided by its role"),
    ("Stylize", &[], "what a thing looks like is decided by its role"),
    (
        "std::env::var",
        &[
            "cli.rs",
            "config/chosen.rs",
            "config/key_log.rs",
            "config/profile.rs",
            "config/terminal.rs",
            "main.rs",
        ],
        "settings are read in one place",
    ),
];

/// Words in a field value that mean the peer chose the text.
const PEER_TEXT: &[&str] =
    &["nick", "body", "petname", "peer_name", "peer_text", "text", "message", "claimed"];

/// Folders in which a file is nothing until one line of the front door lists it. Exempt are the parts
/// that serve the registered ones.
const REGISTRIES: &[(&str, &[&str])] = &[
    ("wire/message", &["mod", "tests", "inner"]),
    ("wire/handshake", &["mod", "tests"]),
    ("lab/attacks", &["mod", "tests"]),
    ("lab/exhibits", &["mod", "block"]),
];

const TOP_LEVEL: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "src",
    "protocol-spec",
    "keystore",
    "logs",
    "README.md",
    "tests",
    "benches",
    "fuzz",
    "target",
    "LICENSE-APACHE",
    "LICENSE-MIT",
];

const FILE_LINES_MAX: usize = 400;
const FUNCTION_LINES_MAX: usize = 70;

/// What tests look at they may build from any layer.
#[test]
fn imports_point_down() {
    let mut faults = Vec::new();
    for source in sources() {
        let Some(rule) = source.rule(&mut faults).filter(|_| !source.is_test()) else { continue };
        for (line, target) in source.crate_imports() {
            let own = target == rule.module;
            if !own && !rule.imports.contains(&target.as_str()) {
                faults.push(format!(
                    "{}:{line}: {} may not import {target}; it may import {:?}",
                    source.name, rule.module, rule.imports
                ));
            }
        }
    }
    report("imports point down", &faults);
}

#[test]
fn outside_crates_stay_in_their_layer() {
    let mut faults = Vec::new();
    for source in sources() {
        let Some(rule) = source.rule(&mut faults).filter(|_| !source.is_test()) else { continue };
        for (word, path) in WATCHED {
            if rule.outside.contains(word) {
                continue;
            }
            for line in lines_naming(&source.code, path) {
                faults.push(format!("{}:{line}: {} may not name {path}", source.name, rule.module));
            }
        }
    }
    report("outside crates stay in their layer", &faults);
}

#[test]
fn every_file_is_short() {
    let long = sources().into_iter().filter_map(|source| {
        let lines = source.text.lines().count();
        (lines > FILE_LINES_MAX).then(|| format!("{}: {lines} lines, at most {FILE_LINES_MAX}", source.name))
    });
    report("every file is short", &long.collect::<Vec<_>>());
}

#[test]
fn every_function_is_short() {
    let mut faults = Vec::new();
    for source in sources() {
        for (line, name, lines) in functions(&source.code) {
            if lines >= FUNCTION_LINES_MAX {
                faults.push(format!(
                    "{}:{line}: fn {name} has {lines} lines, fewer than {FUNCTION_LINES_MAX}",
                    source.name
                ));
            }
        }
    }
    report("every function is short", &faults);
}

#[test]
fn every_file_is_a_module() {
    let all = sources();
    let mut faults = Vec::new();
    for source in &all {
        if ["lib.rs", "main.rs"].contains(&source.name.as_str()) {
            continue;
        }
        let parents = source.parents();
        let stem = source.module_name();
        let declared = all.iter().filter(|other| parents.contains(&other.name)).any(|parent| {
            words(&parent.code).windows(2).any(|pair| pair[0] == "mod" && pair[1] == stem)
                || parent.code.contains(&format!("=> {stem}::"))
        });
        if !declared {
            faults.push(format!("{}: no `mod {stem};` in {parents:?}", source.name));
        }
    }
    report("every file is a module", &faults);
}

#[test]
fn every_registry_file_is_registered() {
    let all = sources();
    let mut faults = Vec::new();
    for (folder, exempt) in REGISTRIES {
        let Some(door) = all.iter().find(|source| source.name == format!("{folder}/mod.rs")) else {
            continue;
        };
        for source in all.iter().filter(|source| source.name.starts_with(&format!("{folder}/"))) {
            if source.name == door.name {
                continue;
            }
            let stem = source.module_name();
            if !exempt.contains(&stem.as_str()) && !door.code.contains(&format!("{stem}::")) {
                faults.push(format!("{}: {folder}/mod.rs does not register {stem}::", source.name));
            }
        }
    }
    report("every registry file is registered", &faults);
}

#[test]
fn a_front_door_holds_no_logic() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| source.name.ends_with("mod.rs")) {
        for (line, name, _) in functions(&source.code) {
            faults.push(format!("{}:{line}: fn {name} belongs in a file of its own", source.name));
        }
    }
    report("a front door holds no logic", &faults);
}

#[test]
fn no_file_is_a_junk_drawer() {
    let junk = ["util", "utils", "helper", "helpers", "common", "misc", "manager", "service"];
    let found = sources().into_iter().filter(|source| junk.contains(&source.module_name().as_str()));
    report("no file is a junk drawer", &found.map(|source| source.name).collect::<Vec<_>>());
}

#[test]
fn banned_calls_stay_out() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| !source.is_test()) {
        for (call, files, why) in CALLS {
            if files.contains(&source.name.as_str()) {
                continue;
            }
            for line in lines_naming(&source.code, call) {
                faults.push(format!("{}:{line}: {call}: {why}", source.name));
            }
        }
    }
    report("banned calls stay out", &faults);
}

/// What stands below the line that leaves it out of a build without the lab.
const OF_THE_LAB: &[(&str, &str)] = &[
    ("lib.rs", "pub mod lab;"),
    ("lib.rs", "pub mod tap;"),
    ("protocol/defence.rs", "const SANDBOX_ID"),
    ("protocol/defence.rs", "const TOY_ID"),
    ("defence.rs", "removed: u64,"),
    ("defence.rs", "pub(crate) fn without"),
    ("keystore/known_peers.rs", "pub(crate) fn under"),
    ("text/logged.rs", "pub(crate) const fn under"),
];

#[test]
fn a_build_without_the_lab_has_no_attack_and_no_way_to_leave_a_check_out() {
    let sources = sources();
    for (name, what) in OF_THE_LAB {
        let source = sources.iter().find(|source| source.name == *name).unwrap();
        let lines: Vec<&str> = source.text.lines().map(str::trim).collect();
        let at = lines.iter().position(|line| line.starts_with(what)).unwrap();
        assert_eq!(lines[at - 1], "#[cfg(feature = \"lab\")]", "{name}: {what}");
    }
}

/// What a peer is without is missing at the line of the check, in the code that real peers run. The lab's own enemies
/// speak as their victims do, and people who compare are nobody's code.
#[test]
fn the_lab_leaves_no_check_out_in_their_place() {
    let own = ["lab/evil/", "lab/attacks/mitm_compared.rs"];
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| source.name.starts_with("lab/") && !source.is_test()) {
        if !own.iter().any(|own| source.name.starts_with(own)) {
            let lines =
                lines_naming(&source.code, "hold").into_iter().chain(lines_naming(&source.code, "enforce"));
            faults.extend(lines.map(|line| format!("{}:{line}: the check is skipped here", source.name)));
        }
    }
    report("the lab leaves no check out in their place", &faults);
}

#[test]
fn every_sign_of_the_screen_has_its_ascii() {
    let all = sources();
    let theme = all.iter().find(|source| source.name == "tui/theme.rs").unwrap();
    let table = theme.text.split_once("const SIGNS").unwrap().1.split_once("];").unwrap().0;
    let known: BTreeSet<char> = table.chars().filter(|c| !c.is_ascii()).collect();
    let mut faults = Vec::new();
    let panels = all.iter().filter(|source| source.name.starts_with("tui/") && !source.is_test());
    for source in panels.filter(|source| source.name != theme.name) {
        let lines = source.text.lines().enumerate();
        for (number, line) in lines.filter(|(_, line)| !line.trim_start().starts_with("//")) {
            for sign in line.chars().filter(|c| !c.is_ascii() && !known.contains(c)) {
                faults.push(format!(
                    "{}:{}: {sign} is not in SIGNS of tui/theme.rs",
                    source.name,
                    number + 1
                ));
            }
        }
    }
    report("every sign of the screen has its ASCII", &faults);
}

#[test]
fn nothing_is_left_for_later() {
    let mut faults = Vec::new();
    for source in sources() {
        for (number, line) in source.text.lines().enumerate() {
            if ["TODO", "FIXME", "XXX"].iter().any(|word| line.contains(word)) {
                faults.push(format!("{}:{}: {}", source.name, number + 1, line.trim()));
            }
        }
    }
    report("nothing is left for later", &faults);
}

#[test]
fn peer_text_is_logged_escaped() {
    let mut faults = Vec::new();
    for source in sources() {
        for (line, value) in displayed_fields(&source.code) {
            let hostile = PEER_TEXT.iter().any(|word| value.contains(word));
            if hostile && !value.starts_with("escape") && !value.contains(".shown") {
                faults.push(format!(
                    "{}:{line}: %{value} writes peer text raw; use ?field or escape it",
                    source.name
                ));
            }
        }
    }
    report("peer text is logged escaped", &faults);
}

#[test]
fn the_top_level_stays_as_given() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let extra = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let extra = extra.filter(|name| !name.starts_with('.') && !TOP_LEVEL.contains(&name.as_str()));
    report("the top level stays as given", &extra.collect::<Vec<_>>());
}

#[test]
fn the_scanner_sees_what_it_should() {
    let code = code_only("use a; // crate::wire\nlet s = \"crate::net\"; let c = '\"'; fn f<'a>() {\n}\n");
    assert!(!code.contains("crate::"), "comments and strings are not code: {code}");
    assert_eq!(functions(&code), [(2, "f".to_owned(), 2)]);

    let source = Source::new(
        "protocol/x.rs",
        "use crate::{wire::{A, B}, crypto};\nfn g() { super::super::net::y() }\n",
    );
    let targets: BTreeSet<_> = source.crate_imports().into_iter().map(|(_, target)| target).collect();
    assert_eq!(targets, ["crypto", "net", "wire"].map(str::to_owned).into());
    assert_eq!(displayed_fields("info!(peer = %nick, n)")[0].1, "nick");
}

/// One file of `src/`, with its text as written and with comments and literals blanked out.
struct Source {
    name: String,
    text: String,
    code: String,
}

impl Source {
    fn new(name: &str, text: &str) -> Self {
        Self { name: name.to_owned(), text: text.to_owned(), code: code_only(text) }
    }

    fn segments(&self) -> Vec<&str> {
        self.name.trim_end_matches(".rs").trim_end_matches("/mod").split('/').collect()
    }

    fn module_name(&self) -> String {
        (*self.segments().last().unwrap()).to_owned()
    }

    fn is_test(&self) -> bool {
        self.name.ends_with("tests.rs") || self.name.contains("/tests/")
    }

    /// The rule for this file; none for the files at the top. A file in no table is a fault.
    fn rule(&self, faults: &mut Vec<String>) -> Option<&'static Rule> {
        let module = self.segments()[0];
        let rule = RULES.iter().find(|rule| rule.module == module);
        if rule.is_none() && !TOP.contains(&module) {
            faults.push(format!("{}: module {module} is in no layer; add it to the table", self.name));
        }
        rule
    }

    /// Files that may declare this one as their module.
    fn parents(&self) -> Vec<String> {
        let segments = self.segments();
        match &segments[..segments.len() - 1] {
            [] => vec!["lib.rs".to_owned(), "main.rs".to_owned()],
            above => vec![format!("{}/mod.rs", above.join("/"))],
        }
    }

    /// Every module of the crate that this file names, with the line.
    fn crate_imports(&self) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        for root in ["crate::", "peerscope::"] {
            for (at, _) in self.code.match_indices(root) {
                if !self.code[..at].ends_with(is_word) {
                    let heads = heads(&self.code[at + root.len()..]);
                    found.extend(heads.into_iter().map(|head| (line_of(&self.code, at), head)));
                }
            }
        }
        let to_root = "super::".repeat(self.segments().len());
        for (at, _) in self.code.match_indices(&to_root) {
            let heads = heads(&self.code[at + to_root.len()..]);
            found.extend(heads.into_iter().map(|head| (line_of(&self.code, at), head)));
        }
        found
            .retain(|(_, head)| RULES.iter().any(|rule| rule.module == head) || TOP.contains(&head.as_str()));
        found
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    paths.sort();
    let found: Vec<_> = paths.iter().filter(|path| path.extension().is_some_and(|end| end == "rs")).collect();
    assert!(found.len() > 2, "the sources were not found under {}", root.display());
    let read = |path: &PathBuf| {
        let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
        Source::new(&name, &fs::read_to_string(path).unwrap())
    };
    found.into_iter().map(read).collect()
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, paths);
        } else {
            paths.push(path);
        }
    }
}

fn report(rule: &str, faults: &[String]) {
    assert!(faults.is_empty(), "{rule}: {} broken\n  {}", faults.len(), faults.join("\n  "));
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn words(code: &str) -> Vec<&str> {
    code.split(|c| !is_word(c)).filter(|word| !word.is_empty()).collect()
}

fn line_of(code: &str, at: usize) -> usize {
    code[..at].matches('\n').count() + 1
}

/// First names after a path prefix: one, or each of a braced group.
fn heads(rest: &str) -> Vec<String> {
    let Some(group) = rest.trim_start().strip_prefix('{') else {
        return vec![rest.trim_start().chars().take_while(|c| is_word(*c)).collect()];
    };
    let (mut depth, mut heads, mut current) = (0_usize, Vec::new(), String::new());
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => heads.push(std::mem::take(&mut current)),
            _ if depth == 0 => current.push(c),
            _ => {}
        }
    }
    heads.push(current);
    heads.iter().map(|head| head.trim().chars().take_while(|c| is_word(*c)).collect()).collect()
}

/// Lines on which `path` stands as a whole word.
fn lines_naming(code: &str, path: &str) -> Vec<usize> {
    let whole = |at: usize| {
        let before = code[..at].ends_with(is_word);
        let after = path.ends_with(is_word) && code[at + path.len()..].starts_with(is_word);
        !before && !after
    };
    code.match_indices(path).filter(|(at, _)| whole(*at)).map(|(at, _)| line_of(code, at)).collect()
}

/// Every function with a body: (line, name, lines from `fn` to the closing brace).
fn functions(code: &str) -> Vec<(usize, String, usize)> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("fn ") {
        let name: String = code[at + 3..].chars().take_while(|c| is_word(*c)).collect();
        if code[..at].ends_with(is_word) || name.is_empty() {
            continue;
        }
        let (mut depth, mut nested) = (0_usize, 0_usize);
        for (offset, c) in code[at..].char_indices() {
            match c {
                '(' | '[' if depth == 0 => nested += 1,
                ')' | ']' if depth == 0 => nested = nested.saturating_sub(1),
                ';' if depth == 0 && nested == 0 => break,
                '{' => depth += 1,
                '}' if depth == 1 => {
                    found.push((line_of(code, at), name, code[at..at + offset].matches('\n').count() + 1));
                    break;
                }
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
    }
    found
}

/// Values given to tracing macros with `%`, which writes them unescaped.
fn displayed_fields(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for name in ["trace!(", "debug!(", "info!(", "warn!(", "error!(", "event!(", "span!("] {
        for (at, _) in code.match_indices(name) {
            let (mut depth, mut end) = (0_usize, code.len());
            for (offset, c) in code[at..].char_indices() {
                match c {
                    '(' => depth += 1,
                    ')' if depth == 1 => {
                        end = at + offset;
                        break;
                    }
                    ')' => depth -= 1,
                    _ => {}
                }
            }
            let body = &code[at + name.len()..end];
            for value in body.split('%').skip(1) {
                let value: String = value.chars().take_while(|c| !matches!(c, ',' | ')' | '(')).collect();
                found.push((line_of(code, at), value.trim().to_owned()));
            }
        }
    }
    found
}

/// The text with comments, strings and character literals blanked, every line kept in its place.
fn code_only(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = literal_end(&chars, at);
        if end == at {
            out.push(chars[at]);
            at += 1;
        } else {
            out.extend(chars[at..end].iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
            at = end;
        }
    }
    out
}

/// Where the comment or literal that starts at `at` ends; `at` itself when none starts there.
fn literal_end(chars: &[char], at: usize) -> usize {
    let find = |from: usize, stop: &str| {
        let stop: Vec<char> = stop.chars().collect();
        let hit = (from..chars.len()).find(|i| chars[*i..].starts_with(&stop));
        hit.map_or(chars.len(), |i| i + stop.len())
    };
    let in_word = at > 0 && is_word(chars[at - 1]);
    match chars[at..] {
        ['/', '/', ..] => find(at, "\n") - usize::from(find(at, "\n") < chars.len()),
        ['/', '*', ..] => find(at + 2, "*/"),
        ['r', '"' | '#', ..] if !in_word => {
            let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
            if chars.get(at + 1 + hashes) != Some(&'"') {
                return at;
            }
            find(at + 2 + hashes, &format!("\"{}", "#".repeat(hashes)))
        }
        ['"', ..] => {
            let mut end = at + 1;
            while end < chars.len() && chars[end] != '"' {
                end += if chars[end] == '\\' { 2 } else { 1 };
            }
            (end + 1).min(chars.len())
        }
        ['\'', '\\', ..] => find(at + 3, "'"),
        ['\'', _, '\'', ..] => at + 3,
        _ => at,
    }
}
