//! The command lines of `score-compose` and `score-k8s`. A flag they have keeps its name, short form and meaning here.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

/// What both tools take everywhere.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct LogArgs {
    /// Say nothing but errors
    #[arg(long, global = true)]
    pub(crate) quiet: bool,
    /// Say more; given twice or more, as much as given once
    #[arg(short, long, action = clap::ArgAction::Count, global = true)]
    pub(crate) verbose: u8,
}

/// Score workloads to Docker Compose, with a project folder `.score-compose`.
#[derive(Debug, Parser)]
#[command(name = "score-compose", args_override_self = true)]
pub(crate) struct ComposeArgs {
    /// How much is said.
    #[command(flatten)]
    pub(crate) log: LogArgs,
    /// Print the version
    #[arg(long)]
    pub(crate) version: bool,
    /// What to do; help when absent.
    #[command(subcommand)]
    pub(crate) command: Option<ComposeCommand>,
}

/// Score workloads to Kubernetes, with a project folder `.score-k8s`.
#[derive(Debug, Parser)]
#[command(name = "score-k8s", args_override_self = true)]
pub(crate) struct K8sArgs {
    /// How much is said.
    #[command(flatten)]
    pub(crate) log: LogArgs,
    /// Print the version
    #[arg(long)]
    pub(crate) version: bool,
    /// What to do; help when absent.
    #[command(subcommand)]
    pub(crate) command: Option<K8sCommand>,
}

/// A command of `score-compose`.
#[derive(Debug, Subcommand)]
pub(crate) enum ComposeCommand {
    /// Make the project folder, or change what it holds
    Init(ComposeInitArgs),
    /// Write the Compose file of all workloads of the project
    Generate(Box<ComposeGenerateArgs>),
    /// What both tools have.
    #[command(flatten)]
    Common(CommonCommand),
}

/// A command of `score-k8s`.
#[derive(Debug, Subcommand)]
pub(crate) enum K8sCommand {
    /// Make the project folder, or change what it holds
    Init(K8sInitArgs),
    /// Write the manifests of all workloads of the project
    Generate(Box<K8sGenerateArgs>),
    /// What both tools have.
    #[command(flatten)]
    Common(CommonCommand),
}

/// A command of both tools.
#[derive(Debug, Subcommand)]
pub(crate) enum CommonCommand {
    /// The provisioners of the project
    Provisioners {
        /// What to do with them; help when absent.
        #[command(subcommand)]
        command: Option<ProvisionersCommand>,
    },
    /// The resources of the project
    Resources {
        /// What to do with them; help when absent.
        #[command(subcommand)]
        command: Option<ResourcesCommand>,
    },
    /// The patch templates of the project
    PatchTemplates {
        /// What to do with them; help when absent.
        #[command(subcommand)]
        command: Option<PatchTemplatesCommand>,
    },
    /// Succeed when this program can do what a version of the tool it stands in for can do
    CheckVersion {
        /// `>=X.Y.Z`, `>X.Y.Z` or `=X.Y.Z`; parts left out count as 0.
        constraint: String,
    },
    /// Print the version
    Version {
        /// Accepted and without effect: there is no logo.
        #[arg(long)]
        no_logo: bool,
        /// Accepted and without effect: no network is ever used.
        #[arg(long)]
        no_updates_check: bool,
    },
    /// Print the completion script of a shell
    Completion {
        /// The shell; help when absent.
        #[arg(value_enum)]
        shell: Option<Shell>,
        /// Accepted and without effect.
        #[arg(long)]
        no_descriptions: bool,
    },
}

/// What `init` takes for both tools.
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// Do not make a sample score file
    #[arg(long)]
    pub(crate) no_sample: bool,
    /// Install provisioners from a file, a folder, `-`, or an http, git or oci address; may be given several times.
    /// What is installed last is tried first.
    #[arg(long, value_name = "URI", allow_hyphen_values = true)]
    pub(crate) provisioners: Vec<String>,
    /// Replace the patch templates of the project by these; may be given several times, in order
    #[arg(long, value_name = "URI", allow_hyphen_values = true)]
    pub(crate) patch_templates: Vec<String>,
    /// Do not install the default provisioners
    #[arg(long)]
    pub(crate) no_default_provisioners: bool,
}

/// `score-compose init`.
#[derive(Debug, Args)]
pub(crate) struct ComposeInitArgs {
    /// The sample score file to make when there is none
    #[arg(short, long, default_value = "./score.yaml", value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The name of the Compose project; when absent, a new project is named after its folder
    #[arg(short, long, value_name = "NAME", allow_hyphen_values = true)]
    pub(crate) project: Option<String>,
    /// The rest.
    #[command(flatten)]
    pub(crate) init: InitArgs,
}

/// `score-k8s init`.
#[derive(Debug, Args)]
pub(crate) struct K8sInitArgs {
    /// The sample score file to make when there is none
    #[arg(short, long, default_value = "score.yaml", value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The rest.
    #[command(flatten)]
    pub(crate) init: InitArgs,
}

/// What `generate` takes for both tools.
#[derive(Debug, Args)]
pub(crate) struct GenerateArgs {
    /// Score files to add to the project, or to replace in it. Without any, the workloads of the project are written
    /// again.
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Lay a file over the score file; may be given several times, in order. With several score files, name the
    /// workload
    #[arg(long, value_name = "[WORKLOAD:]FILE")]
    pub(crate) overrides_file: Vec<String>,
    /// Set or, with nothing behind the `=`, remove one property of the score file; may be given several times, in
    /// order. With several score files, name the workload
    #[arg(long, value_name = "[WORKLOAD:]PATH=VALUE", allow_hyphen_values = true)]
    pub(crate) override_property: Vec<String>,
    /// The image of containers whose image is `.`. With several score files, name the workload and the container
    #[arg(short, long, value_name = "[[WORKLOAD/]CONTAINER=]IMAGE", allow_hyphen_values = true)]
    pub(crate) image: Vec<String>,
    /// A value for environment resources; without `=VALUE` it is taken from the environment, where variables that are
    /// not given here are looked up too
    #[arg(long = "var", value_name = "NAME[=VALUE]")]
    pub(crate) variables: Vec<String>,
    /// Let a resource start anew when its provisioner is not the one that served it before
    #[arg(long)]
    pub(crate) accept_changed_provisioners: bool,
}

/// `score-compose generate`.
#[derive(Debug, Args)]
pub(crate) struct ComposeGenerateArgs {
    /// The file to write; `-` is standard output
    #[arg(short, long, default_value = "compose.yaml", value_name = "FILE", allow_hyphen_values = true)]
    pub(crate) output: String,
    /// Build the image of a container instead of taking it from a registry: a folder, or a build object of Compose. May
    /// be given several times
    #[arg(long, value_name = "[WORKLOAD/]CONTAINER=CONTEXT", allow_hyphen_values = true)]
    pub(crate) build: Vec<String>,
    /// Write an env file with the names of the variables that environment resources look up, without values
    #[arg(long, value_name = "FILE")]
    pub(crate) env_file: Option<PathBuf>,
    /// Publish a port of a workload, or of the service that an output names; may be given several times
    #[arg(short, long, value_name = "HOST:WORKLOAD|UID.OUTPUT:CONTAINER", allow_hyphen_values = true)]
    pub(crate) publish: Vec<String>,
    /// The rest.
    #[command(flatten)]
    pub(crate) generate: GenerateArgs,
}

/// `score-k8s generate`.
#[derive(Debug, Args)]
pub(crate) struct K8sGenerateArgs {
    /// The file to write; `-` is standard output
    #[arg(short, long, default_value = "manifests.yaml", value_name = "FILE", allow_hyphen_values = true)]
    pub(crate) output: String,
    /// `yaml`, or `kyaml`: the same content in a form that indentation cannot break
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ManifestFormat,
    /// The namespace of all manifests but those that belong to the whole cluster; not remembered for the next run
    #[arg(short, long, value_name = "NAME", allow_hyphen_values = true)]
    pub(crate) namespace: Option<String>,
    /// Add a manifest for the namespace
    #[arg(long)]
    pub(crate) generate_namespace: bool,
    /// The rest.
    #[command(flatten)]
    pub(crate) generate: GenerateArgs,
}

/// How manifests are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ManifestFormat {
    /// Block style.
    #[default]
    Yaml,
    /// Flow style.
    Kyaml,
}

/// `provisioners …`
#[derive(Debug, Subcommand)]
pub(crate) enum ProvisionersCommand {
    /// Every provisioner by type
    List {
        /// `json`; anything else is a table.
        #[arg(short, long, default_value = "table", allow_hyphen_values = true)]
        format: String,
    },
}

/// `resources …`
#[derive(Debug, Subcommand)]
pub(crate) enum ResourcesCommand {
    /// Every resource in the order they are provisioned, and the keys of its outputs
    List {
        /// `json`; anything else is a table.
        #[arg(short, long, default_value = "table", allow_hyphen_values = true)]
        format: String,
    },
    /// The outputs of a resource
    GetOutputs {
        /// The whole identity of the resource, such as `postgres.default#shop.db`.
        uid: String,
        /// `json`, `yaml`, or a Go template that is rendered with the outputs.
        #[arg(short, long, default_value = "json", allow_hyphen_values = true)]
        format: String,
    },
}

/// `patch-templates …`
#[derive(Debug, Subcommand)]
pub(crate) enum PatchTemplatesCommand {
    /// The text of every patch template, in order
    List,
    /// Remove all of them
    Clear,
}
