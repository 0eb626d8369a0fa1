//! The lines of explanations and of the spec.

use crate::inspector::Sentence;
use crate::plain::line::Line;
use crate::spec::sections;

/// One sentence of an explanation.
pub(in crate::plain) fn why(about: &str, sentence: &Sentence) -> Line {
    let section = sentence.section.and_then(|at| sections().get(at)).map(|section| section.title.as_str());
    Line::new("why")
        .say(format!("{about}: {}", sentence.text))
        .field("about", about)
        .field("text", sentence.text.as_str())
        .field("section", section)
}

/// One line of the spec.
pub(in crate::plain) fn spec(section: &str, text: &str) -> Line {
    Line::new("spec").say(text).field("section", section).field("text", text)
}
