//! What the node asks of a link: a bounded queue, one order to close that never waits behind it, and a narrow lane
//! for what may wait behind everything else.

use tokio::sync::{mpsc, oneshot};

use crate::protocol::{RecordedFrame, Theft, TrustDecision};
use crate::wire::{Message, Reason, Text, UnixMillis};

/// Inputs that may wait at a link.
pub(super) const INPUTS_MAX: usize = 64;
/// Messages of the lane that may wait at a link: what is in it is behind nothing but what is written already.
const BULK_MAX: usize = 1;
/// Room that texts leave for receipts, answers and questions.
const INPUTS_KEPT: usize = 32;

/// What the node asks of a link.
#[derive(Debug)]
pub enum Input {
    /// Seal and send this.
    Send(Message),
    /// Seal and send this text, which was written at this time.
    SendText(Text, UnixMillis),
    /// The answer to [`crate::protocol::Event::PeerProved`].
    Trust(TrustDecision),
    /// Begin a new epoch, or ask for one.
    Rekey,
    /// Measure round trip and skew.
    Ping,
    /// Tell the hash of what both sides know was said.
    SameWords,
    /// Try recorded frames with what somebody could steal now.
    TryRecorded(Theft, Vec<RecordedFrame>),
}

/// The node's end. Dropping it says goodbye.
#[derive(Debug)]
pub struct Orders {
    inputs: mpsc::Sender<Input>,
    bulk: mpsc::Sender<Message>,
    close: Option<oneshot::Sender<Reason>>,
}

/// The link's end.
#[derive(Debug)]
pub struct Inbox {
    pub(super) inputs: mpsc::Receiver<Input>,
    pub(super) bulk: mpsc::Receiver<Message>,
    pub(super) close: oneshot::Receiver<Reason>,
}

/// Both ends of the queue between the node and one link.
pub fn orders() -> (Orders, Inbox) {
    let (inputs, queue) = mpsc::channel(INPUTS_MAX);
    let (bulk, lane) = mpsc::channel(BULK_MAX);
    let (close, closed) = oneshot::channel();
    (Orders { inputs, bulk, close: Some(close) }, Inbox { inputs: queue, bulk: lane, close: closed })
}

impl Orders {
    /// How many texts the link takes now.
    pub fn room(&self) -> usize {
        self.inputs.capacity().saturating_sub(INPUTS_KEPT)
    }

    /// Gives the link something to do. `false`: not taken; [`super::Notice::Room`] tells when to try again.
    pub fn give(&self, input: Input) -> bool {
        self.inputs.try_send(input).is_ok()
    }

    /// The lane for chunks of files: whoever sends into it waits while the link has enough to write.
    pub fn bulk(&self) -> mpsc::Sender<Message> {
        self.bulk.clone()
    }

    /// Closes after everything that was given before. The first reason counts.
    pub fn close(&mut self, reason: Reason) {
        if let Some(close) = self.close.take() {
            // A link that has ended needs no order.
            let _ = close.send(reason);
        }
    }
}
