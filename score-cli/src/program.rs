//! Programs that are run, with limits of time and output.

use std::io::{Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How long the end of what a program has printed is waited for after it ended itself. One that it started may still hold
/// the other end, and what has come by then counts.
const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// Bytes that are read at a time.
const CHUNK: usize = 64 * 1024;

/// What a program left.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: Vec<u8>,
    /// Cut where the limit is.
    pub(crate) stderr: Vec<u8>,
}

/// How far a program may go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) time: Duration,
    /// Bytes of standard output.
    pub(crate) output: u64,
    /// Bytes of standard error that are kept.
    pub(crate) complaints: u64,
}

/// Why a program has no output.
#[derive(Debug)]
pub(crate) enum NotRun {
    /// There is no such program.
    NotFound,
    /// It printed more than it may.
    TooLarge,
    /// It was stopped after this time.
    TooLong(Duration),
    Failed(std::io::Error),
}

/// Runs a program to its end.
pub(crate) fn run(command: &mut Command, input: Vec<u8>, limits: Limits) -> Result<Output, NotRun> {
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => NotRun::NotFound,
        _ => NotRun::Failed(error),
    };
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    if let Some(mut stdin) = child.stdin.take() {
        // A program that does not read its input is free to.
        thread::spawn(move || stdin.write_all(&input));
    }
    // One byte more than allowed tells that there is more.
    let stdout = Collected::from(child.stdout.take(), limits.output + 1);
    let stderr = Collected::from(child.stderr.take(), limits.complaints);
    let Some(status) = wait(&mut child, limits.time).map_err(NotRun::Failed)? else {
        return Err(NotRun::TooLong(limits.time));
    };
    let deadline = Instant::now() + LONGEST_WAIT;
    let (stdout, stderr) = (stdout.until(deadline), stderr.until(deadline));
    if stdout.len() as u64 > limits.output {
        return Err(NotRun::TooLarge);
    }
    Ok(Output { status, stdout, stderr })
}

/// What comes out of a stream, read by a thread of its own.
struct Collected {
    bytes: Arc<Mutex<Vec<u8>>>,
    ended: Receiver<()>,
}

impl Collected {
    /// Reads up to a limit. Letting go of the stream there ends a program that goes on writing.
    fn from(stream: Option<impl Read + Send + 'static>, limit: u64) -> Collected {
        let (sender, ended) = channel();
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let filled = Arc::clone(&bytes);
        thread::spawn(move || {
            let mut stream = stream.map(|stream| stream.take(limit));
            let mut chunk = vec![0; CHUNK];
            // What was read before a mistake is still of use.
            while let Some(Ok(length @ 1..)) = stream.as_mut().map(|stream| stream.read(&mut chunk)) {
                filled.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(&chunk[..length]);
            }
            drop(stream);
            sender.send(())
        });
        Collected { bytes, ended }
    }

    /// What has come by then, or sooner when the stream has ended.
    fn until(self, deadline: Instant) -> Vec<u8> {
        let _ = self.ended.recv_timeout(deadline.saturating_duration_since(Instant::now()));
        std::mem::take(&mut *self.bytes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Waits for the end of a program; stops it when it takes too long, and returns nothing.
fn wait(child: &mut Child, longest: Duration) -> std::io::Result<Option<ExitStatus>> {
    let start = Instant::now();
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if start.elapsed() > longest {
            stop(child);
            return Ok(None);
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

/// Asks a program to end, so that it can end those that it started, and makes it end when it does not.
fn stop(child: &mut Child) {
    if let Some(id) = rustix::process::Pid::from_raw(child.id().cast_signed()) {
        let _ = rustix::process::kill_process(id, rustix::process::Signal::TERM);
    }
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(500) {
        if matches!(child.try_wait(), Ok(Some(_))) {
            return;
        }
        thread::sleep(Duration::from_millis(10));
    }
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str, input: &[u8], output: u64) -> Result<Output, NotRun> {
        let limits = Limits { time: Duration::from_millis(500), output, complaints: 1000 };
        run(Command::new("sh").args(["-c", script]), input.to_owned(), limits)
    }

    #[test]
    fn programs_are_run_within_limits() {
        let output = sh("cat; echo complaint >&2; exit 3", b"input", 5).unwrap();
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(3), &b"input"[..]));
        assert_eq!(output.stderr, b"complaint\n");
        assert!(matches!(sh("cat", b"input", 4), Err(NotRun::TooLarge)));
        assert!(matches!(sh("yes", b"", 1000), Err(NotRun::TooLarge)));
        let limits = Limits { time: Duration::from_secs(1), output: 1, complaints: 1 };
        assert!(matches!(run(&mut Command::new("no-such-program"), vec![], limits), Err(NotRun::NotFound)));
    }

    #[test]
    fn a_program_that_hangs_is_stopped() {
        for script in ["sleep 30", "trap '' TERM; sleep 30 & wait; wait; sleep 30"] {
            let start = Instant::now();
            let Err(NotRun::TooLong(time)) = sh(script, b"", 10) else { panic!("{script}") };
            assert_eq!(time, Duration::from_millis(500));
            assert!(start.elapsed() < Duration::from_secs(5));
        }
    }

    #[test]
    fn what_a_program_leaves_running_is_not_waited_for() {
        let start = Instant::now();
        let output = sh("sleep 30 & echo done", b"", 10).unwrap();
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(0), &b"done\n"[..]));
        assert!(start.elapsed() < Duration::from_secs(5));
    }
}
