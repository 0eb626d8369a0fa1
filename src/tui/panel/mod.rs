//! The panes: what each remembers of how it is looked at, and how it is drawn.

mod boxed;
mod card;
mod composer;
mod conversation;
mod draft;
mod eyes_lines;
mod eyes_talk;
mod hint_bar;
mod net_log;
mod offers;
mod packet_bytes;
mod packet_columns;
mod packet_details;
mod packet_fields;
mod packet_follow;
mod packet_limit;
mod packet_list;
mod packet_rows;
mod packet_sift;
mod packet_tapped;
mod packet_view;
mod peers;
mod tabs;
mod talk_rows;
mod talk_view;
mod top_bar;
mod welcome;

pub(super) use composer::{Composer, TEXT_BYTES_MAX};
pub(super) use conversation::{draw as draw_conversation, draw_bare};
pub(super) use draft::{draft_rows, draw as draw_composer, grouped};
pub(super) use eyes_talk::{draw as draw_eyes_talk, draw_unseen, fit as fit_eyes_talk};
pub(super) use hint_bar::{buttons as hint_buttons, draw as draw_hints};
pub(super) use net_log::{LogView, draw as draw_log, hidden as log_hidden};
pub(super) use offers::buttons as offer_buttons;
pub(super) use packet_fields::Fold;
pub(super) use packet_sift::Sift;
pub(super) use packet_view::{Mode, PacketView};
pub(super) use tabs::{Button, Press, buttons as tab_buttons, draw as draw_tabs, draw_tiny};
pub(super) use talk_rows::row_count;
pub(super) use talk_view::{InView, TalkView, Top, Tried, Unread, entry_at, in_view, inside};
pub(super) use top_bar::{draw as draw_top, shows_clock};
pub(super) use {
    packet_bytes::byte_at, packet_bytes::draw as draw_bytes, packet_bytes::shape as bytes_shape,
    packet_details::draw as draw_details, packet_details::field_at,
};
pub(super) use {packet_list::draw as draw_packets, peers::at_row as peer_at, peers::draw as draw_peers};
