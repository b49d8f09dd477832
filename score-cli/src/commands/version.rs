//! `score version`: the version of the program, without any network.

use crate::exit::{Exit, Outcome};
use crate::report;

/// Prints it.
pub(crate) fn run() -> Outcome {
    report::to_stdout(format!("score {}\n", env!("CARGO_PKG_VERSION")).as_bytes())?;
    Ok(Exit::Done)
}
