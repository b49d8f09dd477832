//! What the name of a value says about it.

use score_yaml::{Mapping, Value};

/// Parts of the names of secrets, without `-` and `_`.
const SECRETS: [&str; 14] = [
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "token",
    "apikey",
    "accesskey",
    "privatekey",
    "signingkey",
    "encryptionkey",
    "credential",
    "connectionstring",
    "salt",
];
/// How further names of secrets end.
const SECRET_ENDS: [&str; 2] = ["pass", "cookie"];
/// How names end that say something about a secret without being one: `secretKeyRef`, `passwordLength`.
const ABOUT_SECRETS: [&str; 11] = [
    "ref",
    "name",
    "length",
    "policy",
    "type",
    "ttl",
    "seconds",
    "timeout",
    "expiry",
    "passwordkey",
    "tokenkey",
];
/// How names end under which other names stand, without an `s` for several.
const PLAIN: [&str; 27] = [
    "name",
    "user",
    "login",
    "host",
    "server",
    "service",
    "node",
    "database",
    "db",
    "schema",
    "bucket",
    "queue",
    "topic",
    "exchange",
    "group",
    "volume",
    "network",
    "container",
    "image",
    "namespace",
    "label",
    "annotation",
    "prefix",
    "suffix",
    "region",
    "port",
    "uid",
];

/// What a name says about the values under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sound {
    /// They are secret.
    Secret,
    /// They are names themselves, or the like.
    Plain,
    /// Nothing.
    Unclear,
}

impl Sound {
    /// Where it says nothing itself, it is secret inside of what is.
    pub(super) fn within(self, around: Sound) -> Sound {
        match (self, around) {
            (Sound::Unclear, Sound::Secret) => Sound::Secret,
            _ => self,
        }
    }
}

/// What an entry's name says: by itself, by what it is called beside (`name: PASSWORD`, `value: …`), or as the content of a
/// Kubernetes Secret. What says where a secret is, such as a `secretKeyRef`, is none.
pub(super) fn sound(map: &Mapping, name: &str, value: &Value) -> Sound {
    let text = |key: &str| map.get(key).and_then(Value::as_str);
    match name {
        "data" | "stringData" if text("kind") == Some("Secret") => return Sound::Secret,
        "value" if let Some(called) = text("name") => return of_text(called),
        "imagePullSecrets" => return Sound::Plain,
        _ => {}
    }
    let points_elsewhere = |map: &Mapping| {
        map.contains_key("secretName") || (map.contains_key("name") && map.contains_key("key"))
    };
    match of_text(name) {
        Sound::Secret if value.as_mapping().is_some_and(points_elsewhere) => Sound::Plain,
        sound => sound,
    }
}

/// What a name says by itself.
pub(super) fn of_text(name: &str) -> Sound {
    let mut name = name.to_lowercase();
    name.retain(char::is_alphanumeric);
    if holds_secret(&name) {
        return if ends_like(&ABOUT_SECRETS, &name) { Sound::Plain } else { Sound::Secret };
    }
    if ends_like(&SECRET_ENDS, &name) {
        return Sound::Secret;
    }
    let one = name.strip_suffix('s').unwrap_or(&name);
    if name == "id" || name.ends_with("ref") || ends_like(&PLAIN, one) || ends_like(&PLAIN, &name) {
        return Sound::Plain;
    }
    Sound::Unclear
}

/// Whether one of the parts occurs in a name: all are looked for at once, since every name of every value is looked at.
fn holds_secret(name: &str) -> bool {
    let name = name.as_bytes();
    (0..name.len()).any(|at| {
        let begins_here =
            |part: &&str| part.as_bytes().first() == name.get(at) && name[at..].starts_with(part.as_bytes());
        SECRETS.iter().any(begins_here)
    })
}

fn ends_like(ends: &[&str], name: &str) -> bool {
    // Most names end in another letter than most of these, and every name of every value is looked at.
    let last = name.as_bytes().last();
    ends.iter().any(|end| end.as_bytes().last() == last && name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_secrets_from_names() {
        for (sound, names) in [
            (
                Sound::Secret,
                "password PGPASSWORD root-password pwd DB_PASS api_key secret_key accessKeyId token clientSecret \
                 connection_string instanceErlangCookie passwords",
            ),
            (
                Sound::Plain,
                "username user database db host serviceSuffix name uid guid id bucket services secretName \
                 secretKeyRef passwordLength token_ttl password_key",
            ),
            (Sound::Unclear, "value key url config command init x"),
        ] {
            for name in names.split(' ') {
                assert_eq!(of_text(name), sound, "{name}");
            }
        }
    }
}
