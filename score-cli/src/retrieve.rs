//! What a URI stands for: provisioner files and patch templates out of a path, standard input, a web server, a git
//! repository or an OCI registry.
//!
//! Whatever is fetched has a limit of size and of time. `#sha256=<digest>` behind a URI pins the content; what is pinned
//! by it, by a commit or by the digest of a manifest never changes and is kept in a cache.

mod address;
mod cache;
mod git;
mod http;
mod local;
mod oci;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use sha2::{Digest, Sha256};

use self::address::{Address, Place};

/// A file that was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fetched {
    /// What messages call it, with the version that was asked for.
    pub(crate) name: String,
    /// What it is known by when it is fetched again: its URI without a password, a pinned digest and the `ref` of git.
    pub(crate) source: String,
    /// Its content.
    pub(crate) bytes: Vec<u8>,
}

/// Why a URI could not be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Error {
    uri: String,
    problem: Problem,
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "cannot fetch `{}`: {}", self.uri, self.problem.text)?;
        match &self.problem.help {
            Some(help) => write!(formatter, "\nhelp: {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

/// What went wrong with whatever is being fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Problem {
    text: String,
    help: Option<String>,
}

impl Problem {
    fn new(text: impl Into<String>) -> Problem {
        Problem { text: text.into(), help: None }
    }

    fn help(self, help: impl Into<String>) -> Problem {
        Problem { help: Some(help.into()), ..self }
    }
}

/// What fetching takes from its surroundings.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// The home folder, `~`.
    home: Option<PathBuf>,
    /// Where what never changes is kept.
    cache: Option<PathBuf>,
    /// The folder of the Docker configuration, which knows credentials of registries.
    #[cfg(feature = "oci")]
    docker: Option<PathBuf>,
    /// The largest file. In bytes.
    largest: u64,
    /// The longest time for an answer of a server.
    #[cfg(feature = "http")]
    longest: Duration,
    /// The longest time that a program such as `git` may run.
    longest_run: Duration,
    /// Variables for `git` besides those of the environment.
    git_variables: Vec<(String, String)>,
}

impl Settings {
    /// Those of the environment, with the usual limits: 64 MiB, 30 seconds, and two minutes for `git`.
    fn of_environment() -> Settings {
        let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let home = folder("HOME");
        let cache = folder("XDG_CACHE_HOME").filter(|folder| folder.is_absolute());
        Settings {
            cache: cache
                .or_else(|| Some(home.as_ref()?.join(".cache")))
                .map(|folder| folder.join("score/fetched")),
            #[cfg(feature = "oci")]
            docker: folder("DOCKER_CONFIG").or_else(|| Some(home.as_ref()?.join(".docker"))),
            home,
            largest: 64 * 1024 * 1024,
            #[cfg(feature = "http")]
            longest: Duration::from_secs(30),
            longest_run: Duration::from_secs(120),
            git_variables: Vec::new(),
        }
    }
}

/// Whether an argument that may be a path is the address of something else: standard input, a server, a repository.
pub(crate) fn is_address(argument: &str) -> bool {
    argument == "-" || address::scheme(argument).is_some()
}

/// The files that a URI stands for: one, or those of a folder by name.
///
/// # Errors
/// When it cannot be fetched, is too large, takes too long, or is not what the URI pins.
pub(crate) fn fetch(uri: &str) -> Result<Vec<Fetched>, Error> {
    fetch_with(uri, &Settings::of_environment())
}

fn fetch_with(uri: &str, settings: &Settings) -> Result<Vec<Fetched>, Error> {
    let failed = |problem| Error { uri: address::without_password(uri), problem };
    let address = address::parse(uri, settings).map_err(failed)?;
    let is_fixed = address.is_fixed();
    let checked = |files: &[Fetched]| address.pin.as_ref().map_or(Ok(()), |pin| check(pin, files));
    let kept = if is_fixed { cache::read(settings, uri) } else { None };
    if let Some(files) = kept.filter(|files| checked(files).is_ok()) {
        return Ok(files);
    }
    let files = files(&address, settings).map_err(failed)?;
    checked(&files).map_err(failed)?;
    if is_fixed {
        cache::write(settings, uri, &files);
    }
    Ok(files)
}

fn files(address: &Address, settings: &Settings) -> Result<Vec<Fetched>, Problem> {
    let one = |bytes| vec![Fetched { name: address.source.clone(), source: address.source.clone(), bytes }];
    match &address.place {
        Place::Stdin => Ok(one(local::stdin(settings)?)),
        Place::Local(path) => local::read(path, &address.source, settings),
        Place::Web(url) => http::get(url, settings).map(one),
        Place::Git(repository) => git::read(repository, &address.source, settings),
        Place::Registry(artifact) => oci::pull(artifact, settings).map(one),
    }
}

/// Compares the content with its pinned digest.
fn check(pin: &str, files: &[Fetched]) -> Result<(), Problem> {
    let [file] = files else {
        let problem = format!("`#sha256=` pins one file, and there are {} in this folder", files.len());
        return Err(Problem::new(problem)
            .help("name one of the files, or pin a folder of a git repository by `?ref=<commit>`"));
    };
    match hex_sha256(&file.bytes) {
        digest if digest == pin => Ok(()),
        digest => Err(Problem::new(format!(
            "its content has the digest sha256={digest}, and sha256={pin} is expected"
        ))
        .help("look at what changed before you change the digest")),
    }
}

fn hex_sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn megabytes(bytes: u64) -> String {
    match bytes / (1024 * 1024) {
        0 => format!("{bytes} bytes"),
        megabytes => format!("{megabytes} MiB"),
    }
}

fn too_large(settings: &Settings) -> Problem {
    Problem::new(format!("it is larger than {}", megabytes(settings.largest)))
        .help("a provisioner file or patch template is a text; is this the right address?")
}
