//! What is on a page, and what is not.

use std::fmt::Write as _;

use peerscope::explain::{html, markdown, rows};
use peerscope::protocol::{Disclose, Disclosed, Event, Role, Value};

use crate::scene::{page_of, session};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

/// A page in each of its forms, without the ends of lines.
fn forms(disclose: Disclose, role: Role) -> [String; 3] {
    let page = page_of(&mut session(3, disclose), role);
    let rows: Vec<String> = rows(&page).into_iter().map(|row| row.text.trim().to_owned()).collect();
    [markdown(&page), html(&page), rows.concat()].map(|text| text.replace('\n', ""))
}

#[test]
fn every_public_value_and_the_name_of_every_key_is_on_it() {
    for role in [Role::Initiator, Role::Responder] {
        let arena = session(3, Disclose::Nothing);
        let end = if role == Role::Initiator { &arena.initiator } else { &arena.responder };
        let made = end.events.iter().filter_map(|event| match event {
            Event::Derived(made) => Some(&made.values),
            _ => None,
        });
        let made: Vec<_> = made.flatten().collect();
        assert!(made.len() > 35, "{}", made.len());
        let forms = forms(Disclose::Nothing, role);
        for derived in made {
            let found = match &derived.value {
                // Long ones are cut into fields.
                Value::Public(bytes) => hex(&bytes[bytes.len() - 8..]),
                Value::Key(id) => hex(id),
            };
            // The exponent is wiped with the handshake, and has no place in the tree.
            if !format!("{derived:?}").contains("Exponent") {
                assert!(forms.iter().all(|form| form.contains(&found)), "{role:?} {derived:?} {found}");
            }
        }
    }
}

#[test]
fn secrets_are_disclosed_only_where_the_config_says_so() {
    assert!(session(4, Disclose::Nothing).initiator.disclosed.is_empty());
    let names = |disclose| {
        let arena = session(4, disclose);
        let secrets = arena.responder.disclosed.iter().flat_map(|disclosed| &disclosed.secrets);
        secrets.map(|Disclosed { name, epoch, .. }| format!("{name:?} {epoch}")).collect::<Vec<_>>()
    };
    assert_eq!(names(Disclose::Traffic), ["ChainR2i 1", "ChainI2r 1", "ChainR2i 2", "ChainI2r 2"]);
    let all = names(Disclose::Everything);
    for name in ["Exponent 0", "Shared 0", "Extracted 0", "Root 1", "BlockI 1", "Shared 2", "Root 2"] {
        assert!(all.iter().any(|found| found == name), "{name}: {all:?}");
    }
}

#[test]
fn a_page_without_disclosure_holds_no_secret() {
    let told = session(3, Disclose::Everything);
    let secrets = told.initiator.disclosed.iter().flat_map(|disclosed| &disclosed.secrets);
    let secrets: Vec<_> = secrets.map(|secret| hex(&secret.value[..8])).collect();
    let taught = forms(Disclose::Everything, Role::Initiator);
    for form in forms(Disclose::Nothing, Role::Initiator) {
        assert!(!secrets.iter().any(|secret| form.contains(secret)));
        assert!(!form.contains("openssl"));
    }
    for form in taught {
        assert!(secrets.iter().all(|secret| form.contains(secret)), "the search finds what is there");
        assert!(form.contains("holds the secrets of this session"));
    }
}

#[test]
fn nothing_in_a_file_is_markup_but_our_own() {
    let [markdown, html, _] = forms(Disclose::Everything, Role::Initiator);
    assert!(markdown.contains(r"peer \<b\>\*x\*"), "the name of the peer is escaped");
    assert!(html.contains("peer &lt;b&gt;*x*"));
    assert!(!html.contains("<b>*x*"));
    for outside in ["http:", "https:", "src=", "href=", "url(", "<script", "<link", "@import"] {
        assert!(!html.contains(outside), "it needs no other file: {outside}");
    }
}
