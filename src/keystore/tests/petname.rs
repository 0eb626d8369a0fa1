use crate::keystore::petname::{CHARS_MAX, is_petname, sanitise};

#[test]
fn what_is_visible_of_a_nick_is_kept() {
    let cases = [
        ("bob", "bob"),
        ("Zoë", "Zoë"),
        ("Zoe\u{308}", "Zoe\u{308}"),
        ("हिन्दी", "हिन्दी"),
        ("李雷", "李雷"),
        ("🦀", "🦀"),
        ("bob  the\tbuilder", "bob-the-builder"),
        (" bob ", "bob"),
        ("a--b", "a--b"),
        ("--bob", "bob"),
        ("\u{1b}[2Jbob", "2Jbob"),
        ("bob\r\nalice", "bob-alice"),
        ("a\u{202e}b\u{2066}c\u{200f}", "abc"),
        ("a\u{200b}b\u{200d}c\u{feff}d\u{ad}", "abcd"),
        ("a\u{e0041}b\u{fe0f}c\u{3164}d\u{2800}", "abcd"),
        ("a\u{9b}b\u{7f}c\u{0}", "abc"),
        ("\u{301}a\u{301}\u{301}\u{301}\u{301}\u{301}", "a\u{301}\u{301}\u{301}\u{301}"),
        ("a:b#c/d,e@f[g]h", "abcdefgh"),
        ("o'\"\\b", "ob"),
        ("\u{e000}\u{fffe}x", "x"),
    ];
    for (nick, name) in cases {
        assert_eq!(sanitise(nick).as_deref(), Some(name), "{nick:?}");
        assert!(is_petname(name), "{name:?}");
    }
}

#[test]
fn nothing_is_made_of_what_is_invisible_or_would_be_read_as_something_else() {
    let fingerprint = "7f3a91c20b44e1d05a6b77c89d0123ef";
    for nick in ["", " ", "\n", "\u{202e}", "\u{3164}", "4000", "65535", "---", ":", fingerprint] {
        assert_eq!(sanitise(nick), None, "{nick:?}");
    }
}

#[test]
fn a_name_is_at_most_so_long_and_its_own_result() {
    let long: String = "é".repeat(40);
    let name = sanitise(&long).unwrap();
    assert_eq!(name.chars().count(), CHARS_MAX);
    for c in
        (0..=0x1_ffff).step_by(3).chain(0x2000..=0x3fff).chain(0xe_0000..=0xe_01ff).filter_map(char::from_u32)
    {
        let name = sanitise(&format!("x{c}y {c}")).unwrap();
        assert!(is_petname(&name), "{c:?} gives {name:?}");
        assert!(!name.chars().any(|c| c.is_control() || c.is_whitespace()), "{c:?} gives {name:?}");
    }
}
