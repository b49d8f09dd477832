//! Probes become the one health check that Compose has for a container.

use score_core::Span;
use score_core::diagnostic::{Code, Diagnostic, Diagnostics};
use score_core::model::{Container, HttpGet, Located, Probe, Scheme};

use super::dollars::escape;
use crate::fields::Fields;
use crate::options::HttpProbes;

/// The command of the health check of a container, if it has a probe that leads to one. `awaited` is whether another
/// container waits for its health.
pub(super) fn health_test(
    name: &str,
    container: &Container,
    http_probes: HttpProbes,
    awaited: Awaited,
    fields: &Fields,
    log: &mut Diagnostics,
) -> Option<Vec<String>> {
    let readiness = container.readiness_probe.as_ref().map(|probe| ("readinessProbe", probe));
    let liveness = container.liveness_probe.as_ref().map(|probe| ("livenessProbe", probe));
    if let (Some(_), Some((kind, probe))) = (readiness, liveness) {
        log.push(not_used(name, kind, probe.span));
    }
    let (kind, probe) = readiness.or(liveness)?;
    let use_http = http_probes == HttpProbes::HealthChecks || awaited == Awaited::Healthy;
    match probe {
        Located { value: Probe { exec: Some(exec), .. }, .. } => {
            let field = format!("containers.*.{kind}.exec.command");
            fields.used(&field, format_args!("containers.{name}.{kind}.exec.command"), probe.span, log);
            if exec.command.is_empty() {
                let path = format!("containers.{name}.{kind}.exec.command");
                log.push(
                    Diagnostic::error(Code::EmptyValue, format!("`{path}` is empty"))
                        .at(probe.span, "there is nothing to run")
                        .path(path),
                );
            }
            let words = exec.command.iter().map(|word| escape(word).into_owned());
            Some(std::iter::once("CMD".to_owned()).chain(words).collect())
        }
        Located { value: Probe { http_get: Some(http_get), .. }, .. } => {
            if !(use_http && http_probes == HttpProbes::Ignored) {
                let field = format!("containers.*.{kind}.httpGet.path");
                fields.used(
                    &field,
                    format_args!("containers.{name}.{kind}.httpGet.path"),
                    http_get.path.span,
                    log,
                );
            }
            use_http.then(|| vec!["CMD-SHELL".to_owned(), escape(&request(http_get)).into_owned()])
        }
        // One that says nothing was refused.
        _ => None,
    }
}

/// Whether another container waits for the health of this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Awaited {
    Healthy,
    No,
}

fn not_used(name: &str, kind: &str, span: Span) -> Diagnostic {
    let path = format!("containers.{name}.{kind}");
    let message =
        format!("field `{path}` is carried only nearly: the readiness probe is the one health check");
    Diagnostic::warning(Code::ApproximatedField, message)
        .at(span, "not used")
        .note("Compose has one health check a container")
        .path(path)
}

/// A line for a shell that succeeds when the request does. Images have one tool or the other.
fn request(http_get: &HttpGet) -> String {
    let scheme = match http_get.scheme {
        Some(Scheme::Https) => "https",
        Some(Scheme::Http) | None => "http",
    };
    let host = http_get.host.as_ref().map_or("127.0.0.1", |host| host.as_str());
    let url = quoted(&format!("{scheme}://{host}:{}{}", http_get.port.value, http_get.path.as_str()));
    let headers = |option: &str| -> String {
        let header = |header: &score_core::model::Header| {
            format!(" {option} {}", quoted(&format!("{}: {}", header.name.as_str(), header.value.as_str())))
        };
        http_get.http_headers.iter().map(header).collect()
    };
    let (wget_trust, curl_trust) = match http_get.scheme {
        Some(Scheme::Https) => (" --no-check-certificate", " -k"),
        Some(Scheme::Http) | None => ("", ""),
    };
    format!(
        "wget -q -O /dev/null{wget_trust}{} {url} || curl -fs -o /dev/null{curl_trust}{} {url} || exit 1",
        headers("--header"),
        headers("-H")
    )
}

/// A word for a shell: as it is when nothing in it needs quotes.
fn quoted(word: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:=,@%+".contains(&byte);
    if word.bytes().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use score_core::model::{Header, PortNumber};

    use super::*;

    #[test]
    fn a_request_becomes_a_line_for_a_shell() {
        let mut http_get = HttpGet {
            scheme: None,
            host: None,
            port: PortNumber::new(8080).unwrap().into(),
            path: "/healthz".to_owned().into(),
            http_headers: vec![],
        };
        assert_eq!(
            request(&http_get),
            "wget -q -O /dev/null http://127.0.0.1:8080/healthz || curl -fs -o /dev/null http://127.0.0.1:8080/healthz || exit 1"
        );
        http_get.scheme = Some(Scheme::Https);
        http_get.host = Some("app".to_owned().into());
        http_get.path = "/a?b=it's".to_owned().into();
        http_get.http_headers =
            vec![Header { name: "Accept".to_owned().into(), value: "x y".to_owned().into() }];
        assert_eq!(
            request(&http_get),
            r"wget -q -O /dev/null --no-check-certificate --header 'Accept: x y' 'https://app:8080/a?b=it'\''s' || curl -fs -o /dev/null -k -H 'Accept: x y' 'https://app:8080/a?b=it'\''s' || exit 1"
        );
    }
}
