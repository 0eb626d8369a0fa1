//! A session as a page: the flights, what each side proved, the keys, the first messages, the rekeys.

use crate::crypto::group14::PRIME_HEX;
use crate::protocol::{Name, Role};
use crate::text::hex;

use super::account::{Account, EPOCHS_MAX};
use super::page::{Block, LINE_DIGITS, Page, folded};
use super::steps::{self, Step};
use super::{flights, script, tree};

/// The page of a session. `own` is what we call ourselves.
pub fn page(account: &Account, own: &str) -> Page {
    let story = Story { account, own, blocks: Vec::new() };
    Page { title: format!("A session of {own} and {}", account.peer.1), blocks: story.told() }
}

struct Story<'a> {
    account: &'a Account,
    own: &'a str,
    blocks: Vec<Block>,
}

impl Story<'_> {
    fn told(mut self) -> Vec<Block> {
        self.opening();
        self.flights();
        self.exchange();
        self.proofs();
        self.keys();
        self.first_messages();
        self.forgotten();
        for epoch in self.account.rekeys() {
            self.rekey(epoch);
        }
        self.blocks
    }

    /// What the initiator and the responder are called here.
    fn names(&self) -> (&str, &str) {
        let peer = self.account.peer.1.as_str();
        match self.account.role {
            Role::Initiator => (self.own, peer),
            Role::Responder => (peer, self.own),
        }
    }

    fn heading(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Heading(text.into()));
    }

    fn text(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Text(text.into()));
    }

    fn steps(&mut self, steps: &[Step], epoch: u16) {
        let made = steps.iter().filter_map(|step| step.derive(self.account, epoch));
        self.blocks.extend(made.map(Block::Value));
    }

    fn opening(&mut self) {
        let (initiator, responder) = self.names();
        let who = format!(
            "{initiator} dialled and is the initiator I, {responder} listened and is the responder R. This is what the \
             program of {} saw and made.",
            self.own
        );
        self.text(who);
        self.text(format!("session id {}", hex(self.account.session_id())));
        if self.account.is_taught() {
            self.blocks.push(Block::Warning(
                "This page holds the secrets of this session: whoever has it can read everything that was said. The \
                 program was started with --teach."
                    .to_owned(),
            ));
        } else {
            self.text(
                "Keys are shown by their public names, four bytes that tell nothing about them. A session of a \
                 program that was started with --teach shows the keys themselves, and commands that make them again.",
            );
        }
        self.heading("Key tree");
        self.blocks.push(Block::Lines(tree::lines(self.account)));
        if self.account.is_taught() {
            self.commands();
        }
    }

    /// What the commands of all values have in common.
    fn commands(&mut self) {
        self.heading("Commands");
        self.text(
            "Each command gives the value that stands below it. They need bash, openssl and python3, and have to \
             be run in this order in one shell. First the notation of the specification as functions, and what \
             crossed the wire; all bytes are hexadecimal text.",
        );
        self.blocks.push(Block::Script(script::FUNCTIONS.to_owned()));
        self.blocks.push(Block::Script(script::handshake(self.account, PRIME_HEX)));
    }

    fn flights(&mut self) {
        let (initiator, responder) = self.names();
        let flights = [
            (Name::Frame1, format!("Flight 1: HANDSHAKE_REQUEST, {initiator} to {responder}")),
            (Name::Frame2, format!("Flight 2: HANDSHAKE_RESPONSE, {responder} to {initiator}")),
            (Name::Frame3, format!("Flight 3: HANDSHAKE_FINISH, {initiator} to {responder}")),
        ];
        for (name, heading) in flights {
            let frame = self.account.public(name, 0);
            self.blocks.push(Block::Heading(format!("{heading}, {} bytes", frame.len())));
            self.blocks.push(Block::Fields(flights::of_frame(frame)));
        }
    }

    fn exchange(&mut self) {
        self.heading("The exchange");
        self.steps(steps::EXCHANGE, 0);
    }

    fn proofs(&mut self) {
        let (initiator, responder) = self.names();
        let sides = [
            (Name::ProofR, steps::RESPONDER, format!("{responder} proves who it is, in flight 2")),
            (Name::ProofI, steps::INITIATOR, format!("{initiator} proves who it is, in flight 3")),
        ];
        for (name, steps, heading) in sides {
            self.heading(heading);
            self.text(self.signer(name));
            let proof = self.account.public(name, 0);
            self.blocks.push(Block::Fields(flights::of_proof(proof)));
            self.steps(steps, 0);
        }
    }

    /// Who signed a proof.
    fn signer(&self, name: Name) -> String {
        let print = self.account.signer(name).map(|print| print.to_string()).unwrap_or_default();
        format!(
            "Signed with the identity of fingerprint {print}. The signature was checked by who received it."
        )
    }

    fn keys(&mut self) {
        self.heading("The keys of the session");
        self.steps(steps::SESSION, 1);
        self.steps(steps::EPOCH, 1);
    }

    fn first_messages(&mut self) {
        let (initiator, responder) = self.names();
        let sides = [
            (Name::MessageI, Name::InnerI, steps::FIRST_I, format!("The first message of {initiator}")),
            (Name::MessageR, Name::InnerR, steps::FIRST_R, format!("The first message of {responder}")),
        ];
        for (message, inner, steps, heading) in sides {
            let (frame, opened) = (self.account.public(message, 1), self.account.public(inner, 1));
            if frame.is_empty() {
                continue;
            }
            self.heading(format!("{heading}, {} bytes", frame.len()));
            self.blocks.push(Block::Fields(flights::of_frame(frame)));
            self.text("What was sealed in it:");
            self.blocks.push(Block::Fields(flights::of_inner(opened)));
            self.steps(steps, 1);
        }
    }

    /// Says what is missing before the rekeys that are remembered.
    fn forgotten(&mut self) {
        let Some(before) = self.account.rekeys().next().and_then(|oldest| oldest.checked_sub(1)) else {
            return;
        };
        if before < 2 {
            return;
        }
        self.heading(format!("Rekeys: epochs 2 to {before}"));
        self.text(format!("They are not remembered: only the newest {EPOCHS_MAX} rekeys of a session are."));
        if let Some(salt) = self.account.secret(Name::RekeySalt, before) {
            self.blocks.push(Block::Script(script::salt(before, salt)));
        }
    }

    fn rekey(&mut self, epoch: u16) {
        self.heading(format!("Rekey: epoch {epoch}"));
        for (symbol, name) in script::OF_REKEY {
            self.text(format!("{symbol}_{epoch}:"));
            let digits = hex(self.account.public(name, epoch)).to_string();
            self.blocks
                .push(Block::Lines(folded(&digits, LINE_DIGITS).into_iter().map(str::to_owned).collect()));
        }
        if self.account.is_taught() {
            self.blocks.push(Block::Script(script::rekey(self.account, epoch)));
        }
        self.steps(steps::REKEY, epoch);
        self.steps(steps::EPOCH, epoch);
    }
}
