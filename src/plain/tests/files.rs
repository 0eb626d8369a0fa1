//! Files that move: which lines of them a person reads.

use super::sample::*;
use crate::node::{Event, FileState, Who};
use crate::plain::files::OpenFiles;
use crate::plain::line::Format;
use crate::plain::render;

#[test]
fn a_person_reads_each_tenth_of_a_file_with_its_rate_and_the_time_left_and_a_program_all() {
    let moving = |hundredths: u64| {
        let Event::File(mut info) = sent_file(FileState::Moving) else { unreachable!() };
        (info.size, info.written, info.error) = (1 << 20, (hundredths << 20) / 100 + 1, None);
        info
    };
    let printed = |format: Format| {
        let mut open = OpenFiles::default();
        let news = |hundredths: &u64| open.note(&moving(*hundredths), format);
        (0..100).step_by(3).filter(news).collect::<Vec<u64>>()
    };
    assert_eq!(printed(Format::Text), [0, 12, 24, 36, 48, 60, 72, 84, 96]);
    assert_eq!(printed(Format::Json).len(), 34);

    let mut open = OpenFiles::default();
    assert!(open.note(&moving(40), Format::Text));
    let Event::File(mut paused) = sent_file(FileState::Paused(Who::Us)) else { unreachable!() };
    (paused.size, paused.written) = (1 << 20, 1 << 19);
    assert!(open.note(&paused, Format::Text), "a new state is news, however far it is");

    let lines = render::event(&Event::File(moving(40)));
    let said: String = lines.iter().map(|line| line.render(Format::Text)).collect();
    assert!(said.ends_with("40% of 1.0 MiB: 1.0 MiB/s, 3 s left"), "{said}");
}
