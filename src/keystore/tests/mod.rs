//! Every damage is refused and leaves the file as it is; a wrong passphrase is told from damage.

mod files;
mod fixture;
mod keyfile;
mod known_peers;
mod petname;
mod transfers;
mod trust_ledger;
