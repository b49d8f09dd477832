//! The protocol of registries: a manifest, then the blob of one of its layers, both held against their digests.

use serde_json::Value;

use super::credentials::{Challenge, Credentials};
use super::{Artifact, Version, is_digest};
use crate::retrieve::http::client::{Answer, Client, basic, refused};
use crate::retrieve::{Problem, Settings, hex_sha256};

/// Manifests of artifacts, in the form of OCI and in the one of Docker before it, and lists of manifests.
const MANIFESTS: &str = "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json, \
                         application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.list.v2+json";
/// The annotation with the name of a file.
const TITLE: &str = "org.opencontainers.image.title";

/// The content of a file of an artifact.
pub(super) fn pull(artifact: &Artifact, settings: &Settings) -> Result<Vec<u8>, Problem> {
    let mut session = Session { client: Client::new(settings), artifact, settings, authorization: None };
    let mut manifest = match &artifact.version {
        Version::Tag(tag) => session.manifest(tag)?,
        Version::Digest(digest) => session.manifest(digest)?,
    };
    if let Some(listed) = manifest.get("manifests").and_then(Value::as_array) {
        let digests: Vec<&str> = listed.iter().filter_map(|listed| listed.get("digest")?.as_str()).collect();
        let [digest] = digests.as_slice() else {
            let problem = format!("it is a list of {} artifacts", digests.len());
            return Err(Problem::new(problem).help("name one of them by its digest: `@sha256:…`"));
        };
        manifest = session.manifest(digest)?;
    }
    let layer = Layer::select(&manifest, artifact.file.as_deref())?;
    session.blob(&layer)
}

/// A layer that is a file.
#[derive(Debug)]
struct Layer {
    digest: String,
    size: Option<u64>,
}

impl Layer {
    /// The layer with a title, or the only one whose title ends in `.yaml`.
    fn select(manifest: &Value, title: Option<&str>) -> Result<Layer, Problem> {
        let layers = manifest.get("layers").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let title_of = |layer: &Value| Some(layer.get("annotations")?.get(TITLE)?.as_str()?.to_owned());
        let titled: Vec<(String, &Value)> =
            layers.iter().filter_map(|layer| Some((title_of(layer)?, layer))).collect();
        let fits = |given: &str| title.map_or(given.ends_with(".yaml"), |title| given == title);
        let fitting: Vec<&(String, &Value)> = titled.iter().filter(|(title, _)| fits(title)).collect();
        let titles = || match titled.len() {
            0 => "none of its layers has a title".to_owned(),
            _ => format!(
                "its files are {}",
                titled.iter().map(|(title, _)| format!("`{title}`")).collect::<Vec<_>>().join(", ")
            ),
        };
        let layer = match (fitting.as_slice(), title) {
            ([(_, layer)], _) | ([(_, layer), ..], Some(_)) => layer,
            ([], Some(title)) => {
                return Err(Problem::new(format!("the artifact has no file `{title}`; {}", titles())));
            }
            ([], None) => {
                return Err(Problem::new(format!(
                    "the artifact has no file that ends in `.yaml`; {}",
                    titles()
                ))
                .help("name one with `#FILE` behind the address"));
            }
            (_, None) => {
                return Err(Problem::new(format!(
                    "the artifact has more than one file that ends in `.yaml`; {}",
                    titles()
                ))
                .help("name one with `#FILE` behind the address"));
            }
        };
        match layer.get("digest").and_then(Value::as_str).filter(|digest| is_digest(digest)) {
            Some(digest) => {
                Ok(Layer { digest: digest.to_owned(), size: layer.get("size").and_then(Value::as_u64) })
            }
            None => Err(Problem::new("the manifest names no SHA-256 digest of the file")),
        }
    }
}

/// Several requests to one registry.
struct Session<'a> {
    client: Client<'a>,
    artifact: &'a Artifact,
    settings: &'a Settings,
    /// What proved to be accepted.
    authorization: Option<String>,
}

impl Session<'_> {
    fn manifest(&mut self, reference: &str) -> Result<Value, Problem> {
        let body = self.get(&format!("manifests/{reference}"), MANIFESTS)?;
        if is_digest(reference) {
            check(&body, reference, "manifest")?;
        }
        let manifest: Value = serde_json::from_slice(&body)
            .map_err(|error| Problem::new(format!("the manifest of the artifact is no JSON: {error}")))?;
        match manifest.get("layers").or(manifest.get("manifests")) {
            Some(Value::Array(_)) => Ok(manifest),
            _ => Err(Problem::new("the registry answered with something that is no manifest of an artifact")),
        }
    }

    fn blob(&mut self, layer: &Layer) -> Result<Vec<u8>, Problem> {
        if layer.size.is_some_and(|size| size > self.settings.largest) {
            return Err(crate::retrieve::too_large(self.settings));
        }
        let body = self.get(&format!("blobs/{}", layer.digest), "*/*")?;
        check(&body, &layer.digest, "file")?;
        Ok(body)
    }

    fn get(&mut self, path: &str, accept: &str) -> Result<Vec<u8>, Problem> {
        let Artifact { registry, repository, .. } = self.artifact;
        let url = format!("{}://{}/v2/{repository}/{path}", scheme(registry), host(registry));
        let mut answer = self.client.get(&url, Some(accept), self.authorization.as_deref())?;
        if answer.status == 401 {
            self.authorization = Some(self.authorize(&answer)?);
            answer = self.client.get(&url, Some(accept), self.authorization.as_deref())?;
        }
        match (answer.status, path.starts_with("manifests/")) {
            (200, _) => Ok(answer.body),
            (401 | 403, _) => Err(self.denied(answer.status)),
            (404, true) => {
                let reference = &path["manifests/".len()..];
                Err(Problem::new(format!(
                    "the registry has no `{repository}` with the version `{reference}`"
                ))
                .help("check the address; some registries answer this too for what one may not see"))
            }
            (status, _) => Err(refused(status)),
        }
    }

    /// What the registry wants to see, out of what it asks for and the credentials in the Docker configuration.
    fn authorize(&self, answer: &Answer) -> Result<String, Problem> {
        let Artifact { registry, repository, .. } = self.artifact;
        let credentials = Credentials::find(registry, self.settings)?;
        match Challenge::parse(answer.challenge.as_deref().unwrap_or_default()) {
            Some(Challenge::Basic) => match credentials {
                Credentials::Password { name, password } => Ok(basic(&name, &password)),
                _ => Err(self.denied(401)),
            },
            Some(Challenge::Bearer { realm, service, scope }) => {
                if scheme(registry) == "https" && !realm.starts_with("https://") {
                    return Err(Problem::new(format!(
                        "the registry sends credentials to `{realm}`, which is not safe"
                    )));
                }
                let scope = scope.unwrap_or_else(|| format!("repository:{repository}:pull"));
                let service = service.as_deref();
                let answer = match &credentials {
                    Credentials::Token(token) => return Ok(format!("Bearer {token}")),
                    Credentials::Identity(token) => {
                        let form = [
                            ("grant_type", "refresh_token"),
                            ("refresh_token", token),
                            ("service", service.unwrap_or_default()),
                            ("scope", &scope),
                            ("client_id", "score"),
                        ];
                        self.client.post(&realm, &form)?
                    }
                    Credentials::Password { name, password } => self.client.get(
                        &with_query(&realm, service, &scope),
                        None,
                        Some(&basic(name, password)),
                    )?,
                    Credentials::None => self.client.get(&with_query(&realm, service, &scope), None, None)?,
                };
                token(&answer).ok_or_else(|| self.denied(answer.status))
            }
            None => Err(self.denied(401)),
        }
    }

    fn denied(&self, status: u16) -> Problem {
        let registry = &self.artifact.registry;
        Problem::new(format!("the registry does not let this user read it ({status})"))
            .help(format!("`docker login {registry}` keeps credentials that are used here too"))
    }
}

/// The header that shows the token in an answer.
fn token(answer: &Answer) -> Option<String> {
    let body: Value = serde_json::from_slice(&answer.body).ok().filter(|_| answer.status == 200)?;
    let token = body.get("token").or(body.get("access_token"))?.as_str()?;
    Some(format!("Bearer {token}"))
}

fn with_query(realm: &str, service: Option<&str>, scope: &str) -> String {
    let mut url = realm.to_owned();
    let parameters = [service.map(|service| ("service", service)), Some(("scope", scope))];
    for (name, value) in parameters.into_iter().flatten() {
        url.push(if url.contains('?') { '&' } else { '?' });
        url.push_str(name);
        url.push('=');
        for byte in value.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                    url.push(char::from(byte))
                }
                other => url.push_str(&format!("%{other:02X}")),
            }
        }
    }
    url
}

fn check(body: &[u8], digest: &str, what: &str) -> Result<(), Problem> {
    match format!("sha256:{}", hex_sha256(body)) {
        found if found == digest => Ok(()),
        found => Err(Problem::new(format!(
            "the {what} that arrived has the digest {found}, and {digest} is expected"
        ))),
    }
}

/// Registries on this machine are without encryption, as with other tools.
fn scheme(registry: &str) -> &'static str {
    let host = match registry.strip_prefix('[') {
        Some(inside) => inside.split(']').next(),
        None => registry.split(':').next(),
    };
    match host {
        Some("localhost" | "127.0.0.1" | "::1") => "http",
        _ => "https",
    }
}

/// Where the registry of that name answers.
fn host(registry: &str) -> &str {
    match registry {
        "docker.io" | "index.docker.io" => "registry-1.docker.io",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_layer_is_selected_by_its_title() {
        let layer = |title: &str, digit: &str| json!({"digest": format!("sha256:{}", digit.repeat(64)), "size": 1, "annotations": {TITLE: title}});
        let one = json!({"layers": [{"digest": "x"}, layer("a.tpl", "1"), layer("b.yaml", "2")]});
        let two = json!({"layers": [layer("a.yaml", "1"), layer("b.yaml", "2")]});
        for (manifest, title, wanted) in [
            (&one, None, Ok('2')),
            (&one, Some("a.tpl"), Ok('1')),
            (&two, Some("b.yaml"), Ok('2')),
            (
                &two,
                None,
                Err(
                    "the artifact has more than one file that ends in `.yaml`; its files are `a.yaml`, `b.yaml`",
                ),
            ),
            (&one, Some("c"), Err("the artifact has no file `c`; its files are `a.tpl`, `b.yaml`")),
            (
                &json!({"layers": []}),
                None,
                Err("the artifact has no file that ends in `.yaml`; none of its layers has a title"),
            ),
        ] {
            let selected = Layer::select(manifest, title);
            let digit = selected.as_ref().map(|layer| layer.digest.chars().last().unwrap());
            assert_eq!(digit.map_err(|problem| problem.text.as_str()), wanted);
        }
    }

    #[test]
    fn only_registries_of_this_machine_go_without_encryption() {
        for (registry, wanted) in [
            ("localhost:5000", "http"),
            ("127.0.0.1", "http"),
            ("[::1]:5000", "http"),
            ("localhost.example.com", "https"),
            ("127.0.0.1.example.com:80", "https"),
            ("ghcr.io", "https"),
        ] {
            assert_eq!(scheme(registry), wanted, "{registry}");
        }
    }
}
