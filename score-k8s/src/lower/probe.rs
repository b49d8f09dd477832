//! Probes.

use k8s_openapi::api::core::v1::{ExecAction, HTTPGetAction, HTTPHeader, Probe};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use score_core::diagnostic::{Code, Diagnostic, Diagnostics};
use score_core::field::approximated;
use score_core::model::{self, Exec, HttpGet, Located, Scheme};
use score_yaml::Span;

use super::text::literal;
use crate::options::{DoubleProbes, Options};

/// A probe. `path` is its key path. `None` when it asks nothing.
pub(super) fn probe(
    probe: &Located<model::Probe>,
    path: &str,
    options: &Options,
    log: &mut Diagnostics,
) -> Option<Probe> {
    let dropped = |field: &str, log: &mut Diagnostics| {
        let how = format!("Kubernetes asks in one way only, and here `{field}` is left out");
        approximated(format!("{path}.{field}"), probe.span, &how, log);
    };
    match (&probe.exec, &probe.http_get, options.double_probes) {
        (Some(exec), None, _) => Some(of_program(exec, path, probe.span, options, log)),
        (None, Some(request), _) => Some(of_request(request, path, log)),
        (Some(exec), Some(_), DoubleProbes::Exec) => {
            dropped("httpGet", log);
            Some(of_program(exec, path, probe.span, options, log))
        }
        (Some(_), Some(request), DoubleProbes::HttpGet) => {
            dropped("exec", log);
            Some(of_request(request, path, log))
        }
        (None, None, _) => {
            log.push(
                Diagnostic::error(Code::MissingField, "probe asks nothing")
                    .path(path)
                    .at(probe.span, "expected `httpGet` or `exec`"),
            );
            None
        }
    }
}

/// The same question, asked until it is answered for the first time: every two seconds, for five minutes at most.
pub(super) fn startup_probe(probe: &Probe) -> Probe {
    Probe { period_seconds: Some(2), failure_threshold: Some(150), ..probe.clone() }
}

fn of_program(exec: &Exec, path: &str, place: Span, options: &Options, log: &mut Diagnostics) -> Probe {
    let path = format!("{path}.exec.command");
    if exec.command.is_empty() {
        log.push(
            options
                .manifest_checks
                .refusal(Code::EmptyValue, format!("`{path}` is empty"))
                .at(place, "there is nothing to run")
                .path(path.as_str()),
        );
    }
    let command: Vec<String> = exec.command.iter().map(|word| literal(word, &path, log)).collect();
    let exec = ExecAction { command: Some(command).filter(|words| !words.is_empty()) };
    Probe { exec: Some(exec), ..Probe::default() }
}

fn of_request(request: &HttpGet, path: &str, log: &mut Diagnostics) -> Probe {
    let path = format!("{path}.httpGet");
    let mut text = |field: &str, value: &Located<String>| literal(value, &format!("{path}.{field}"), log);
    let action = HTTPGetAction {
        host: request.host.as_ref().map(|host| text("host", host)),
        path: Some(text("path", &request.path)).filter(|path| !path.is_empty()),
        port: IntOrString::Int(request.port.get().into()),
        scheme: request.scheme.map(|scheme| match scheme {
            Scheme::Http => "HTTP".to_owned(),
            Scheme::Https => "HTTPS".to_owned(),
        }),
        http_headers: Some(
            request
                .http_headers
                .iter()
                .map(|header| HTTPHeader {
                    name: text("httpHeaders", &header.name),
                    value: text("httpHeaders", &header.value),
                })
                .collect::<Vec<_>>(),
        )
        .filter(|headers| !headers.is_empty()),
    };
    Probe { http_get: Some(action), ..Probe::default() }
}
