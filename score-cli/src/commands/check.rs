//! `score check`: everything but writing.

use score_core::Sources;
use score_core::diagnostic::Diagnostics;
use score_core::parallel::Leftovers;
use score_provisioners::LoadOptions;

use crate::args::CheckArgs;
use crate::commands::translate;
use crate::exit::{Exit, Outcome};
use crate::report::{self, Stdout};
use crate::{seed_file, workloads};

/// Checks the files and, for each target asked for, what writing would need. Without a target, resources are not
/// provisioned.
pub(crate) fn run(args: &CheckArgs) -> Outcome {
    let (mut sources, mut log) = (Sources::new(), Diagnostics::new());
    let selected = workloads::selected(&args.input, &args.target.build, &mut sources, &mut log)?;
    if args.targets.is_empty() {
        translate::join(&selected.workloads, &mut log);
        Leftovers::LeftToProcess.take(selected);
    } else if !log.has_errors() {
        let mut targets = args.targets.clone();
        targets.sort();
        targets.dedup();
        let seed = seed_file::load(args.target.seed_file.as_deref())?.seed;
        let load = LoadOptions::new();
        let run = translate::Run { selected, input: &args.input, target: &args.target, seed: &seed, load };
        translate::all(run, &targets, &mut sources, &mut log)?;
    }
    log.sort();
    report::diagnostics(&log, &sources, args.input.format, Stdout::Free)?;
    Ok(if log.has_errors() { Exit::InputHasErrors } else { Exit::Done })
}
