//! Which packets a filter shows, and what it says when it is none.

mod names;
mod packets;
mod refused;
mod shown;
