//! Who waits for an exponentiation, and how soon a dial is repeated.

use std::time::Duration;

use crate::admission::Limits;

use super::backoff::Backoff;
use super::pool::{Customer, Pool};

#[test]
fn strangers_wait_for_exponentiations_in_a_short_queue_and_peers_always_may() {
    let pool = Pool::new(&Limits::default());
    let places: Vec<_> = (0..16).map(|_| pool.line_up(Customer::Stranger)).collect();
    assert!(places.iter().all(Option::is_some));
    assert!(pool.line_up(Customer::Stranger).is_none(), "a seventeenth is rate limited");
    assert!(pool.line_up(Customer::Known).is_some(), "a rekey is not");
    drop(places);
    assert!(pool.line_up(Customer::Stranger).is_some());
}

#[test]
fn dials_are_repeated_more_and_more_slowly_and_leave_a_peer_in_peace_that_said_goodbye() {
    let seconds = |wait: Duration| wait.as_secs_f64();
    for random in [0, 127, 255] {
        let mut backoff = Backoff::default();
        let waits: Vec<_> = (0..10).map(|_| seconds(backoff.next(random))).collect();
        for (wait, base) in waits.iter().zip([1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0, 60.0]) {
            assert!((base * 0.75..=base * 1.25).contains(wait), "{waits:?}");
        }
        backoff.reset();
        assert!((30.0..32.0).contains(&seconds(backoff.after_goodbye(random))));
        assert_eq!(backoff.attempt(), 1);
    }
}

#[cfg(feature = "lab")]
#[tokio::test]
async fn an_order_to_hold_is_answered_also_where_no_link_takes_it() {
    use std::sync::Arc;

    use tokio::net::{TcpListener, TcpStream};

    use crate::tap::{Errand, News, Task, Weather};

    use super::{ListenAddr, Listener, Tapping, tap};

    let far = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let near = Listener::bind(ListenAddr::At("127.0.0.1:0".parse().unwrap())).unwrap();
    let (to, place) = (far.local_addr().unwrap(), near.local_addr().unwrap());
    let mut handle = tap(near, Tapping { to, rules: Arc::from([]), weather: Weather::default() });
    let _dialler = TcpStream::connect(place).await.unwrap();
    assert!(matches!(handle.news.recv().await, Some(News::Opened { conn: 1, .. })));
    handle.errands.send(Errand { conn: Some(9), task: Task::Intercept(None) }).await.unwrap();
    let answer = tokio::time::timeout(Duration::from_secs(10), handle.news.recv()).await;
    assert!(matches!(answer, Ok(Some(News::Holds { conn: None, intercept: None }))), "{answer:?}");
}
