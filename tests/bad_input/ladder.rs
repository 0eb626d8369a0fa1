//! What the inspector shows of every refused frame: the check that refused it, and nothing that was not checked.

use std::collections::BTreeSet;

use peerscope::{
    capture::Packet,
    inspector::{Authenticity, CheckState, Layer, dissect, summary},
    link::Direction,
    wire::Reason,
};

use super::cases;

/// Reasons that refuse a frame only after its tag was verified.
const GENUINE: &[Reason] = &[
    Reason::BadInner,
    Reason::BadPadding,
    Reason::UnexpectedMessage,
    Reason::RekeyUnexpected,
    Reason::RekeyTooOften,
    Reason::RekeyBadSignature,
    Reason::IdNotCanonical,
    Reason::IdWeakKey,
    Reason::IdIsSelf,
    Reason::IdMismatch,
    Reason::HsBadSignature,
    Reason::HsBadFin,
];

#[test]
fn every_refused_frame_shows_the_check_that_refused_it() {
    let mut shown = BTreeSet::new();
    for case in cases() {
        for packet in (case.run)().victim.packets() {
            let Some(reason) = packet.reason else { continue };
            shown.insert(reason);
            check(&packet, reason, &format!("{}: {}", case.row, case.input));
        }
    }
    assert!(shown.len() > 25, "only {shown:?}");
}

fn check(packet: &Packet, reason: Reason, case: &str) {
    let dissection = dissect(packet);
    let checks = &dissection.checks.list;
    let failed: Vec<_> = checks.iter().filter(|check| check.state == CheckState::Failed).collect();
    assert_eq!(failed.iter().map(|check| check.reason).collect::<Vec<_>>(), [Some(reason)], "{case}");
    let at = checks.iter().position(|check| check.state == CheckState::Failed).unwrap();
    assert!(checks[at + 1..].iter().all(|check| check.state == CheckState::NotMade), "{case}");
    assert!(checks[..at].iter().all(|check| check.state != CheckState::Unknown), "{case}");
    let genuine = GENUINE.contains(&reason) || packet.inner.is_some();
    let expected = if genuine { Authenticity::Verified } else { Authenticity::NotVerified };
    assert_eq!((packet.direction, dissection.authenticity), (Direction::Received, expected), "{case}");
    if let Some(field) = failed[0].field.and_then(|path| dissection.find(path)) {
        let note = &dissection.nodes[field].note;
        assert!(note.starts_with(&format!("✗ {}", reason.name())), "{case}: {note}");
    }
    let named: usize = dissection.fields(Layer::Wire).map(|field| field.range.len()).sum();
    assert_eq!(named, packet.frame.len(), "{case}");
    assert!(summary(packet).info.starts_with(reason.name()), "{case}");
}
