use super::{
    Accept, Changes, Colors, Complaint, Ground, KNOBS, KeyWish, Said, Settings, default_file, patched, read,
    set,
};

#[test]
fn the_printed_file_is_the_default_and_holds_every_knob() {
    let file = default_file();
    assert_eq!(read(&file), Said::default(), "{file}");
    for knob in KNOBS {
        assert_eq!(file.matches(&format!("\n{} = ", knob.name)).count(), 1, "{}", knob.name);
        assert!(file.contains(knob.help) && file.contains(knob.allowed), "{}", knob.name);
    }
    assert!(file.lines().all(|line| line.len() <= 120), "{file}");
}

#[test]
fn every_default_can_be_changed() {
    let file = "theme = \"light\"\ncolor = 16\nascii = true\nmouse = false\ntitle = false\nbell = true\n\
                seconds = true\nsafe = true\nlayout = \"chat\"\npackets_mib = 1\nlog_mib = 1\nlog_files = 0\naccept = \"any\"\n\
                notify = \"text\"\nnotify_osc = 777\ndownloads = \"/a \\\"b\\\"\"\n";
    let Said { settings, complaints, .. } = read(file);
    assert_eq!(complaints, Vec::new());
    let changed = KNOBS
        .iter()
        .filter(|knob| knob.value(&settings).to_string() != knob.value(&Settings::default()).to_string());
    assert_eq!(changed.count(), KNOBS.len());
    assert_eq!((settings.theme, settings.color), (Ground::Light, Colors::Sixteen));
    assert_eq!(settings.accept, Accept::Any);
    assert_eq!(settings.downloads, "/a \"b\"");
    let printed = KNOBS.iter().map(|knob| knob.line(&settings) + "\n").collect::<Vec<_>>().concat();
    assert_eq!(read(&printed).settings, settings, "{printed}");
}

#[test]
fn what_is_wrong_is_named_with_its_line_and_the_default_stands() {
    let cases = [
        ("theme = \"drak\"", 1, "theme is \"auto\", \"dark\" or \"light\", not \"drak\""),
        ("\n\nthem = \"dark\"", 3, "there is no setting \"them\": did you mean theme?"),
        ("[theme]\nx = 1", 1, "theme is \"auto\", \"dark\" or \"light\", not \"[theme]\""),
        ("bell = \"yes\"", 1, "bell is true or false, not \"yes\""),
        ("bell = 1", 1, "bell is true or false, not \"1\""),
        ("packets_mib = 0", 1, "packets_mib is 1 to 4096, not \"0\""),
        ("packets_mib = -5", 1, "packets_mib is 1 to 4096, not \"-5\""),
        ("packets_mib = 99999999999999999999", 1, "packets_mib is 1 to 4096"),
        ("mouse = [true]", 1, "mouse is true or false, not \"[true]\""),
        ("wallpaper = 3", 1, "there is no setting \"wallpaper\": peerscope config lists all"),
        ("\nmouse = = 3", 2, "this is no TOML: "),
        ("mouse", 1, "this is no TOML: "),
        ("bell = true\nbell = false", 2, "this is no TOML: "),
        ("\u{0}\u{1b}[31m", 1, "this is no TOML: "),
    ];
    for (file, line, why) in cases {
        let Said { settings, complaints, .. } = read(file);
        let Some(Complaint { line: found, why: said }) = complaints.first() else {
            panic!("{file:?} is taken")
        };
        assert_eq!(*found, line, "{file:?}: {said}");
        assert!(said.starts_with(why), "{file:?}: {said}");
        let bell = file.starts_with("bell = true");
        assert_eq!(settings, Settings { bell, ..Settings::default() }, "{file:?}");
    }
}

#[test]
fn one_fault_takes_nothing_else_away() {
    let Said { settings, complaints, .. } = read("bell = true\ncolor = \"pink\"\nascii = true\n");
    assert!(settings.bell && settings.ascii);
    assert_eq!(complaints.len(), 1, "{complaints:?}");
}

#[test]
fn set_takes_on_and_off_and_names_the_nearest() {
    let mut settings = Settings::default();
    assert_eq!(set(&mut settings, "bell", "on").map(|knob| knob.name), Ok("bell"));
    assert!(settings.bell);
    let why = set(&mut settings, "bel", "on").unwrap_err();
    assert!(why.ends_with("did you mean bell?"), "{why}");
}

#[test]
fn the_table_of_keys_is_taken_word_for_word_with_its_lines() {
    let file = "bell = true\n[keys]\npause = \"Ctrl+G\"\nzoom = [\"Alt+Z\", \"x\"]\nquit = []\nhelp = 3\ncopy = [1]\n";
    let said = read(file);
    let wish = |line: usize, action: &str, chords: &[&str]| KeyWish {
        place: format!("line {line}"),
        action: action.to_owned(),
        chords: chords.iter().map(|chord| (*chord).to_owned()).collect(),
    };
    assert!(said.settings.bell);
    let mut keys = said.keys;
    keys.sort_by(|one, other| one.place.cmp(&other.place));
    assert_eq!(keys, [wish(3, "pause", &["Ctrl+G"]), wish(4, "zoom", &["Alt+Z", "x"]), wish(5, "quit", &[])]);
    let faults: Vec<String> = said.complaints.iter().map(ToString::to_string).collect();
    let expected =
        ["line 6: \"help\" is a key or a list of keys", "line 7: \"copy\" is a key or a list of keys"];
    assert_eq!(faults, expected);
    let said = read("keys = \"x\"");
    assert_eq!(said.complaints[0].why, "keys is a table: [keys], and below it a line for each action");
}

#[test]
fn the_table_of_colours_is_taken_in_the_order_of_the_file() {
    let said = read("[colours]\n\"type == message\" = \"grey\"\nbad = \"blue\"\n\"a\" = 3\n");
    let rules: Vec<(&str, &str)> =
        said.colours.iter().map(|wish| (wish.filter.as_str(), wish.colour.as_str())).collect();
    assert_eq!(rules, [("type == message", "grey"), ("bad", "blue")]);
    assert_eq!(said.complaints[0].to_string(), "line 4: \"a\" is the name of a colour");
    let said = read("colours = { \"seq > 1\" = \"grey\", \"bad\" = \"blue\" }\n");
    let rules: Vec<&str> = said.colours.iter().map(|wish| wish.filter.as_str()).collect();
    assert_eq!(rules, ["seq > 1", "bad"], "on one line too");
    let said = read("colours = 1");
    assert_eq!(said.complaints[0].why, "colours is a table: [colours], and below it a line for each filter");
}

#[test]
fn the_table_of_aliases_is_taken_with_its_lines() {
    let said = read("[aliases]\ngm = \"/all good morning\"\nbad = 3\n");
    let found: Vec<(&str, &str, &str)> = said
        .aliases
        .iter()
        .map(|wish| (wish.place.as_str(), wish.name.as_str(), wish.stands_for.as_str()))
        .collect();
    assert_eq!(found, [("line 2", "gm", "/all good morning")]);
    assert_eq!(said.complaints[0].to_string(), "line 3: \"bad\" is a command in quotes");
    let said = read("aliases = 1");
    assert_eq!(said.complaints[0].why, "aliases is a table: [aliases], and below it a line for each name");
}

#[test]
fn every_changed_setting_is_saved_so_that_it_is_read_again() {
    let mut now = Settings::default();
    for (name, value) in [("theme", "light"), ("color", "16"), ("bell", "on"), ("log_mib", "9")] {
        set(&mut now, name, value).unwrap();
    }
    set(&mut now, "downloads", "/a \"b\" \\c").unwrap();
    let settings = Changes::of_settings(&Settings::default(), &now);
    assert_eq!(settings.len(), 5);
    let text = patched("", &Changes { settings, ..Changes::default() }).unwrap();
    assert_eq!(read(&text), Said { settings: now.clone(), ..Said::default() }, "{text}");
    let back = Changes::of_settings(&now, &Settings::default());
    let text = patched(&text, &Changes { settings: back, ..Changes::default() }).unwrap();
    assert_eq!(read(&text), Said::default(), "{text}");
}

#[test]
fn keys_and_names_are_saved_in_their_tables_and_taken_out_again() {
    let file = "# mine\nbell = true # loud\n\n[keys]\n# often\nzoom = \"Alt+Z\"\nquit = \"Ctrl+X\"\n";
    let keys = |keys: &[&str]| Some(keys.iter().map(|key| (*key).to_owned()).collect());
    let changes = Changes {
        settings: vec![("ascii", "true".to_owned())],
        keys: vec![
            ("zoom", keys(&["x", "Alt+Z"])),
            ("quit", None),
            ("pause", keys(&[])),
            ("copy", keys(&["y"])),
        ],
        aliases: vec![("gm".to_owned(), Some("/all \"good\" morning".to_owned()))],
    };
    let text = patched(file, &changes).unwrap();
    let expected = "# mine\nbell = true # loud\nascii = true\n\n[keys]\n# often\nzoom = [\"x\", \"Alt+Z\"]\n\
                    pause = []\ncopy = \"y\"\n\n[aliases]\ngm = '/all \"good\" morning'\n";
    assert_eq!(text, expected);
    assert_eq!(read(&text).complaints, Vec::new());
    let none = Changes { aliases: vec![("gm".to_owned(), None)], ..Changes::default() };
    assert_eq!(read(&patched(&text, &none).unwrap()).aliases, Vec::new());
    let file = "[aliases]\n# each day\ngm = \"/all hi\"\n# at night\ngn = \"/all bye\"\n# the end\n";
    let gone = |names: &[&str]| {
        let aliases = names.iter().map(|name| ((*name).to_owned(), None)).collect();
        patched(file, &Changes { aliases, ..Changes::default() }).unwrap()
    };
    assert_eq!(gone(&["gm"]), "[aliases]\n# each day\n# at night\ngn = \"/all bye\"\n# the end\n");
    assert_eq!(gone(&["gm", "gn"]), "[aliases]\n# each day\n# at night\n# the end\n");
    let file = format!("{file}\n# colours\n[colours]\n");
    let aliases = ["gm", "gn"].map(|name| (name.to_owned(), None)).to_vec();
    let expected = "[aliases]\n# each day\n# at night\n# the end\n\n# colours\n[colours]\n";
    assert_eq!(patched(&file, &Changes { aliases, ..Changes::default() }).unwrap(), expected);
    let why = patched("keys = 1\n", &changes).unwrap_err();
    assert_eq!(why, "keys is no table there");
}
