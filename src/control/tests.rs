//! When scripts are let in.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;

use crate::crypto::{Secret, SigningKey};
use crate::keystore::ControlToken;
use crate::node::{Command, Node, NodeConfig};

use super::serve;

#[tokio::test]
async fn nobody_is_let_in_any_more_while_the_node_says_goodbye() {
    let private = Permissions::from_mode(0o700);
    let folder = tempfile::Builder::new().permissions(private).tempdir().unwrap();
    let (socket, token) = (folder.path().join("control"), folder.path().join("control.token"));
    let identity = Arc::new(SigningKey::from_seed(Secret::new([7; 32])));
    let Node { handle, mut events, packets: _packets } =
        Node::spawn(NodeConfig::new(identity, "alice")).unwrap();
    let serving = serve(&socket, ControlToken::make(&token).unwrap(), handle.clone()).unwrap();
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
