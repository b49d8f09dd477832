//! `score schema`: the JSON Schemas that come with the program.

use crate::args::SchemaName;
use crate::exit::{Exit, Outcome};
use crate::report;

/// Prints one.
pub(crate) fn run(name: SchemaName) -> Outcome {
    let text = match name {
        SchemaName::Score => include_str!("../../../schemas/score-v1b1.json"),
        SchemaName::Provisioners => include_str!("../../../schemas/provisioners.json"),
        SchemaName::Diagnostics => include_str!("../../../schemas/diagnostics.json"),
        SchemaName::State => include_str!("../../../schemas/state.json"),
    };
    report::to_stdout(text.as_bytes())?;
    Ok(Exit::Done)
}
