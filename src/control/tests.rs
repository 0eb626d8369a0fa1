//! When scripts are let in.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use tokio::time::timeout;

use crate::crypto::{Secret, SigningKey};
use crate::keystore::{ControlToken, KnownPeers};
use crate::node::{Command, Node, NodeConfig};

use super::{Request, Serving, Way, serve};

/// A node that scripts can ask, and the folder of its socket.
fn served() -> (TempDir, Node, Serving) {
    let private = Permissions::from_mode(0o700);
    let folder = tempfile::Builder::new().permissions(private).tempdir().unwrap();
    let token = ControlToken::make(&folder.path().join("control.token")).unwrap();
    let identity = Arc::new(SigningKey::from_seed(Secret::new([7; 32])));
    let mut known_peers = KnownPeers::default();
    known_peers.remember(SigningKey::from_seed(Secret::new([8; 32])).verifying_key(), "bob", 1);
    let config = NodeConfig { known_peers, ..NodeConfig::new(identity, "alice") };
    let node = Node::spawn(config).unwrap();
    let serving = serve(&folder.path().join("control"), token, node.handle.clone()).unwrap();
    (folder, node, serving)
}

#[tokio::test]
async fn a_script_that_is_one_too_many_is_told_so() {
    let (folder, _node, _serving) = served();
    let token = ControlToken::load(&folder.path().join("control.token")).unwrap().unwrap();
    let socket = folder.path().join("control");
    let ask = async |request: Request| Way::Running(&socket, &token).ask(request).await.unwrap();
    let mut others = Vec::new();
    for number in 0..32 {
        let text = format!("{number} for somebody who is away");
        let mut answers = ask(Request::Send { to: "bob".to_owned(), text, action: false }).await;
        let said = answers.next().await.unwrap().unwrap();
        assert!(said.contains("held"), "{said}");
        others.push(answers);
    }
    let mut answers = ask(Request::List { name: None }).await;
    let said = timeout(Duration::from_secs(30), answers.next()).await.expect("it waits for nobody").unwrap();
    assert!(said.as_ref().is_some_and(|said| said.contains("32 scripts")), "{said:?}");
    assert_eq!(answers.next().await.unwrap(), None);
}

#[tokio::test]
async fn nobody_is_let_in_any_more_while_the_node_says_goodbye() {
    let (folder, Node { handle, mut events, packets: _packets }, serving) = served();
    let (socket, token) = (folder.path().join("control"), folder.path().join("control.token"));
    // More than may wait: nobody takes them, and so it does not come to its end.
    for _ in 0..300 {
        handle.send(Command::Describe(None)).await;
    }
    assert!(socket.exists() && token.exists());
    handle.send(Command::Shutdown).await;
    let gone = async {
        while socket.exists() || token.exists() {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(2), gone).await.expect("both files are still there");
    assert!(!handle.is_finished(), "it still says goodbye");
    while events.recv().await.is_some() {}
    drop(serving);
}
