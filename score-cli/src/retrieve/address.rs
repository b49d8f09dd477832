//! From the text of a URI to the place it means.

use std::path::PathBuf;

use super::git::Repository;
use super::oci::Artifact;
use super::{Problem, Settings};

/// What a URI stands for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) place: Place,
    /// The SHA-256 digest that the content must have, 64 hexadecimal digits in lower case.
    pub(super) pin: Option<String>,
    /// The URI without a password, a pinned digest and the `ref` of git.
    pub(super) source: String,
}

/// Where the content is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place {
    Stdin,
    Local(PathBuf),
    /// A URL of a web server, without a fragment.
    Web(String),
    Git(Repository),
    Registry(Artifact),
}

/// What begins the digest behind a URI.
const PIN: &str = "#sha256=";
/// What is fetched from standard input is known by this, as to the reference tools.
const STDIN: &str = "from-stdin.provisioners.yaml";

impl Address {
    /// Whether its content can never change.
    pub(super) fn is_fixed(&self) -> bool {
        match &self.place {
            Place::Stdin | Place::Local(_) => false,
            Place::Web(_) => self.pin.is_some(),
            Place::Git(repository) => self.pin.is_some() || repository.is_at_commit(),
            Place::Registry(artifact) => self.pin.is_some() || artifact.has_digest(),
        }
    }
}

/// Reads a URI. What has no scheme is a path, whatever characters are in it.
pub(super) fn parse(uri: &str, settings: &Settings) -> Result<Address, Problem> {
    let (address, pin) = match uri.rsplit_once(PIN) {
        Some((address, digest)) => (address, Some(pin(digest)?)),
        None => (uri, None),
    };
    let (place, source) = match scheme(address) {
        None if address == "-" => (Place::Stdin, STDIN.to_owned()),
        None => local(address, settings)?,
        Some((scheme, behind)) => match scheme.to_ascii_lowercase().as_str() {
            "file" => local(&unescape(behind.split(['?', '#']).next().unwrap_or(behind))?, settings)?,
            "http" | "https" => {
                (Place::Web(address.split('#').next().unwrap_or(address).to_owned()), address.to_owned())
            }
            "git-https" | "git-http" | "git-ssh" => {
                let repository = Repository::parse(&scheme.to_ascii_lowercase()["git-".len()..], behind)?;
                (Place::Git(repository), address.split('?').next().unwrap_or(address).to_owned())
            }
            "oci" => (Place::Registry(Artifact::parse(behind)?), address.to_owned()),
            _ => {
                return Err(Problem::new(format!("unsupported scheme `{scheme}`")).help(
                    "use a path, `-`, http://, https://, git-https://, git-ssh://, oci:// or file://",
                ));
            }
        },
    };
    let source = if matches!(place, Place::Local(_)) { source } else { without_password(&source) };
    Ok(Address { place, pin, source })
}

/// What stands before and behind `://`.
pub(super) fn scheme(uri: &str) -> Option<(&str, &str)> {
    let (scheme, behind) = uri.split_once("://")?;
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    (scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.bytes().all(is_inner))
        .then_some((scheme, behind))
}

fn pin(digest: &str) -> Result<String, Problem> {
    match digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        true => Ok(digest.to_ascii_lowercase()),
        false => Err(Problem::new(
            "`#sha256=` is followed by something else than the 64 hexadecimal digits of a digest",
        )
        .help("`sha256sum FILE` prints the digest of a file")),
    }
}

fn local(path: &str, settings: &Settings) -> Result<(Place, String), Problem> {
    if path.is_empty() {
        return Err(Problem::new("it names no file"));
    }
    let path = match (path.strip_prefix("~/"), &settings.home) {
        (Some(rest), Some(home)) => home.join(rest),
        (Some(_), None) => return Err(Problem::new("there is no home folder for `~`")),
        (None, _) => PathBuf::from(path),
    };
    let source = path.to_string_lossy().into_owned();
    Ok((Place::Local(path), source))
}

/// A text with `%20` and the like undone.
pub(super) fn unescape(text: &str) -> Result<String, Problem> {
    let wrong = || {
        Problem::new("a `%` in it is not followed by two hexadecimal digits").help("write `%25` for a `%`")
    };
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let (digits, behind) = rest.split_at_checked(2).ok_or_else(wrong)?;
        let digit = |byte: u8| char::from(byte).to_digit(16);
        let (high, low) = digit(digits[0]).zip(digit(digits[1])).ok_or_else(wrong)?;
        bytes.push((high * 16 + low) as u8);
        rest = behind;
    }
    String::from_utf8(bytes).map_err(|_| Problem::new("what its `%` stand for is not UTF-8"))
}

/// The user and the password of an authority, and the host and port.
pub(super) fn user(authority: &str) -> (Option<&str>, &str) {
    match authority.rsplit_once('@') {
        Some((user, host)) => (Some(user), host),
        None => (None, authority),
    }
}

/// A URI that can be shown: a password in it is left out.
pub(super) fn without_password(uri: &str) -> String {
    let Some((scheme, behind)) = scheme(uri) else { return uri.to_owned() };
    let end = behind.find(['/', '?', '#']).unwrap_or(behind.len());
    let (authority, path) = behind.split_at(end);
    match user(authority) {
        (Some(user), host) => match user.split_once(':') {
            Some((name, _)) => format!("{scheme}://{name}:…@{host}{path}"),
            None => uri.to_owned(),
        },
        (None, _) => uri.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(uri: &str) -> Result<Address, Problem> {
        let mut settings = Settings::of_environment();
        settings.home = Some("/home/me".into());
        parse(uri, &settings)
    }

    #[test]
    fn what_has_no_scheme_is_a_path() {
        for (uri, path) in [
            ("a.yaml", "a.yaml"),
            ("./a#b?c%20d.yaml", "./a#b?c%20d.yaml"),
            ("~/a.yaml", "/home/me/a.yaml"),
            ("file://a/b.yaml", "a/b.yaml"),
            ("file:///a%20b.yaml?x", "/a b.yaml"),
            ("FILE://~/a", "/home/me/a"),
            ("a:b/c", "a:b/c"),
            ("1x://y", "1x://y"),
        ] {
            let address = parsed(uri).unwrap();
            assert_eq!((address.place, address.source.as_str()), (Place::Local(path.into()), path), "{uri}");
        }
        assert_eq!(parsed("-").unwrap().place, Place::Stdin);
    }

    #[test]
    fn a_digest_behind_any_address_pins_it() {
        let digest = "a".repeat(64);
        for (uri, source) in [
            ("a#b.yaml", "a#b.yaml"),
            ("https://h/a?b#c", "https://h/a?b#c"),
            ("oci://h/r:1#f.yaml", "oci://h/r:1#f.yaml"),
            ("git-https://me:secret@h/r.git/f?ref=v1", "git-https://me:…@h/r.git/f"),
        ] {
            let address = parsed(&format!("{uri}#sha256={}", digest.to_uppercase())).unwrap();
            assert_eq!((address.pin.as_deref(), address.source.as_str()), (Some(digest.as_str()), source));
        }
        assert!(parsed("a#sha256=abc").unwrap_err().text.contains("64 hexadecimal digits"));
    }

    #[test]
    fn only_what_is_pinned_never_changes() {
        let digest = "a".repeat(64);
        for (uri, is_fixed) in [
            ("https://h/a", false),
            (&format!("https://h/a#sha256={digest}"), true),
            (&format!("./a#sha256={digest}"), false),
            ("git-ssh://git@h/r.git/f", false),
            ("git-ssh://git@h/r.git/f?ref=main", false),
            (&format!("git-ssh://git@h/r.git/f?ref={}", "b".repeat(40)), true),
            ("oci://h/r:1", false),
            (&format!("oci://h/r@sha256:{digest}"), true),
        ] {
            assert_eq!(parsed(uri).unwrap().is_fixed(), is_fixed, "{uri}");
        }
    }

    #[test]
    fn other_schemes_are_refused() {
        let problem = parsed("s3://bucket/a").unwrap_err();
        assert_eq!(problem.text, "unsupported scheme `s3`");
        assert!(parsed("file://%zz").unwrap_err().text.contains("hexadecimal"));
        assert!(parsed("").is_err());
    }

    #[test]
    fn passwords_are_not_shown() {
        for (uri, shown) in [
            ("https://me:secret@h:1/a@b", "https://me:…@h:1/a@b"),
            ("git-ssh://git@h/r.git/f", "git-ssh://git@h/r.git/f"),
            ("https://h/a:b@c", "https://h/a:b@c"),
            ("./a:b@c", "./a:b@c"),
        ] {
            assert_eq!(without_password(uri), shown);
        }
    }
}
