//! What a process that holds secrets does first: no core dumps, no debugger, no secrets in a panic's words.

use std::io::Write;
use std::panic::PanicHookInfo;

use rustix::process::{Resource, Rlimit, Signal, setrlimit};
use tokio::signal::unix::{SignalKind, signal};

use crate::tui::is_drawn;

/// Keeps memory out of core dumps and from other processes of the same user, and payloads out of panics; and a full
/// disk from ending the program.
///
/// A system that refuses any of it goes on: it is a second wall, not the first.
pub(super) fn harden() {
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    let _ = setrlimit(Resource::Core, none);
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
    let _ = survive_file_limits();
    std::panic::set_hook(Box::new(report));
}

/// A library may put its operands into the words of a panic, so that only the place is told.
fn report(panic: &PanicHookInfo<'_>) {
    // A closed stderr is nobody's loss.
    let _ = tell(panic, &mut std::io::stderr());
}

fn tell(panic: &PanicHookInfo<'_>, out: &mut impl Write) -> std::io::Result<()> {
    let place = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
    tracing::error!(place, "panic");
    if is_drawn() {
        // The screen goes on and says what was lost by it; net.log has the place.
        return Ok(());
    }
    writeln!(
        out,
        "peerscope: an internal error at {place}; this is a fault of the program, please report the place"
    )
}

/// Turns the signal for a file that grows beyond its limit into an error of the write that met it.
///
/// # Errors
/// The system does not allow it.
fn survive_file_limits() -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let _inside = runtime.enter();
    // The handler stays when the stream is dropped.
    signal(SignalKind::from_raw(Signal::XFSZ.as_raw())).map(drop)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use rustix::process::{DumpableBehavior, Resource, dumpable_behavior, getrlimit};

    #[test]
    fn a_hardened_process_leaves_no_core_is_not_looked_into_and_panics_without_the_words() {
        let hook = std::panic::take_hook();
        super::harden();
        let (sender, told) = std::sync::mpsc::channel();
        let here = std::thread::current().id();
        std::panic::set_hook(Box::new(move |panic| {
            let mut out = Vec::new();
            super::tell(panic, &mut out).unwrap();
            if std::thread::current().id() == here {
                sender.send(String::from_utf8(out).unwrap()).unwrap();
            }
        }));
        std::panic::catch_unwind(|| panic!("operand {}", 4711)).unwrap_err();
        std::panic::set_hook(hook);
        let told = told.recv().unwrap();
        assert!(told.contains("harden.rs:") && !told.contains("operand") && !told.contains("4711"), "{told}");
        assert_eq!(getrlimit(Resource::Core).current, Some(0));
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
    }
}
