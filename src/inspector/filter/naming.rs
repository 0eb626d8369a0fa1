//! Peers by their names: a frame has only the digits of a fingerprint, or an address before those are known.

use super::expr::{Comparison, Expr, Filter, Named, Operand, Set, Value};
use super::schema::{Fact, Source, find};

/// The field that says on which link a packet was.
const LINK: &str = "conn";

impl Filter {
    /// The same with the names of peers understood where `peer` is compared: `known` says what they stand for.
    #[must_use]
    pub fn naming(mut self, known: &impl Fn(&str) -> Option<Named>) -> Self {
        let mut named = Vec::new();
        self.expr = self.expr.map(|expr| expr.naming(known, &mut named));
        self.named = named;
        self
    }

    /// Whether the names in it stood for the same when both were understood.
    pub fn is_named_as(&self, other: &Self) -> bool {
        self.named == other.named
    }
}

impl Expr {
    fn naming(self, known: &impl Fn(&str) -> Option<Named>, named: &mut Vec<Named>) -> Self {
        let mut inside = |expr: Box<Self>| Box::new(expr.naming(known, named));
        match self {
            Self::Or(one, other) => Self::Or(inside(one), inside(other)),
            Self::Xor(one, other) => Self::Xor(inside(one), inside(other)),
            Self::And(one, other) => Self::And(inside(one), inside(other)),
            Self::Not(expr) => Self::Not(inside(expr)),
            Self::Compare(left, Comparison::Equal, Operand::Value(value)) if is_peer(&left) => {
                among(left, vec![Set { from: value, to: None }], known, named)
            }
            // What has no peer is not another one, as with every other field.
            Self::Compare(left, Comparison::NotEqual, Operand::Value(value)) if is_peer(&left) => {
                let of_somebody = of_somebody(&left, &value, known);
                let others = among(left, vec![Set { from: value, to: None }], known, named);
                Self::And(Box::new(of_somebody), Box::new(Self::Not(Box::new(others))))
            }
            Self::In(left, set) if is_peer(&left) => among(left, set, known, named),
            other => other,
        }
    }
}

fn is_peer(operand: &Operand) -> bool {
    operand.field().is_some_and(|field| matches!(field.source, Source::Packet(Fact::Peer)))
}

/// Whether there is somebody to compare: a peer, or a link where it is known which ones are of the peer called so.
fn of_somebody(peer: &Operand, name: &Value, known: &impl Fn(&str) -> Option<Named>) -> Expr {
    let has = Expr::Has(peer.clone());
    let Value::Text(name) = name else { return has };
    match find(LINK).filter(|_| known(name).is_some_and(|named| named.links.is_some())) {
        Some(link) => Expr::Or(Box::new(has), Box::new(Expr::Has(Operand::Field(link)))),
        None => has,
    }
}

/// Whether the peer is one of these: by its digits, or because the packet was on a link of it.
fn among(
    peer: Operand,
    mut set: Vec<Set>,
    known: &impl Fn(&str) -> Option<Named>,
    named: &mut Vec<Named>,
) -> Expr {
    let mut links = Vec::new();
    for one in set.iter_mut().filter(|one| one.to.is_none()) {
        let Value::Text(text) = &mut one.from else { continue };
        let Some(found) = known(text) else { continue };
        text.clone_from(&found.digits);
        links.extend(found.links.iter().flatten().map(|link| Set { from: Value::Number(*link), to: None }));
        named.push(found);
    }
    let by_digits = Expr::In(peer, set);
    match find(LINK).filter(|_| !links.is_empty()) {
        Some(link) => Expr::Or(Box::new(by_digits), Box::new(Expr::In(Operand::Field(link), links))),
        None => by_digits,
    }
}
