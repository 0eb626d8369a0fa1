//! An established session with a peer that seals whatever the plan says.

use std::time::Duration;

use peerscope::wire::{Message, Text};

use super::evil::{self, Channel};
use super::handshake::{NOW, talking};
use super::plan::Plan;

/// Most messages of one run.
const STEPS_MAX: usize = 32;

/// Whatever is sealed with the right keys, in any order and at any time: a text is delivered as it was sealed,
/// in the order of its number, or the session ends; and after its end nothing is delivered.
pub fn session(data: &[u8]) {
    let mut plan = Plan::new(data);
    let (mut victim, mut channel) = talking();
    let mut now = NOW;
    let mut said = Vec::new();
    if !plan.flag() {
        victim.feed(now, &channel.seal(0x01, &evil::ready("eve")));
    }
    for step in 0..STEPS_MAX {
        if plan.is_over() {
            break;
        }
        let over = victim.closed.is_some().then_some(victim.events.len());
        match plan.byte() % 8 {
            0 => {
                let body = format!("text {step}");
                let number = plan.byte();
                said.push((u64::from(number), body.clone()));
                victim.feed(now, &channel.seal(0x02, &evil::text(number.into(), &body)));
            }
            1 => {
                now.monotonic += Duration::from_millis(u64::from(plan.byte()) * 500);
                victim.tick(now);
            }
            2 => {
                let body = "ours".try_into().unwrap();
                let number = plan.byte().into();
                // Refused while the session is not there, which is as good.
                let _ = victim.send(now, &Message::Text(Text { number, flags: 0, body }));
            }
            3 => drop(victim.rekey(now)),
            _ => victim.feed(now, &any_message(&mut plan, &mut channel, &mut said)),
        }
        assert!(over.is_none_or(|events| events == victim.events.len()), "something came after the end");
    }
    let mut left = said.into_iter();
    for delivered in victim.texts() {
        assert!(left.any(|said| said == delivered), "{delivered:?} was not said, or not in this order");
    }
}

/// A frame of any kind with any payload, in any inner bytes, or with any header over a true tag.
fn any_message(plan: &mut Plan<'_>, channel: &mut Channel, said: &mut Vec<(u64, String)>) -> Vec<u8> {
    let kind = plan.byte();
    let length = plan.below(700);
    let mut inner = evil::inner(kind, plan.take(length));
    plan.bend(&mut inner[..13]);
    if plan.flag() {
        let end = inner.len();
        plan.bend(&mut inner[end - 20..]);
    }
    note(&inner, said);
    let mut header = evil::header(1, channel.send.epoch, inner.len() + 32, channel.send.seq);
    plan.bend(&mut header);
    channel.seal_under(&header, &inner)
}

/// A text that happens to be right may be delivered too.
fn note(inner: &[u8], said: &mut Vec<(u64, String)>) {
    if let Ok((_, Message::Text(text))) = peerscope::wire::open_inner(inner) {
        said.push((text.number, text.body.text().as_sent().to_owned()));
    }
}
