//! `patch-templates list` and `patch-templates clear`: the patch templates that a project keeps.

use score_core::Sources;
use score_core::diagnostic::Diagnostics;

use super::log::Log;
use super::project;
use crate::args::Target;
use crate::exit::{Exit, Outcome};
use crate::output::Staged;
use crate::report;
use crate::state;

/// Prints every template, in the order they are applied.
pub(crate) fn list(target: Target, log: Log) -> Outcome {
    let (mut sources, mut found) = (Sources::new(), Diagnostics::new());
    let project = project::open(target, &mut sources, &mut found)?;
    log.diagnostics(found, &sources);
    let Some(project) = project else { return Ok(Exit::InputHasErrors) };
    if project.patch_templates.is_empty() {
        log.info("There are no patch templates");
    }
    for (at, text) in project.patch_templates.iter().enumerate() {
        let text = format!("# {}\n{}\n", at + 1, text.trim_end());
        report::to_stdout(text.as_bytes())?;
    }
    Ok(Exit::Done)
}

/// Removes all of them.
pub(crate) fn clear(target: Target, log: Log) -> Outcome {
    let _lock = project::lock(target)?;
    let (mut sources, mut found) = (Sources::new(), Diagnostics::new());
    let project = project::open(target, &mut sources, &mut found)?;
    log.diagnostics(found, &sources);
    let Some(mut project) = project else { return Ok(Exit::InputHasErrors) };
    let count = std::mem::take(&mut project.patch_templates).len();
    let mut staged = Staged::default();
    staged.add_file(&target.state_file(), state::write(&project), 0o600)?;
    staged.commit()?;
    log.info(format!("Removed {count} patch {}", if count == 1 { "template" } else { "templates" }));
    Ok(Exit::Done)
}
