use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::server::{Answer, Request, Server};
use super::*;

/// What a registry wants to see.
#[derive(Clone, Copy)]
enum Wants {
    Nothing,
    /// Anybody's token.
    Token,
    /// A token for `me` with the password `secret`.
    TokenOfMe,
    /// The password itself.
    Password,
}

/// A registry with the repository `team/p`; its blobs are elsewhere, as with the large ones.
struct Registry {
    front: Server,
    storage: Server,
    /// The digest of the manifest `one`.
    one: String,
}

impl Registry {
    fn start(wants: Wants) -> Registry {
        let blobs = ["a", "b", "template"].map(|text| (format!("/{}", digest(text.as_bytes())), text));
        let storage =
            Server::start(move |request| match blobs.iter().find(|(path, _)| *path == request.path) {
                Some((_, text)) => Answer::new(200, *text),
                None => Answer::new(200, "something else"),
            });
        let layer = |title: &str, text: &str| {
            json!({
                "mediaType": "application/yaml",
                "digest": digest(text.as_bytes()),
                "size": text.len(),
                "annotations": {"org.opencontainers.image.title": title},
            })
        };
        let manifest = |layers: Vec<serde_json::Value>| {
            json!({"schemaVersion": 2, "config": {}, "layers": layers}).to_string()
        };
        let one = manifest(vec![layer("a.yaml", "a"), layer("a.tpl", "template")]);
        let two = manifest(vec![layer("a.yaml", "a"), layer("dir/b.yaml", "b")]);
        let huge = json!({
            "digest": digest(b"a"), "size": u64::MAX, "annotations": {"org.opencontainers.image.title": "a.yaml"},
        });
        let listed = |digests: &[&str]| {
            let manifests: Vec<_> = digests.iter().map(|digest| json!({"digest": digest})).collect();
            json!({"schemaVersion": 2, "manifests": manifests}).to_string()
        };
        let one_digest = digest(one.as_bytes());
        let manifests: BTreeMap<String, String> = [
            ("latest", one.clone()),
            ("1.0", one.clone()),
            (&one_digest, one.clone()),
            ("two", two),
            ("none", manifest(vec![])),
            ("lost", manifest(vec![layer("a.yaml", "no such blob")])),
            ("huge", manifest(vec![huge])),
            ("listed", listed(&[&one_digest])),
            ("platforms", listed(&[&one_digest, &one_digest])),
            (&digest(b"x"), one),
            ("page", "<html>".to_owned()),
        ]
        .map(|(reference, manifest)| (format!("/v2/team/p/manifests/{reference}"), manifest))
        .into();
        let elsewhere = storage.url("/");
        let front = Server::start(move |request| answer(request, wants, &manifests, &elsewhere));
        Registry { front, storage, one: one_digest }
    }

    fn uri(&self, behind: &str) -> String {
        format!("oci://{}/team/p{behind}", self.front.address)
    }
}

fn answer(request: &Request, wants: Wants, manifests: &BTreeMap<String, String>, storage: &str) -> Answer {
    let host = request.header("host").unwrap();
    let authorization = request.header("authorization");
    let is_me = authorization == Some(&*format!("Basic {}", STANDARD.encode("me:secret")));
    if let Some(query) = request.path.strip_prefix("/token?") {
        assert_eq!(query, "service=the%20service&scope=repository%3Ateam%2Fp%3Apull");
        return match (wants, is_me) {
            (Wants::TokenOfMe, false) => Answer::new(401, "{}"),
            _ => Answer::new(200, "{\"token\": \"the-token\"}"),
        };
    }
    let is_let_in = match wants {
        Wants::Nothing => true,
        Wants::Token | Wants::TokenOfMe => authorization == Some("Bearer the-token"),
        Wants::Password => is_me,
    };
    if !is_let_in {
        let challenge = match wants {
            Wants::Password => "Basic realm=\"x\"".to_owned(),
            _ => format!(
                "Bearer realm=\"http://{host}/token\",service=\"the service\",scope=\"repository:team/p:pull\""
            ),
        };
        return Answer::new(401, "{}").header("WWW-Authenticate", &challenge);
    }
    match (manifests.get(&request.path), request.path.strip_prefix("/v2/team/p/blobs/")) {
        (Some(manifest), _) => {
            assert!(request.header("accept").unwrap().contains("application/vnd.oci.image.manifest.v1+json"));
            Answer::new(200, manifest.as_str())
        }
        (None, Some(digest)) => Answer::redirect(307, &format!("{storage}{digest}")),
        (None, None) => Answer::new(404, "{}"),
    }
}

fn digest(bytes: &[u8]) -> String {
    format!("sha256:{}", hex_sha256(bytes))
}

fn log_in(settings: &Settings, registry: &Registry, password: &str) {
    let folder = settings.docker.as_ref().unwrap();
    std::fs::create_dir_all(folder).unwrap();
    let entry = json!({"auth": STANDARD.encode(format!("me:{password}"))});
    let config = json!({"auths": {registry.front.address.to_string(): entry}});
    std::fs::write(folder.join("config.json"), config.to_string()).unwrap();
}

#[test]
fn a_file_of_an_artifact_is_pulled_by_tag_or_digest() {
    let (folder, registry) = (folder(), Registry::start(Wants::Nothing));
    let settings = settings(folder.path());
    let by_digest = format!("@{}#a.tpl", registry.one);
    for (behind, wanted) in [
        ("", "a"),
        (":1.0", "a"),
        (":1.0#a.tpl", "template"),
        (":two#dir/b.yaml", "b"),
        (":listed", "a"),
        (&by_digest, "template"),
    ] {
        assert_eq!(text(&registry.uri(behind), &settings), wanted, "{behind}");
    }
    let uri = registry.uri(&by_digest);
    drop(registry);
    assert_eq!(text(&uri, &settings), "template", "it was kept");
}

#[test]
fn what_a_registry_does_not_have_is_explained() {
    let (folder, registry) = (folder(), Registry::start(Wants::Nothing));
    let settings = settings(folder.path());
    let other = digest(b"x");
    for (behind, wanted) in [
        (
            ":two",
            "the artifact has more than one file that ends in `.yaml`; its files are `a.yaml`, `dir/b.yaml`\nhelp: name one with `#FILE`",
        ),
        ("#b.yaml", "the artifact has no file `b.yaml`; its files are `a.yaml`, `a.tpl`"),
        (":none", "the artifact has no file that ends in `.yaml`; none of its layers has a title\nhelp: "),
        (":2.0", "the registry has no `team/p` with the version `2.0`\nhelp: check the address"),
        (":platforms", "it is a list of 2 artifacts\nhelp: name one of them by its digest"),
        (":page", "the manifest of the artifact is no JSON: "),
        (":huge", "it is larger than 64 MiB\nhelp: "),
        (":lost", &format!("the file that arrived has the digest {}, and ", digest(b"something else"))),
        (
            &format!("@{other}"),
            &format!("the manifest that arrived has the digest {}, and {other} is", registry.one),
        ),
    ] {
        let said = failure(&registry.uri(behind), &settings);
        assert!(said.starts_with(wanted), "{behind}: {said}");
    }
}

#[test]
fn registries_are_shown_what_they_ask_for_and_storage_is_not() {
    for (wants, is_logged_in) in [(Wants::Token, false), (Wants::TokenOfMe, true), (Wants::Password, true)] {
        let (folder, registry) = (folder(), Registry::start(wants));
        let settings = settings(folder.path());
        if is_logged_in {
            log_in(&settings, &registry, "secret");
        }
        assert_eq!(text(&registry.uri(":1.0"), &settings), "a");
        for request in registry.storage.requests() {
            assert_eq!(request.header("authorization"), None);
        }
    }
}

#[test]
fn who_may_not_read_is_told_how_to_log_in() {
    for wants in [Wants::TokenOfMe, Wants::Password] {
        let (folder, registry) = (folder(), Registry::start(wants));
        let settings = settings(folder.path());
        let address = registry.front.address;
        let wanted = format!(
            "the registry does not let this user read it (401)\nhelp: `docker login {address}` keeps credentials that \
             are used here too"
        );
        assert_eq!(failure(&registry.uri(""), &settings), wanted);
        log_in(&settings, &registry, "wrong-password");
        assert_eq!(failure(&registry.uri(""), &settings), wanted);
    }
}

#[test]
fn a_broken_docker_configuration_is_explained() {
    let (folder, registry) = (folder(), Registry::start(Wants::Token));
    let settings = settings(folder.path());
    log_in(&settings, &registry, "secret");
    let config = folder.path().join("docker/config.json");
    std::fs::write(&config, "{").unwrap();
    let said = failure(&registry.uri(""), &settings);
    assert!(said.starts_with(&format!("`{}` is no JSON: ", config.display())), "{said}");
}
