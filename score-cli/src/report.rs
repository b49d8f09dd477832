//! What a person or a program gets to see: diagnostics in the form asked for, and one line a file written.

use std::io::{BufWriter, IsTerminal, Write};

use anstream::ColorChoice;
use score_core::diagnostic::{self, Diagnostics, human, short};
use score_core::{Sources, diagnostic::github, diagnostic::json, diagnostic::sarif};

use crate::args::Format;
use crate::exit::Failure;
use crate::host;

/// Draws diagnostics. Forms for people go to standard error; forms for programs are data and go to standard output,
/// unless that is taken by `-o -`.
pub(crate) fn diagnostics(
    log: &Diagnostics,
    sources: &Sources,
    format: Format,
    stdout: Stdout,
) -> Result<(), Failure> {
    match format {
        Format::Human => {
            to_stderr(&human(log, sources));
            if !log.is_empty() {
                to_stderr(&format!("{}\n", diagnostic::summary(log)));
            }
            Ok(())
        }
        Format::Short => {
            to_stderr(&short::render(log, sources));
            Ok(())
        }
        Format::Json => data(&json::render(log, sources), stdout),
        Format::Github => data(&github::render(log, sources), stdout),
        Format::Sarif => data(&sarif::render(log, sources), stdout),
    }
}

/// Diagnostics as a person sees them on standard error.
pub(crate) fn human(log: &Diagnostics, sources: &Sources) -> String {
    human::render(log, sources, color_of_stderr(), host::threads(log.len()))
}

/// Whether standard output is free for diagnostics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stdout {
    /// Yes.
    Free,
    /// It carries the generated file.
    Taken,
}

fn data(text: &str, stdout: Stdout) -> Result<(), Failure> {
    match stdout {
        Stdout::Free => to_stdout(text.as_bytes()),
        Stdout::Taken => {
            to_stderr(text);
            Ok(())
        }
    }
}

/// Writes data to standard output. A reader that has gone away is not an error.
pub(crate) fn to_stdout(bytes: &[u8]) -> Result<(), Failure> {
    pieces_to_stdout(std::iter::once(bytes))
}

/// The same with data in pieces.
pub(crate) fn pieces_to_stdout<'a>(mut pieces: impl Iterator<Item = &'a [u8]>) -> Result<(), Failure> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    match pieces.try_for_each(|piece| out.write_all(piece)).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::Stdout(error)),
        _ => Ok(()),
    }
}

/// Says something to a person. Nothing can be done when nobody listens.
pub(crate) fn to_stderr(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Says why it could not be tried.
pub(crate) fn failure(failure: &Failure) {
    let (bold_red, reset) = match color_of_stderr() {
        human::Color::Always => ("\u{1b}[1;31m", "\u{1b}[0m"),
        human::Color::Never => ("", ""),
    };
    to_stderr(&format!("{bold_red}error{reset}: {failure}\n"));
}

/// Whether standard error wants escape codes.
fn color_of_stderr() -> human::Color {
    let stderr = std::io::stderr();
    match anstream::AutoStream::choice(&stderr) {
        ColorChoice::Never => human::Color::Never,
        ColorChoice::Always | ColorChoice::AlwaysAnsi => human::Color::Always,
        ColorChoice::Auto if stderr.is_terminal() => human::Color::Always,
        ColorChoice::Auto => human::Color::Never,
    }
}
