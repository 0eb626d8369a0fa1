//! Exports and folders, which the loop does not wait for.

use crate::capture::PacketStore;
use crate::tui::beside::Beside;
use crate::tui::export_job::ExportJob;
use crate::tui::exporting::ExportOrder;
use crate::tui::msg::Msg;

#[tokio::test]
async fn an_export_begins_when_the_one_before_has_ended() {
    let folder = tempfile::tempdir().unwrap();
    let order = |name: &str| ExportOrder::usual(folder.path().join(name).to_str().unwrap());
    let job = |order| ExportJob::new(order, PacketStore::default());
    let mut beside = Beside::new();
    beside.export(job(order("one.pcapng"))).unwrap();
    let refused = beside.export(job(order("two.pcapng"))).unwrap_err();
    assert!(matches!(beside.done().await, Msg::Exported(order, Ok(_)) if order.path.ends_with("one.pcapng")));
    beside.export(job(refused)).unwrap();
    assert!(matches!(beside.done().await, Msg::Exported(order, Ok(_)) if order.path.ends_with("two.pcapng")));
}

#[tokio::test]
async fn a_folder_is_read_and_one_that_is_not_there_holds_nothing() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("one.jpg"), "").unwrap();
    let mut beside = Beside::new();
    for (name, count) in [("", 1), ("missing/", 0)] {
        beside.read_folder(format!("{}/{name}", folder.path().display())).unwrap();
        assert!(matches!(beside.done().await, Msg::Folder(listing) if listing.len() == count), "{name}");
    }
}

#[tokio::test]
async fn a_text_is_written_beside_the_loop_in_its_turn() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.txt");
    let mut beside = Beside::new();
    let write = |beside: &Beside| beside.write((path.clone(), "all of it".to_owned()), "is there".to_owned());
    write(&beside).unwrap();
    assert!(write(&beside).is_err(), "one at a time");
    assert!(matches!(beside.done().await, Msg::Wrote(Ok(said)) if said == "is there"));
    assert_eq!(std::fs::read(&path).unwrap(), b"all of it");
    write(&beside).unwrap();
    assert!(matches!(beside.done().await, Msg::Wrote(Err(why)) if why.contains("is there already")));
}

#[tokio::test]
async fn a_job_that_panics_ends_with_a_message_and_leaves_its_place_to_the_next() {
    let mut beside = Beside::new();
    for _ in 0..2 {
        let lost = Msg::Wrote(Err("lost".to_owned()));
        beside.begin(lost, || panic!("a job with a fault")).unwrap();
        assert!(matches!(beside.done().await, Msg::Wrote(Err(why)) if why == "lost"));
    }
}

#[tokio::test]
async fn disks_that_never_answer_take_no_more_than_a_few_threads() {
    let folder = tempfile::tempdir().unwrap();
    let mut beside = Beside::new();
    // None of the threads ends before what it has read is taken: the first waits in the queue, the others for room.
    let path = format!("{}/", folder.path().display());
    let begun = (0..20).filter(|_| beside.read_folder(path.clone()).is_ok()).count();
    assert!((4..=5).contains(&begun), "{begun}");
    for _ in 0..begun {
        assert!(matches!(beside.done().await, Msg::Folder(listing) if listing.len() == 0));
    }
    while beside.read_folder(path.clone()).is_err() {
        tokio::task::yield_now().await;
    }
}
