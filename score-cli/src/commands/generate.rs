//! `score generate`: from score files to the files of one or more targets, all of them or none.

use std::path::{Path, PathBuf};

use score_core::Sources;
use score_core::diagnostic::Diagnostics;
use score_core::parallel::Leftovers;
use score_core::target::Generated;
use score_provisioners::LoadOptions;

use crate::args::{GenerateArgs, Target};
use crate::commands::trace::Tracer;
use crate::commands::translate;
use crate::exit::{Exit, Failure, Outcome};
use crate::output::{self, Staged};
use crate::report::{self, Stdout};
use crate::{seed_file, workloads};

/// Where the output goes.
#[derive(Debug, PartialEq, Eq)]
enum Destination {
    /// Standard output.
    Stdout,
    /// Files of the usual names in a folder.
    Folder(PathBuf),
    /// The one target's main file under this name; what it refers to lies beside it.
    File { folder: PathBuf, name: String },
}

/// Generates.
pub(crate) fn run(args: &GenerateArgs) -> Outcome {
    let mut targets = args.targets.clone();
    targets.sort();
    targets.dedup();
    let destination = destination(args.output.as_deref(), &targets)?;
    let _lock = match &destination {
        Destination::Stdout => None,
        Destination::Folder(folder) | Destination::File { folder, .. } => Some(output::lock(folder)?),
    };

    let (mut sources, mut log) = (Sources::new(), Diagnostics::new());
    let selected = workloads::selected(&args.input, &args.target.build, &mut sources, &mut log)?;
    let seed = seed_file::load(args.target.seed_file.as_deref())?;
    let mut generated = Vec::new();
    if !log.has_errors() {
        let (tracer, load) = match args.trace_provisioner.as_deref().map(Tracer::new) {
            Some((tracer, load)) => (Some(tracer), load),
            None => (None, LoadOptions::new()),
        };
        let run =
            translate::Run { selected, input: &args.input, target: &args.target, seed: &seed.seed, load };
        generated = translate::all(run, &targets, &mut sources, &mut log)?;
        tracer.inspect(|tracer| tracer.print());
    }
    log.sort();
    let stdout = if destination == Destination::Stdout { Stdout::Taken } else { Stdout::Free };
    report::diagnostics(&log, &sources, args.input.format, stdout)?;
    if log.has_errors() {
        return Ok(Exit::InputHasErrors);
    }
    write(&destination, &generated, &seed)?;
    Leftovers::LeftToProcess.take((generated, sources, log));
    Ok(Exit::Done)
}

fn destination(output: Option<&str>, targets: &[Target]) -> Result<Destination, Failure> {
    let one = targets.len() == 1;
    match output {
        None => Ok(Destination::Folder(".".into())),
        Some("") => Err(Failure::Usage {
            problem: "the output has no name".to_owned(),
            help: "name a folder, a file or `-`, or leave `--output` out".to_owned(),
        }),
        Some("-") if one => Ok(Destination::Stdout),
        Some("-") => Err(Failure::Usage {
            problem: "only one target can be written to standard output".to_owned(),
            help: "give one `--target`, or a folder".to_owned(),
        }),
        Some(path) if path.ends_with('/') || Path::new(path).is_dir() || !one => {
            if Path::new(path).is_file() {
                return Err(Failure::Usage {
                    problem: format!("`{path}` is a file, and several targets need a folder"),
                    help: "name a folder".to_owned(),
                });
            }
            Ok(Destination::Folder(path.into()))
        }
        // A name without an extension is a folder, as it is with several targets.
        Some(path) if Path::new(path).extension().is_none() && !Path::new(path).exists() => {
            Ok(Destination::Folder(path.into()))
        }
        Some(path) => {
            let path = Path::new(path);
            let folder =
                path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            Ok(Destination::File { folder: folder.to_owned(), name })
        }
    }
}

fn write(
    destination: &Destination,
    generated: &[(Target, Generated)],
    seed: &seed_file::RunSeed,
) -> Result<(), Failure> {
    let mut staged = Staged::default();
    let mut lines = Vec::new();
    for (target, made) in generated {
        let main = target.main_file();
        let (folder, name) = match destination {
            Destination::Stdout => {
                to_stdout(*target, made)?;
                continue;
            }
            Destination::Folder(folder) => (folder, main),
            Destination::File { folder, name } => (folder, name.as_str()),
        };
        staged.add_artifacts(&made.artifacts, folder, (main, Some(&folder.join(name))))?;
        lines.push(format!("{}: {}\n", translate::shown_in(folder, name), made.summary));
        lines.extend(made.notices.iter().map(|notice| format!("note: {notice}\n")));
    }
    // The seed first: without it the passwords in the files could not be made again.
    seed.keep()?;
    staged.commit()?;
    report::to_stderr(&lines.concat());
    Ok(())
}

fn to_stdout(target: Target, made: &Generated) -> Result<(), Failure> {
    let main = target.main_file();
    if let Some((other, _)) = made.artifacts.iter().find(|(path, _)| *path != main) {
        return Err(Failure::Usage {
            problem: format!(
                "`{main}` refers to further files such as `{other}`, which standard output cannot carry"
            ),
            help: "name a folder with `--output`".to_owned(),
        });
    }
    made.artifacts.get(main).map_or(Ok(()), |artifact| report::pieces_to_stdout(artifact.content.pieces()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_output_is_a_folder_a_file_or_standard_output() {
        let (one, two) = (&[Target::K8s][..], &[Target::Compose, Target::K8s][..]);
        let folder = |name: &str| Destination::Folder(name.into());
        assert_eq!(destination(None, two).unwrap(), folder("."));
        assert_eq!(destination(Some("-"), one).unwrap(), Destination::Stdout);
        assert!(destination(Some("-"), two).is_err());
        assert!(destination(Some(""), one).is_err());
        assert_eq!(destination(Some("no-such/"), one).unwrap(), folder("no-such/"));
        assert_eq!(destination(Some("no-such"), one).unwrap(), folder("no-such"));
        assert_eq!(destination(Some("no-such.d"), two).unwrap(), folder("no-such.d"));
        let file = Destination::File { folder: "no-such".into(), name: "app.yaml".into() };
        assert_eq!(destination(Some("no-such/app.yaml"), one).unwrap(), file);
    }
}
