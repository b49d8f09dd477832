//! What a run says on its way: lines `LEVEL: text` on standard error, as the reference tools say it.

use score_core::Sources;
use score_core::diagnostic::{Diagnostic, Diagnostics};

use super::args::LogArgs;
use crate::report;

/// How much is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    /// Errors alone.
    Quiet,
    Info,
    Debug,
}

/// Says things.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Log {
    level: Level,
}

impl Log {
    /// As the flags ask for.
    pub(crate) fn new(args: LogArgs) -> Log {
        let level = match (args.quiet, args.verbose) {
            (true, _) => Level::Quiet,
            (false, 0) => Level::Info,
            (false, _) => Level::Debug,
        };
        Log { level }
    }

    /// A step of the run.
    pub(crate) fn info(self, text: impl AsRef<str>) {
        if self.level >= Level::Info {
            report::to_stderr(&format!("INFO: {}\n", text.as_ref()));
        }
    }

    /// A detail.
    pub(crate) fn debug(self, text: impl AsRef<str>) {
        if self.level >= Level::Debug {
            report::to_stderr(&format!("DEBUG: {}\n", text.as_ref()));
        }
    }

    /// What was noticed, with the lines of the files; of a quiet run only errors. The last line repeats the
    /// first error behind `Error: `.
    pub(crate) fn diagnostics(self, mut found: Diagnostics, sources: &Sources) {
        found.sort();
        found.retain(|item| self.level > Level::Quiet || item.is_error());
        report::to_stderr(&report::human(&found, sources));
        if let Some(first) = found.iter().find(|item| item.is_error()) {
            report::to_stderr(&format!("Error: {}{}\n", in_one_line(first), others(&found)));
        }
    }
}

/// For those who look at the last line of a log: the place in the file as the reference tools write it, and what is
/// wrong.
fn in_one_line(error: &Diagnostic) -> String {
    match error.path.as_str() {
        "" => error.message.clone(),
        path => format!("/{}: {}", path.replace('.', "/"), error.message),
    }
}

fn others(shown: &Diagnostics) -> String {
    match shown.error_count() {
        0 | 1 => "; nothing was written".to_owned(),
        2 => ", and 1 more error; nothing was written".to_owned(),
        count => format!(", and {} more errors; nothing was written", count - 1),
    }
}
