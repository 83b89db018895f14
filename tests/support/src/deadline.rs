//! Waiting. Every wait in the tests is one of these, so none can hang; `tests/architecture.rs` enforces it.

use std::io::Read;
use std::process::{Child, Command, Output, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Generous, because the machine may be busy.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(5);

/// Waits until `poll` gives something.
///
/// # Panics
/// After a minute, naming `what` was waited for.
#[track_caller]
pub fn until<T>(what: &str, mut poll: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(value) = poll() {
            return value;
        }
        assert!(started.elapsed() < LONGEST_WAIT, "waited {LONGEST_WAIT:?} in vain: {what}");
        std::thread::sleep(PAUSE);
    }
}

/// Gives a program time to begin waiting, if nothing it shows tells when it does.
pub fn pause(duration: Duration) {
    std::thread::sleep(duration);
}

/// Runs a command to its end, with nothing on its standard input.
///
/// # Panics
/// If it cannot be started, or takes longer than a minute; it is killed then.
#[track_caller]
pub fn output(command: &mut Command) -> Output {
    let said = format!("{command:?}");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    finish(command.spawn().unwrap(), &said)
}

/// The rest of a run that was started, with what came on its pipes.
///
/// # Panics
/// If it takes longer than a minute; it is killed then.
#[track_caller]
pub fn finish(mut child: Child, said: &str) -> Output {
    let stdout = child.stdout.take().map(read_all);
    let stderr = child.stderr.take().map(read_all);
    let started = Instant::now();
    let status = until(said, || {
        let ended = child.try_wait().unwrap();
        if ended.is_none() && started.elapsed() + Duration::from_secs(1) > LONGEST_WAIT {
            let _ = child.kill();
        }
        ended
    });
    let bytes = |reader: Option<JoinHandle<Vec<u8>>>| match reader {
        // A grandchild may still hold the pipe.
        Some(reader) => {
            until(&format!("the output of {said}"), || reader.is_finished().then_some(()));
            reader.join().unwrap()
        }
        None => Vec::new(),
    };
    Output { status, stdout: bytes(stdout), stderr: bytes(stderr) }
}

fn read_all(mut pipe: impl Read + Send + 'static) -> JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).unwrap();
        bytes
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_comes_back_with_the_exit_code() {
        let run = output(Command::new("sh").args(["-c", "echo out; echo err >&2; exit 3"]));
        assert_eq!((run.status.code(), run.stdout, run.stderr), (Some(3), b"out\n".into(), b"err\n".into()));
    }
}
