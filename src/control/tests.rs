//! When scripts are let in.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use tokio::net::UnixStream;
use tokio::time::timeout;

use crate::crypto::{Secret, SigningKey};
use crate::keystore::ControlToken;
use crate::node::{Command, Node, NodeConfig};

use super::{Request, Serving, Way, serve};

/// A node that scripts can ask, and the folder of its socket.
fn served() -> (TempDir, Node, Serving) {
    let private = Permissions::from_mode(0o700);
    let folder = tempfile::Builder::new().permissions(private).tempdir().unwrap();
    let token = ControlToken::make(&folder.path().join("control.token")).unwrap();
    let identity = Arc::new(SigningKey::from_seed(Secret::new([7; 32])));
    let node = Node::spawn(NodeConfig::new(identity, "alice")).unwrap();
    let serving = serve(&folder.path().join("control"), token, node.handle.clone()).unwrap();
    (folder, node, serving)
}

#[tokio::test]
async fn a_script_that_is_one_too_many_is_told_so() {
    let (folder, _node, _serving) = served();
    let silent = async || UnixStream::connect(folder.path().join("control")).await.unwrap();
    let mut others = Vec::new();
    for _ in 0..32 {
        others.push(silent().await);
    }
    let token = ControlToken::load(&folder.path().join("control.token")).unwrap().unwrap();
    let socket = folder.path().join("control");
    let mut answers = Way::Running(&socket, &token).ask(Request::List { name: None }).await.unwrap();
    let said = answers.next().await.unwrap().unwrap();
    assert!(said.contains("32 scripts") && said.contains("try again"), "{said}");
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
