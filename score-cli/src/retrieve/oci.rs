//! Artifacts in OCI registries, as `oras push` and the like leave them: a manifest whose layers are files with a title.

#[cfg(feature = "oci")]
mod credentials;
#[cfg(feature = "oci")]
mod registry;

use super::address::unescape;
use super::{Problem, Settings};

/// How the address of an artifact looks.
const FORM: &str = "the form is `oci://REGISTRY/REPOSITORY:TAG#FILE`, or `@sha256:…` in place of the tag";

/// A file of an artifact.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Artifact {
    /// Host and port.
    registry: String,
    repository: String,
    version: Version,
    /// The title of the file; the only one that ends in `.yaml` when none is given.
    file: Option<String>,
}

/// Which manifest of a repository is meant.
#[derive(Debug, PartialEq, Eq)]
enum Version {
    Tag(String),
    /// `sha256:` and 64 hexadecimal digits.
    Digest(String),
}

impl Artifact {
    /// Reads what follows `oci://`.
    pub(super) fn parse(behind: &str) -> Result<Artifact, Problem> {
        let invalid = |why: &str| Problem::new(format!("it is no address of an artifact: {why}")).help(FORM);
        let (address, file) = match behind.split_once('#') {
            Some((address, file)) => (address, Some(unescape(file)?)),
            None => (behind, None),
        };
        let (registry, path) = address.split_once('/').ok_or_else(|| invalid("it has no repository"))?;
        if registry.is_empty()
            || !registry.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.:[]_".contains(&byte))
        {
            return Err(invalid("it has no possible registry"));
        }
        let (path, digest) = match path.split_once('@') {
            Some((path, digest)) => (path, Some(digest)),
            None => (path, None),
        };
        let (repository, tag) = match path.split_once(':') {
            Some((repository, tag)) => (repository, Some(tag)),
            None => (path, None),
        };
        let is_name = |name: &str, others: &[u8]| {
            let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || others.contains(&byte);
            name.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '_')
                && name.bytes().all(is_inner)
        };
        if !repository.split('/').all(|part| is_name(part, b"-._")) {
            return Err(invalid("it has no possible repository"));
        }
        if tag.is_some_and(|tag| !is_name(tag, b"-._")) {
            return Err(invalid("it has no possible tag"));
        }
        let version = match digest {
            None => Version::Tag(tag.unwrap_or("latest").to_owned()),
            Some(digest) if is_digest(digest) => Version::Digest(digest.to_owned()),
            Some(_) => return Err(invalid("its digest is not `sha256:` and 64 hexadecimal digits")),
        };
        let file = file.filter(|file| !file.is_empty());
        Ok(Artifact { registry: registry.to_owned(), repository: repository.to_owned(), version, file })
    }

    /// Whether it names a manifest by its digest, of which nothing can ever change.
    pub(super) fn has_digest(&self) -> bool {
        matches!(self.version, Version::Digest(_))
    }
}

fn is_digest(text: &str) -> bool {
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.strip_prefix("sha256:").is_some_and(|hex| hex.len() == 64 && hex.bytes().all(is_hex))
}

/// The content of a file of an artifact.
#[cfg(feature = "oci")]
pub(super) fn pull(artifact: &Artifact, settings: &Settings) -> Result<Vec<u8>, Problem> {
    registry::pull(artifact, settings)
}

/// Without the feature `oci` nothing can be pulled.
#[cfg(not(feature = "oci"))]
pub(super) fn pull(_: &Artifact, _: &Settings) -> Result<Vec<u8>, Problem> {
    Err(Problem::new("this build of score has no support for OCI registries")
        .help("pull it with another tool such as oras, and give the path of the file"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_registry_a_repository_and_a_version() {
        let digest = format!("sha256:{}", "a".repeat(64));
        for (behind, registry, repository, version, file) in [
            ("h/r", "h", "r", Version::Tag("latest".to_owned()), None),
            (
                "h:5000/a/b-c/r:1.2_x#f%20g.yaml",
                "h:5000",
                "a/b-c/r",
                Version::Tag("1.2_x".to_owned()),
                Some("f g.yaml"),
            ),
            (&format!("h/r@{digest}"), "h", "r", Version::Digest(digest.clone()), None),
            (&format!("h/r:1@{digest}#"), "h", "r", Version::Digest(digest.clone()), None),
        ] {
            let wanted = Artifact {
                registry: registry.to_owned(),
                repository: repository.to_owned(),
                version,
                file: file.map(str::to_owned),
            };
            assert_eq!(Artifact::parse(behind), Ok(wanted), "{behind}");
        }
        for behind in [
            "h",
            "h/",
            "/r",
            "h/../r",
            "h/a//b",
            "h/r:",
            "h/r:a b",
            "h/r@sha256:abc",
            "h?x/r",
            "u@h/r",
            "h/r?x",
        ] {
            assert!(Artifact::parse(behind).is_err(), "{behind}");
        }
    }
}
