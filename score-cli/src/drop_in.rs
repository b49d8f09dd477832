//! `score compose …` and `score k8s …`, and the program called by the name `score-compose` or `score-k8s`: the commands,
//! flags, folders and file formats of the reference tools. Exit statuses are 0 and 1.

pub(crate) mod args;
mod check_version;
mod generate;
mod init;
mod install;
mod log;
mod patch_templates;
mod project;
mod provisioners;
mod resources;
mod sample;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use self::args::{
    CommonCommand, ComposeArgs, ComposeCommand, K8sArgs, K8sCommand, PatchTemplatesCommand,
    ProvisionersCommand, ResourcesCommand,
};
use self::log::Log;
use crate::args::Target;
use crate::exit::{Exit, Outcome};
use crate::report;

/// The platform whose tool is meant by the name the program was called by, or by its first argument.
pub(crate) fn meant(arguments: &[OsString]) -> Option<(Target, usize)> {
    let program = arguments.first().map(std::path::Path::new)?;
    let name = program.file_stem().map(|name| name.to_string_lossy().into_owned());
    let tools = [Target::Compose, Target::K8s];
    if let Some(target) = tools.iter().find(|target| name.as_deref() == Some(target.tool())) {
        return Some((*target, 1));
    }
    match arguments.get(1)?.to_str()? {
        "compose" => Some((Target::Compose, 2)),
        "k8s" => Some((Target::K8s, 2)),
        _ => None,
    }
}

/// Runs a command line; its program's name takes the first `skip` arguments.
pub(crate) fn run(target: Target, arguments: &[OsString], skip: usize) -> ExitCode {
    let program = if skip == 1 { target.tool().to_owned() } else { format!("score {}", short_name(target)) };
    let rest = arguments.iter().skip(skip).cloned();
    let arguments = std::iter::once(OsString::from(&program)).chain(rest);
    let outcome = match target {
        Target::Compose => parse::<ComposeArgs>(&program, arguments).map(compose),
        Target::K8s => parse::<K8sArgs>(&program, arguments).map(k8s),
    };
    match outcome {
        Ok(Ok(Exit::Done)) => ExitCode::SUCCESS,
        Ok(Ok(Exit::InputHasErrors | Exit::NotTried)) => ExitCode::FAILURE,
        Ok(Err(failure)) => {
            report::to_stderr(&format!("Error: {failure}\n"));
            ExitCode::FAILURE
        }
        Err(error) => {
            // Help comes this way too, and is no failure.
            let _ = error.print();
            if error.use_stderr() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
        }
    }
}

fn short_name(target: Target) -> &'static str {
    match target {
        Target::Compose => "compose",
        Target::K8s => "k8s",
    }
}

fn parse<T: CommandFactory + FromArgMatches>(
    program: &str,
    arguments: impl Iterator<Item = OsString>,
) -> Result<T, clap::Error> {
    let command = T::command().bin_name(program);
    T::from_arg_matches(&command.try_get_matches_from(arguments)?)
}

fn compose(args: ComposeArgs) -> Outcome {
    let log = Log::new(args.log);
    match args.command {
        _ if args.version => version(Target::Compose),
        None => help::<ComposeArgs>(None),
        Some(ComposeCommand::Init(args)) => init::compose(&args, log),
        Some(ComposeCommand::Generate(args)) => generate::compose(&args, log),
        Some(ComposeCommand::Common(command)) => common::<ComposeArgs>(Target::Compose, command, log),
    }
}

fn k8s(args: K8sArgs) -> Outcome {
    let log = Log::new(args.log);
    match args.command {
        _ if args.version => version(Target::K8s),
        None => help::<K8sArgs>(None),
        Some(K8sCommand::Init(args)) => init::k8s(&args, log),
        Some(K8sCommand::Generate(args)) => generate::k8s(&args, log),
        Some(K8sCommand::Common(command)) => common::<K8sArgs>(Target::K8s, command, log),
    }
}

fn common<T: CommandFactory>(target: Target, command: CommonCommand, log: Log) -> Outcome {
    match command {
        CommonCommand::Provisioners { command: None } => help::<T>(Some("provisioners")),
        CommonCommand::Provisioners { command: Some(ProvisionersCommand::List { format }) } => {
            provisioners::list(target, &format, log)
        }
        CommonCommand::Resources { command: None } => help::<T>(Some("resources")),
        CommonCommand::Resources { command: Some(ResourcesCommand::List { format }) } => {
            resources::list(target, &format, log)
        }
        CommonCommand::Resources { command: Some(ResourcesCommand::GetOutputs { uid, format }) } => {
            resources::get_outputs(target, &uid, &format, log)
        }
        CommonCommand::PatchTemplates { command: None } => help::<T>(Some("patch-templates")),
        CommonCommand::PatchTemplates { command: Some(PatchTemplatesCommand::List) } => {
            patch_templates::list(target, log)
        }
        CommonCommand::PatchTemplates { command: Some(PatchTemplatesCommand::Clear) } => {
            patch_templates::clear(target, log)
        }
        CommonCommand::CheckVersion { constraint } => check_version::run(target.tool_version(), &constraint),
        CommonCommand::Version { .. } => version(target),
        CommonCommand::Completion { shell: None, .. } => help::<T>(Some("completion")),
        CommonCommand::Completion { shell: Some(shell), .. } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut T::command(), target.tool(), &mut script);
            report::to_stdout(&script)?;
            Ok(Exit::Done)
        }
    }
}

/// The second word is the release of the reference tool, where scripts look for it.
fn version(target: Target) -> Outcome {
    let text = format!("{} {} (score {})\n", target.tool(), target.tool_version(), env!("CARGO_PKG_VERSION"));
    report::to_stdout(text.as_bytes())?;
    Ok(Exit::Done)
}

/// The help of the whole, or of a command that was named without what to do with it.
fn help<T: CommandFactory>(name: Option<&str>) -> Outcome {
    let mut command = T::command();
    command.build();
    let text = match name.and_then(|name| command.find_subcommand_mut(name)) {
        Some(found) => found.render_help(),
        None => command.render_help(),
    };
    report::to_stdout(text.to_string().as_bytes())?;
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tool_is_meant_by_name_or_by_the_first_argument() {
        for (line, expected) in [
            (&["/usr/bin/score-compose", "init"][..], Some((Target::Compose, 1))),
            (&["score-k8s"], Some((Target::K8s, 1))),
            (&["score", "compose", "init"], Some((Target::Compose, 2))),
            (&["score", "k8s"], Some((Target::K8s, 2))),
            (&["score", "generate"], None),
            (&["score"], None),
            (&[], None),
        ] {
            let line: Vec<OsString> = line.iter().map(OsString::from).collect();
            assert_eq!(meant(&line), expected, "{line:?}");
        }
    }

    #[test]
    fn the_command_lines_hold_together() {
        ComposeArgs::command().debug_assert();
        K8sArgs::command().debug_assert();
        crate::args::Cli::command().debug_assert();
    }
}
