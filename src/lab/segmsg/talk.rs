//! One side of a talk, without its socket.

use crate::crypto::{self, EphemeralSecret, PublicKey, Secret, SecureRandom, sha256};
use crate::text::PeerText;
use crate::wire::{SEGMSG_HEADER_BYTES, SEGMSG_ID, SegMsgHeader};

use super::frame::{handshake, message, open, sealed};

/// The longest text: the original program takes what one read returned for one frame, so it has to fit one packet.
pub const TEXT_BYTES_MAX: usize = 1_300;

/// One side of a talk.
#[derive(Debug)]
pub struct Talk {
    secret: Option<EphemeralSecret>,
    master: Option<Secret<32>>,
    unread: Vec<u8>,
}

/// A frame that came.
#[derive(Debug)]
pub struct Event {
    /// All of it.
    pub frame: Vec<u8>,
    /// What it was.
    pub heard: Heard,
}

/// What a frame was.
#[derive(Debug)]
pub enum Heard {
    /// The other side dialled; this answers it.
    Request(Vec<u8>),
    /// The other side answered.
    Response,
    /// It says something.
    Text(PeerText),
    /// Left aside, for this reason.
    Dropped(&'static str),
}

/// Why a talk cannot go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The first bytes are others, the type is none, or the length is beyond what is followed.
    #[error("what came is no frame of SegMSG, or one of more than 64 KiB")]
    Foreign,
    /// The system gave no randomness, or the value that came gives a key that anybody knows.
    #[error("no keys: {0}")]
    Keys(#[from] crypto::Error),
    /// Nothing can be said before there are keys.
    #[error("there are no keys yet")]
    TooEarly,
    /// A text that the original program would lose.
    #[error("a text may have {TEXT_BYTES_MAX} bytes here: its frame has to fit one packet")]
    TextTooLong,
}

impl Talk {
    /// Calls: the first frame to send.
    ///
    /// # Errors
    /// [`Fault::Keys`] when there is no randomness.
    pub fn dial(rng: &mut dyn SecureRandom, seconds: u64) -> Result<(Self, Vec<u8>), Fault> {
        let secret = EphemeralSecret::generate(rng)?;
        let request = handshake(SegMsgHeader::REQUEST, secret.public().as_bytes(), seconds);
        Ok((Self { secret: Some(secret), master: None, unread: Vec::new() }, request))
    }

    /// Waits for a call.
    ///
    /// # Errors
    /// [`Fault::Keys`] when there is no randomness.
    pub fn listen(rng: &mut dyn SecureRandom) -> Result<Self, Fault> {
        Ok(Self { secret: Some(EphemeralSecret::generate(rng)?), master: None, unread: Vec::new() })
    }

    /// Whether both have keys.
    pub const fn has_keys(&self) -> bool {
        self.master.is_some()
    }

    /// The frame of a text.
    ///
    /// # Errors
    /// [`Fault::TooEarly`], [`Fault::TextTooLong`].
    pub fn say(&self, text: &str, seconds: u64) -> Result<Vec<u8>, Fault> {
        let master = self.master.as_ref().ok_or(Fault::TooEarly)?;
        if text.len() > TEXT_BYTES_MAX {
            return Err(Fault::TextTooLong);
        }
        Ok(message(master.expose(), text.as_bytes(), seconds))
    }

    /// Takes bytes as they come, and gives the next whole frame of them; called again with nothing until there is none.
    ///
    /// # Errors
    /// A [`Fault`] after which the link is of no more use.
    pub fn feed(&mut self, bytes: &[u8], seconds: u64) -> Result<Option<Event>, Fault> {
        self.unread.extend_from_slice(bytes);
        let known = self.unread.len().min(SEGMSG_ID.len());
        if self.unread[..known] != SEGMSG_ID[..known] {
            return Err(Fault::Foreign);
        }
        if self.unread.len() < SEGMSG_HEADER_BYTES {
            return Ok(None);
        }
        let header = SegMsgHeader::from_slice(&self.unread).ok_or(Fault::Foreign)?;
        if self.unread.len() < header.frame_bytes() {
            return Ok(None);
        }
        let frame: Vec<u8> = self.unread.drain(..header.frame_bytes()).collect();
        let heard = self.hear(&header, &frame, seconds)?;
        Ok(Some(Event { frame, heard }))
    }

    fn hear(&mut self, header: &SegMsgHeader, frame: &[u8], seconds: u64) -> Result<Heard, Fault> {
        Ok(match (header.kind, self.master.as_ref(), self.secret.is_some()) {
            (SegMsgHeader::MESSAGE, Some(master), _) => match open(master.expose(), frame, &header.hash) {
                Ok(text) => String::from_utf8(text)
                    .map_or(Heard::Dropped("its text is not UTF-8"), |text| Heard::Text(text.into())),
                Err(why) => Heard::Dropped(why),
            },
            (SegMsgHeader::MESSAGE, None, _) => Heard::Dropped("a text before there are keys"),
            (SegMsgHeader::REQUEST, None, true) => {
                let public = self.agree(sealed(frame))?;
                Heard::Request(handshake(SegMsgHeader::RESPONSE, &public, seconds))
            }
            (SegMsgHeader::RESPONSE, None, true) => {
                self.agree(sealed(frame))?;
                Heard::Response
            }
            (SegMsgHeader::REQUEST | SegMsgHeader::RESPONSE, ..) => Heard::Dropped("a second handshake"),
            _ => return Err(Fault::Foreign),
        })
    }

    /// `H(Z)`: nothing else goes into the keys. What is our own public value is given back.
    fn agree(&mut self, peer: &[u8]) -> Result<[u8; 256], Fault> {
        let value: &[u8; 256] = peer.try_into().map_err(|_length| crypto::Error::PublicKeyOutOfRange)?;
        let secret = self.secret.take().ok_or(Fault::TooEarly)?;
        let public = *secret.public().as_bytes();
        let shared = secret.agree(&PublicKey::from_bytes(value)?)?;
        self.master = Some(Secret::new(sha256(&[shared.expose()])));
        Ok(public)
    }
}
