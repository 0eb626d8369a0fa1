//! What was said before, in every front end: how a person asks for it, and how it stands in a file.

mod transcript;
mod wish;

#[cfg(test)]
mod tests;

pub use transcript::{file, written};
pub use wish::{
    Past, all_read, brought, came_late, deleted, kept_for, made_room, missed, parse, search_all, searched,
    untold,
};
