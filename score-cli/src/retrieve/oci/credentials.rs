//! What a registry asks for, and what the Docker configuration knows of it.

use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::program::{Limits, run};
use crate::retrieve::{Problem, Settings};

/// What the value of `WWW-Authenticate` asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Challenge {
    /// A user and a password.
    Basic,
    /// A token that is had at `realm`.
    Bearer { realm: String, service: Option<String>, scope: Option<String> },
}

impl Challenge {
    pub(super) fn parse(value: &str) -> Option<Challenge> {
        let (scheme, parameters) = value.trim().split_once(' ').unwrap_or((value.trim(), ""));
        if scheme.eq_ignore_ascii_case("basic") {
            return Some(Challenge::Basic);
        }
        if !scheme.eq_ignore_ascii_case("bearer") {
            return None;
        }
        let (mut realm, mut service, mut scope) = (None, None, None);
        let mut rest = parameters.trim_start();
        while let Some((name, behind)) = rest.split_once('=') {
            let (value, behind) = match behind.strip_prefix('"') {
                Some(quoted) => quoted.split_once('"')?,
                None => behind.split_at(behind.find(',').unwrap_or(behind.len())),
            };
            match name.trim().to_ascii_lowercase().as_str() {
                "realm" => realm = Some(value.to_owned()),
                "service" => service = Some(value.to_owned()),
                "scope" => scope = Some(value.to_owned()),
                _ => {}
            }
            rest = behind.trim_start().trim_start_matches(',').trim_start();
        }
        Some(Challenge::Bearer { realm: realm?, service, scope })
    }
}

/// What proves who one is.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Credentials {
    /// Nothing is known.
    None,
    Password {
        name: String,
        password: String,
    },
    /// A token with which others are had.
    Identity(String),
    /// A token that the registry takes itself.
    Token(String),
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Credentials(..)")
    }
}

impl Credentials {
    /// Those of the Docker configuration for a registry: from a helper for it, from the store, or as they are written
    /// there.
    pub(super) fn find(registry: &str, settings: &Settings) -> Result<Credentials, Problem> {
        let Some(path) = settings.docker.as_ref().map(|folder| folder.join("config.json")) else {
            return Ok(Credentials::None);
        };
        let config: Value = match std::fs::read(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Credentials::None),
            Err(error) => return Err(Problem::new(format!("`{}` cannot be read: {error}", path.display()))),
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| Problem::new(format!("`{}` is no JSON: {error}", path.display())))?,
        };
        let text = |value: Option<&Value>| {
            value.and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let keys = keys(registry);
        for key in &keys {
            let of_registry = text(config.get("credHelpers").and_then(|helpers| helpers.get(key)));
            if let Some(helper) = of_registry.or_else(|| text(config.get("credsStore")))
                && let Some(credentials) = from_helper(&helper, key, settings)
            {
                return Ok(credentials);
            }
        }
        let of_registry = keys.iter().find_map(|key| config.get("auths")?.get(key));
        Ok(of_registry.map_or(Credentials::None, written))
    }
}

/// Under which keys a registry may be known.
fn keys(registry: &str) -> Vec<String> {
    match registry {
        "docker.io" | "index.docker.io" | "registry-1.docker.io" => {
            ["https://index.docker.io/v1/", "docker.io", "index.docker.io", "registry-1.docker.io"]
                .map(str::to_owned)
                .into()
        }
        other => vec![other.to_owned(), format!("https://{other}"), format!("http://{other}")],
    }
}

/// An entry of `auths`.
fn written(entry: &Value) -> Credentials {
    let text = |key: &str| entry.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    let pair = || {
        let decoded = String::from_utf8(STANDARD.decode(text("auth")?).ok()?).ok()?;
        let (name, password) = decoded.split_once(':')?;
        // Docker once ended it by a zero.
        Some((name.to_owned(), password.trim_end_matches('\0').to_owned()))
    };
    if let Some(token) = text("registrytoken") {
        return Credentials::Token(token.to_owned());
    }
    if let Some(token) = text("identitytoken") {
        return Credentials::Identity(token.to_owned());
    }
    match pair().or_else(|| Some((text("username")?.to_owned(), text("password")?.to_owned()))) {
        Some((name, password)) => Credentials::Password { name, password },
        None => Credentials::None,
    }
}

/// What the program of a helper knows. A helper that does not know the registry, or is not there, is as none.
fn from_helper(helper: &str, key: &str, settings: &Settings) -> Option<Credentials> {
    if helper.contains(['/', '\\']) {
        return None;
    }
    let mut command = Command::new(format!("docker-credential-{helper}"));
    command.arg("get");
    let limits = Limits { time: settings.longest, output: 64 * 1024, complaints: 0 };
    let output =
        run(&mut command, key.as_bytes().to_owned(), limits).ok().filter(|output| output.status.success())?;
    let answer: Value = serde_json::from_slice(&output.stdout).ok()?;
    let text = |key: &str| Some(answer.get(key)?.as_str()?.to_owned());
    let (name, secret) = (text("Username")?, text("Secret").filter(|secret| !secret.is_empty())?);
    Some(match name.as_str() {
        "<token>" => Credentials::Identity(secret),
        _ => Credentials::Password { name, password: secret },
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn challenges_say_where_a_token_is_had() {
        let bearer = |realm: &str, service: Option<&str>, scope: Option<&str>| {
            let owned = |text: Option<&str>| text.map(str::to_owned);
            Some(Challenge::Bearer { realm: realm.to_owned(), service: owned(service), scope: owned(scope) })
        };
        for (value, wanted) in [
            (
                r#"Bearer realm="https://a/token",service="r.io",scope="repository:a/b:pull,push""#,
                bearer("https://a/token", Some("r.io"), Some("repository:a/b:pull,push")),
            ),
            (r#"bearer  Realm=https://a , error="x""#, bearer("https://a ", None, None)),
            ("Basic realm=\"x\"", Some(Challenge::Basic)),
            ("BASIC", Some(Challenge::Basic)),
            ("Negotiate", None),
            ("Bearer service=\"x\"", None),
            ("", None),
        ] {
            assert_eq!(Challenge::parse(value), wanted, "{value}");
        }
    }

    #[test]
    fn written_credentials_are_read() {
        let password = |name: &str, password: &str| Credentials::Password {
            name: name.to_owned(),
            password: password.to_owned(),
        };
        for (entry, wanted) in [
            (json!({"auth": "bWU6cDp3"}), password("me", "p:w")),
            (json!({"username": "me", "password": "pw", "auth": ""}), password("me", "pw")),
            (json!({"identitytoken": "t", "auth": "bWU6"}), Credentials::Identity("t".to_owned())),
            (json!({"registrytoken": "t"}), Credentials::Token("t".to_owned())),
            (json!({"auth": "!"}), Credentials::None),
            (json!({}), Credentials::None),
        ] {
            assert!(written(&entry) == wanted, "{entry}");
        }
    }
}
