//! The command line. Help texts are the doc comments here; completions and the manual are made from the same definitions.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::drop_in::args::{ComposeArgs, K8sArgs};

/// Score workloads to Docker Compose and Kubernetes.
#[derive(Debug, Parser)]
#[command(name = "score", version, disable_help_subcommand = true, propagate_version = false)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write a compose.yaml, a manifests.yaml or both from score files
    Generate(Box<GenerateArgs>),
    /// Find every mistake in score files and write nothing
    Check(Box<CheckArgs>),
    /// Explain a diagnostic by its code
    Explain {
        /// The code between the brackets of a message, such as `unknown-field`. Without it, all codes are listed.
        code: Option<String>,
    },
    /// List, show and test provisioners
    Provisioners {
        /// What to do with them.
        #[command(subcommand)]
        command: ProvisionersCommand,
    },
    /// The commands of score-compose, on its folders and files
    Compose(ComposeArgs),
    /// The commands of score-k8s, on its folders and files
    K8s(K8sArgs),
    /// Print a JSON Schema
    Schema {
        /// Which one.
        #[arg(value_enum, default_value_t = SchemaName::Score)]
        name: SchemaName,
    },
    /// Print the completion script of a shell
    Completions {
        /// The shell.
        #[arg(value_enum)]
        shell: Shell,
    },
    /// Print the version
    Version,
    /// Write the manual pages into a folder
    #[command(hide = true)]
    Manual {
        /// The folder; it is made when it is missing.
        folder: PathBuf,
    },
}

/// A JSON Schema that comes with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaName {
    /// The workload file.
    Score,
    /// A provisioner file.
    Provisioners,
    /// A line of `--format json`.
    Diagnostics,
    /// The state file of `score compose` and `score k8s`.
    State,
}

/// An output platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Target {
    /// Docker Compose: `compose.yaml`.
    Compose,
    /// Kubernetes: `manifests.yaml`.
    K8s,
}

/// How diagnostics are drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// With the lines of the file, for people.
    #[default]
    Human,
    /// One line each.
    Short,
    /// One JSON object a line.
    Json,
    /// Annotations of a GitHub workflow.
    Github,
    /// One SARIF 2.1.0 document.
    Sarif,
}

/// Which files are read, and how.
#[derive(Debug, Args)]
pub(crate) struct InputArgs {
    /// Score files, or folders in which `score.yaml` and `*.score.yaml` are looked for; the current folder when absent.
    #[arg(value_name = "FILE|DIR")]
    pub(crate) paths: Vec<PathBuf>,
    /// Lay a file over a score file before it is checked. With several score files, name the workload.
    #[arg(long, value_name = "[WORKLOAD:]FILE")]
    pub(crate) overrides_file: Vec<String>,
    /// Set or, with nothing behind the `=`, remove one property before the file is checked. With several score files,
    /// name the workload.
    #[arg(long, value_name = "[WORKLOAD:]PATH=VALUE", allow_hyphen_values = true)]
    pub(crate) override_property: Vec<String>,
    /// The image of containers whose image is `.`, of all of them or of one.
    #[arg(short, long, value_name = "[[WORKLOAD/]CONTAINER=]IMAGE")]
    pub(crate) image: Vec<String>,
    /// How diagnostics are drawn.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Refuse fields that a target can only carry approximately.
    #[arg(long)]
    pub(crate) strict: bool,
}

/// What a target needs to know.
#[derive(Debug, Args)]
pub(crate) struct TargetArgs {
    /// A value for `${NAME}` in an image and for environment resources; without `=VALUE` it is taken from the
    /// environment.
    #[arg(long = "var", value_name = "NAME[=VALUE]")]
    pub(crate) variables: Vec<String>,
    /// Further provisioner files, folders of `*.provisioners.yaml`, or an http, git or oci address, tried before the
    /// built-in ones.
    #[arg(long, value_name = "FILE|DIR|URI")]
    pub(crate) provisioners: Vec<PathBuf>,
    /// Do without the built-in provisioners.
    #[arg(long)]
    pub(crate) no_default_provisioners: bool,
    /// Change the output by a patch template; may be given several times, in order.
    #[arg(long = "patch-template", value_name = "FILE|URI")]
    pub(crate) patch_templates: Vec<PathBuf>,
    /// Build the image of a container instead of taking it from a registry, on Compose: a folder, or a build object of
    /// Compose. With several score files, name the workload.
    #[arg(long, value_name = "[WORKLOAD/]CONTAINER=CONTEXT", allow_hyphen_values = true)]
    pub(crate) build: Vec<String>,
    /// A file whose content all passwords are derived from. Otherwise SCORE_SEED, otherwise `.score/seed`.
    #[arg(long, value_name = "FILE")]
    pub(crate) seed_file: Option<PathBuf>,
    /// The name of the Compose project; Compose takes the name of the folder when absent.
    #[arg(long, value_name = "NAME")]
    pub(crate) project: Option<String>,
    /// The namespace of all manifests.
    #[arg(short, long, value_name = "NAME")]
    pub(crate) namespace: Option<String>,
    /// Add a manifest for the namespace.
    #[arg(long, requires = "namespace")]
    pub(crate) generate_namespace: bool,
}

/// `score generate`.
#[derive(Debug, Args)]
pub(crate) struct GenerateArgs {
    /// The platform to write for; may be given several times.
    #[arg(short, long = "target", value_enum, required = true)]
    pub(crate) targets: Vec<Target>,
    /// The folder to write into, with one target also a file, or `-` for standard output.
    #[arg(short, long, value_name = "DIR|FILE|-")]
    pub(crate) output: Option<String>,
    /// Print what the provisioner of a resource is given, renders and returns, secrets masked.
    #[arg(long, value_name = "UID")]
    pub(crate) trace_provisioner: Option<String>,
    /// Which files are read.
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// What a target needs to know.
    #[command(flatten)]
    pub(crate) target: TargetArgs,
}

/// `score check`.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Also try everything that writing for this platform needs; may be given several times.
    #[arg(short, long = "target", value_enum)]
    pub(crate) targets: Vec<Target>,
    /// Which files are read.
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// What a target needs to know.
    #[command(flatten)]
    pub(crate) target: TargetArgs,
}

/// `score provisioners`.
#[derive(Debug, Subcommand)]
pub(crate) enum ProvisionersCommand {
    /// Every provisioner in the order they are tried, where it comes from and what it is shadowed by
    List {
        /// Those of this platform.
        #[arg(short, long, value_enum)]
        target: Target,
        /// Further provisioner files, folders of `*.provisioners.yaml`, or an http, git or oci address, tried before the
        /// built-in ones.
        #[arg(long, value_name = "FILE|DIR|URI")]
        provisioners: Vec<PathBuf>,
        /// How the list is printed.
        #[arg(short, long, value_enum, default_value_t)]
        format: ListFormat,
    },
    /// The params, outputs and source of the provisioners of a type
    Show {
        /// The type of resource, such as `postgres`.
        kind: String,
        /// Those of this platform.
        #[arg(short, long, value_enum)]
        target: Target,
        /// Further provisioner files, folders of `*.provisioners.yaml`, or an http, git or oci address, tried before the
        /// built-in ones.
        #[arg(long, value_name = "FILE|DIR|URI")]
        provisioners: Vec<PathBuf>,
    },
    /// Ask provisioners and compare their answers with those that are expected
    Test {
        /// The provisioner file.
        file: PathBuf,
        /// Folders with a `request.yaml` and an `expected.yaml`, or `expected.txt` for a report; or folders of such
        /// folders.
        #[arg(required = true, value_name = "CASE")]
        cases: Vec<PathBuf>,
        /// The platform they are for.
        #[arg(short, long, value_enum)]
        target: Target,
        /// Write the answers as the expected ones.
        #[arg(long)]
        bless: bool,
    },
}

/// How a list is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// For people.
    #[default]
    Table,
    /// For programs.
    Json,
}
