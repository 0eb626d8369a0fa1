//! The spec says something about everything that can be asked about.

use std::collections::BTreeSet;

use crate::wire::{
    Described, FrameHeader, Handshake, IdentityProof, InnerHeader, Message, PADDING, Reason, SEGMSG_PAYLOAD,
    SEGMSG_TAG, SealedMessage, SegMsgHeader, UNDECODED,
};

use super::{Section, Style, find, of_field, of_reason, page, sections, titled};

#[test]
fn every_field_has_a_section_whose_table_lists_it() {
    let fixed = [
        &FrameHeader::SPEC,
        &SealedMessage::SPEC,
        &InnerHeader::SPEC,
        &IdentityProof::SPEC,
        &SegMsgHeader::SPEC,
    ];
    let listed = Handshake::ALL.iter().chain(Message::ALL).map(|listed| &listed.body);
    for spec in fixed.into_iter().chain(listed) {
        let section = of_field(spec.name).unwrap_or_else(|| panic!("{} has no section", spec.name));
        let behind: &[_] = if *spec == SegMsgHeader::SPEC { &[SEGMSG_PAYLOAD, SEGMSG_TAG] } else { &[] };
        for field in spec.fields.iter().chain(behind) {
            assert_eq!(of_field(field.name), Some(section), "{}", field.name);
            let Section { title, text, .. } = &sections()[section];
            let row = text.lines().find(|line| line.contains(&format!("| `{}` |", field.name)));
            assert!(row.is_some_and(|row| row.contains(field.doc)), "{} in {title}: {row:?}", field.name);
        }
    }
    let padding = of_field(PADDING.name).map(|section| sections()[section].text);
    assert!(padding.is_some_and(|text| text.contains(PADDING.name)));
    assert_eq!(of_field(UNDECODED.name), titled("Framing"));
    assert_eq!(of_field("nothing.like_it"), None);
}

#[test]
fn every_reason_has_a_section_that_names_it() {
    for reason in Reason::ALL {
        let section = of_reason(*reason).unwrap_or_else(|| panic!("{reason} has no section"));
        let Section { title, level, .. } = &sections()[section];
        let below = sections()[section + 1..].iter().take_while(|below| below.level > *level);
        let named = format!("`{reason}`");
        let mut texts = below.chain([&sections()[section]]);
        assert!(texts.any(|section| section.text.contains(&named)), "{reason} is not named in {title}");
        assert_eq!(find(reason.name()), Some(section), "{reason}");
    }
}

#[test]
fn a_word_leads_to_the_section_that_is_most_about_it() {
    for (word, title) in [
        ("rekey", "Rekey"),
        ("peerscope.seq", "In front of every frame: header"),
        ("text.body", "Kind 0x02: text"),
        ("bad_tag", "Data frames"),
        ("Gate", "Gate"),
        ("flight 2", "Flight 2: HANDSHAKE_RESPONSE (R to I, 472 bytes)"),
        ("safety number", "Fingerprint and safety number"),
        ("exponentiations", "Admission"),
    ] {
        let found = find(word).map(|section| sections()[section].title.as_str());
        assert_eq!(found, Some(title), "{word}");
    }
    assert_eq!((find("zebra"), find("")), (None, None));
}

#[test]
fn no_words_are_wider_than_the_page_and_none_are_lost() {
    for columns in [30, 56, 80, 120] {
        let page = page(columns);
        assert_eq!(page.starts.len(), sections().len());
        for (section, start) in sections().iter().zip(&page.starts) {
            assert!(page.lines[*start].text.starts_with(&section.title), "{}", section.title);
            assert_eq!(page.lines[*start].style, Style::Title);
        }
        let wide = page.lines.iter().filter(|line| line.style == Style::Text);
        for line in wide.filter(|line| line.text.trim().contains(' ')) {
            assert!(line.text.chars().count() <= columns, "{columns}: {}", line.text);
        }
        let shown: BTreeSet<&str> = page.lines.iter().flat_map(|line| line.text.split_whitespace()).collect();
        let is_word = |word: &&str| word.len() > 4 && word.chars().all(char::is_alphanumeric);
        let words = sections().iter().flat_map(|section| section.text.split_whitespace()).filter(is_word);
        let lost: Vec<&str> = words.filter(|word| !shown.contains(word)).collect();
        assert!(lost.is_empty(), "{columns}: {lost:?}");
    }
}

#[test]
fn marks_of_markdown_are_not_shown() {
    let page = page(80);
    for line in page.lines.iter().filter(|line| line.style != Style::Code) {
        for mark in ["`", "**", "](", "| ---"] {
            assert!(!line.text.contains(mark), "{}", line.text);
        }
    }
}
