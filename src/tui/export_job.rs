//! An export with all that it needs, so that it can be written while the screen goes on.

use std::borrow::Cow;

use crate::capture::{PacketStore, Veil};
use crate::node::Packet;

use super::exporting::ExportOrder;
use super::msg::Msg;

/// An export on its way.
#[derive(Debug)]
pub(super) struct ExportJob {
    /// What was asked for.
    pub(super) order: ExportOrder,
    /// All packets that were held then.
    pub(super) packets: PacketStore,
    /// Numbers of those that are meant; without them it is all.
    pub(super) only: Option<Vec<u64>>,
    /// What stands for people and addresses, if the screen was safe.
    pub(super) veil: Option<Veil>,
}

impl ExportJob {
    /// An export of all these packets as they are.
    pub(super) const fn new(order: ExportOrder, packets: PacketStore) -> Self {
        Self { order, packets, only: None, veil: None }
    }

    /// Writes the file; gives what is in it, or why there is none.
    pub(super) fn carry_out(self) -> Msg {
        let said = self.order.carry_out(self.chosen());
        Msg::Exported(self.order, said)
    }

    /// The packets that are meant, the oldest first, as far as they may be shown.
    pub(super) fn chosen(&self) -> impl Iterator<Item = Cow<'_, Packet>> {
        let store = &self.packets;
        let all = self.only.is_none().then(|| store.window(0..store.len()));
        let some = self.only.iter().flatten().filter_map(|number| store.get(store.row_of(*number)?));
        all.into_iter().flatten().chain(some).map(|packet| match &self.veil {
            Some(veil) => Cow::Owned(veil.packet(packet)),
            None => Cow::Borrowed(packet),
        })
    }
}
