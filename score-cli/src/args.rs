//! The command line. Help texts are the doc comments here; completions are made from the same definitions.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

/// Score workloads to Docker Compose and Kubernetes.
#[derive(Debug, Parser)]
#[command(name = "score", version, disable_help_subcommand = true, propagate_version = false)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a compose.yaml, a manifests.yaml or both from score files.
    Generate(GenerateArgs),
    /// Find every mistake in score files and write nothing.
    Check(CheckArgs),
    /// Explain a diagnostic by its code.
    Explain {
        /// The code between the brackets of a message, such as `unknown-field`. Without it, all codes are listed.
        code: Option<String>,
    },
    /// Print a JSON Schema.
    Schema {
        /// Which one.
        #[arg(value_enum, default_value_t = SchemaName::Score)]
        name: SchemaName,
    },
    /// Print the completion script of a shell.
    Completions {
        /// The shell.
        #[arg(value_enum)]
        shell: Shell,
    },
    /// Print the version.
    Version,
}

/// A JSON Schema that comes with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaName {
    /// The workload file.
    Score,
    /// A provisioner file.
    Provisioners,
    /// A line of `--format json`.
    Diagnostics,
}

/// An output platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Target {
    /// Docker Compose: `compose.yaml`.
    Compose,
    /// Kubernetes: `manifests.yaml`.
    K8s,
}

/// How diagnostics are drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
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
pub struct InputArgs {
    /// Score files, or folders in which `score.yaml` and `*.score.yaml` are looked for; the current folder when absent.
    #[arg(value_name = "FILE|DIR")]
    pub paths: Vec<PathBuf>,
    /// Lay a file over the score file before it is checked. One score file only.
    #[arg(long, value_name = "FILE")]
    pub overrides_file: Option<PathBuf>,
    /// Set or, with nothing behind the `=`, remove one property before the file is checked. One score file only.
    #[arg(long, value_name = "PATH=VALUE")]
    pub override_property: Vec<String>,
    /// How diagnostics are drawn.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Refuse fields that a target can only carry approximately.
    #[arg(long)]
    pub strict: bool,
}

/// What a target needs to know.
#[derive(Debug, Args)]
pub struct TargetArgs {
    /// A value for `${NAME}` in an image and for environment resources; without `=VALUE` it is taken from the
    /// environment.
    #[arg(long = "var", value_name = "NAME[=VALUE]")]
    pub variables: Vec<String>,
    /// The image of containers whose image is `.`.
    #[arg(short, long, value_name = "IMAGE")]
    pub image: Option<String>,
    /// Further provisioner files, or folders of `*.provisioners.yaml`, tried before the built-in ones.
    #[arg(long, value_name = "FILE|DIR")]
    pub provisioners: Vec<PathBuf>,
    /// Do without the built-in provisioners.
    #[arg(long)]
    pub no_default_provisioners: bool,
    /// A file whose content all passwords are derived from. Otherwise SCORE_SEED, otherwise `.score/seed`.
    #[arg(long, value_name = "FILE")]
    pub seed_file: Option<PathBuf>,
    /// The name of the Compose project; Compose takes the name of the folder when absent.
    #[arg(long, value_name = "NAME")]
    pub project: Option<String>,
    /// The namespace of all manifests.
    #[arg(short, long, value_name = "NAME")]
    pub namespace: Option<String>,
    /// Add a manifest for the namespace.
    #[arg(long, requires = "namespace")]
    pub generate_namespace: bool,
}

/// `score generate`.
#[derive(Debug, Args)]
pub struct GenerateArgs {
    /// The platform to write for; may be given several times.
    #[arg(short, long = "target", value_enum, required = true)]
    pub targets: Vec<Target>,
    /// The folder to write into, with one target also a file, or `-` for standard output.
    #[arg(short, long, value_name = "DIR|FILE|-")]
    pub output: Option<String>,
    /// Which files are read.
    #[command(flatten)]
    pub input: InputArgs,
    /// What a target needs to know.
    #[command(flatten)]
    pub target: TargetArgs,
}

/// `score check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Also try everything that writing for this platform needs; may be given several times.
    #[arg(short, long = "target", value_enum)]
    pub targets: Vec<Target>,
    /// Which files are read.
    #[command(flatten)]
    pub input: InputArgs,
    /// What a target needs to know.
    #[command(flatten)]
    pub target: TargetArgs,
}
