//! How a run ends.

use std::path::PathBuf;
use std::process::ExitCode;

use thiserror::Error;

/// Exit statuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// 0: done, perhaps with warnings.
    Done,
    /// 1: the input has errors; nothing was written.
    InputHasErrors,
    /// 2: it could not be tried: usage, a file that cannot be read or written.
    NotTried,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Done => 0,
            Exit::InputHasErrors => 1,
            Exit::NotTried => 2,
        })
    }
}

/// Why it could not be tried. Mistakes in score files are diagnostics, not failures.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    /// A file or folder could not be read.
    #[error("cannot read `{}`: {source}", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A file or folder could not be written.
    #[error("cannot write `{}`: {source}", path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// No score file was found.
    #[error("no score file in {places}\nhelp: name one, or create a `score.yaml`")]
    NothingSelected {
        /// Where it was looked for.
        places: String,
    },
    /// Arguments that do not go together.
    #[error("{problem}\nhelp: {help}")]
    Usage {
        /// What is wrong.
        problem: String,
        /// What to type instead.
        help: String,
    },
    /// Another run holds the output folder.
    #[error("another run has been writing to `{}` for ten seconds\nhelp: wait for it to end, then run again", path.display())]
    Locked {
        /// The folder.
        path: PathBuf,
    },
    /// There is no project folder where one is needed.
    #[error("there is no project in this folder: `{}` does not exist\nhelp: run `{init}` first", path.display())]
    NoProject {
        /// The state file that was looked for.
        path: PathBuf,
        /// The command that makes it.
        init: String,
    },
    /// A URI could not be fetched.
    #[error(transparent)]
    Fetch(#[from] crate::retrieve::Error),
    /// Standard output could not be written.
    #[error("cannot write to standard output: {0}")]
    Stdout(std::io::Error),
}

/// What a command gives back.
pub(crate) type Outcome = Result<Exit, Failure>;
