//! The key tree: which key comes from which, by their public names.

use crate::protocol::Name;
use crate::text::hex;

use super::account::Account;

/// A key below another.
struct Node {
    text: String,
    below: Vec<Self>,
}

impl Node {
    fn new(text: String, below: Vec<Self>) -> Self {
        Self { text, below }
    }

    /// A key of this symbol, if the account has it.
    fn key(account: &Account, (name, epoch): (Name, u16), symbol: &str, below: Vec<Self>) -> Option<Self> {
        let id = account.key_id(name, epoch)?;
        Some(Self::new(format!("{symbol}  key {}", hex(&id)), below))
    }
}

/// The tree in lines.
pub(super) fn lines(account: &Account) -> Vec<String> {
    let Some(shared) = account.key_id(Name::Shared, 0) else { return Vec::new() };
    let mut lines = vec![format!("Z  key {}, from gx and gy", hex(&shared))];
    draw_all(&handshake(account), "", &mut lines);
    lines
}

fn draw_all(nodes: &[Node], before: &str, lines: &mut Vec<String>) {
    for (at, node) in nodes.iter().enumerate() {
        let (branch, beside) = if at + 1 == nodes.len() { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        lines.push(format!("{before}{branch}{}", node.text));
        draw_all(&node.below, &format!("{before}{beside}"), lines);
    }
}

fn handshake(account: &Account) -> Vec<Node> {
    let key = |name, symbol: &str| Node::key(account, (name, 0), symbol, Vec::new());
    let session = format!("sid  {}…, the public name of the session", hex(&account.session_id[..4]));
    let below = [
        key(Name::BoxR, "k_r2i  \"hs r2i\"  seals the box of flight 2"),
        key(Name::FinR, "f_r  \"fin r\"  the responder's MAC"),
        key(Name::BoxI, "k_i2r  \"hs i2r\"  seals the box of flight 3"),
        key(Name::FinI, "f_i  \"fin i\"  the initiator's MAC"),
        Some(Node::new(session, Vec::new())),
        root(account, 1, "root_1  \"root\""),
    ];
    // Each root comes from the one before it. Side by side they are easier to read than one below the other.
    let later = account.rekeys().filter_map(|epoch| {
        let symbol = format!("root_{epoch}  \"root\"  from salt_{} and Z_{epoch}", epoch - 1);
        root(account, epoch, &symbol)
    });
    let below = below.into_iter().flatten().chain(later).collect();
    Node::key(account, (Name::Extracted, 0), "hs  Extract with th_e", below).into_iter().collect()
}

/// The root of an epoch, its chains, and what is kept of it for the next rekey.
fn root(account: &Account, epoch: u16, symbol: &str) -> Option<Node> {
    let chain = |name, way: &str, first| {
        let first = Node::key(account, (first, epoch), "mk  of frame 0", Vec::new());
        let symbol = format!("ck_{way}_{epoch}  \"chain {way}\"");
        Node::key(account, (name, epoch), &symbol, first.into_iter().collect())
    };
    let salt = format!("salt_{epoch}  \"rekey salt\"  kept for the next rekey");
    let below = [
        chain(Name::ChainI2r, "i2r", Name::MessageKeyI),
        chain(Name::ChainR2i, "r2i", Name::MessageKeyR),
        Node::key(account, (Name::RekeySalt, epoch), &salt, Vec::new()),
    ];
    Node::key(account, (Name::Root, epoch), symbol, below.into_iter().flatten().collect())
}
