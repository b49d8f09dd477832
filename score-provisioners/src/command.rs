//! `cmd://` provisioners: a program reads the request as one JSON object and answers with another.

mod answer;

use std::sync::Arc;

use score_core::host::{Command, CommandOutput, Host};
use score_core::model::ResourceUid;
use score_core::provision::{Description, Provisioned, Provisioner, Request};
use score_core::target::{GUID, WORKLOAD_METADATA};
use score_core::{Code, Diagnostic, Diagnostics, Value};
use score_yaml::{Mapping, json};

use self::answer::Unusable;
use crate::header::Header;
use crate::mask::Secrets;
use crate::origin::Origin;
use crate::trace::{Recorder, Trace};
use crate::uri::{NoProgram, program};

/// The argument that stands for what is to be done.
const MODE: &str = "<mode>";
/// What is to be done; there is nothing else yet.
const PROVISION: &str = "provision";
/// Lines of what a failed program said that a message shows, the last ones.
const LINES_OF_FAILURE: usize = 12;
/// Lines of what a program said that are handed on as notices, the first ones.
const LINES_OF_NOTICES: usize = 100;

/// A provisioner that runs a program.
pub(crate) struct CommandProvisioner {
    header: Header,
    origin: Arc<Origin>,
    program: Result<String, NoProgram>,
    arguments: Vec<String>,
    trace: Option<Arc<dyn Trace>>,
}

impl CommandProvisioner {
    pub(crate) fn new(
        header: Header,
        origin: Arc<Origin>,
        arguments: Vec<String>,
        trace: Option<Arc<dyn Trace>>,
    ) -> CommandProvisioner {
        let program = program(&header.uri);
        let is_mode = |argument: &String| argument == MODE;
        let arguments = arguments.into_iter().map(|it| if is_mode(&it) { PROVISION.to_owned() } else { it });
        CommandProvisioner { program, arguments: arguments.collect(), header, origin, trace }
    }

    pub(crate) fn into_header(self) -> Header {
        self.header
    }

    /// What is wrong with its URI.
    pub(crate) fn mistake(&self) -> Option<Diagnostic> {
        self.program.as_ref().err().map(|why| {
            let message = format!("the URI `{}` names no program to run: {why}", self.header.uri);
            Diagnostic::error(Code::InvalidProvisionerFile, message).at(self.header.span, "").note(
                "`cmd://NAME` is looked up on the search path; `cmd:///PATH`, `cmd://./PATH`, `cmd://../PATH` and `cmd://~/PATH` are paths",
            )
        })
    }

    fn run(
        &self,
        request: &Request<'_>,
        host: &dyn Host,
        recorder: &mut Option<Recorder>,
    ) -> Result<Provisioned, Box<Diagnostic>> {
        let program = match &self.program {
            Ok(program) => program,
            Err(why) => {
                let message = format!(
                    "resource `{}` cannot be provisioned, since the URI `{}` names no program: {why}",
                    request.uid, self.header.uri
                );
                let found = Diagnostic::error(Code::InvalidProvisionerFile, message);
                return Err(Box::new(self.origin.place(found, self.header.span, "", request)));
            }
        };
        let failed = |what: String| {
            let message = format!("program `{program}` failed for resource `{}`: {what}", request.uid);
            let found = Diagnostic::error(Code::ProvisionerFailed, message);
            Box::new(self.origin.place(found, self.header.span, "runs this program", request))
        };
        let input = json(&Value::Mapping(input(request))).map_err(|error| failed(error.to_string()))?;
        let command = Command {
            program: program.clone(),
            arguments: self.arguments.clone(),
            input: input.into_bytes(),
        };
        let output = host.run(&command).map_err(|error| {
            let found = *failed(error.to_string());
            Box::new(match program.as_str() {
                path if path.starts_with('/') || path.starts_with("~/") => found,
                path if path.contains('/') => found.note("the path is taken from the current folder"),
                _ => found.note("a name without a path is looked up on the search path; `cmd://./NAME` is in the current folder"),
            })
        })?;
        if let Some(recorder) = recorder {
            recorder.step("stderr", &String::from_utf8_lossy(&output.stderr), None);
        }
        if output.status != 0 {
            if let Some(recorder) = recorder {
                recorder.broken_step("stdout", &String::from_utf8_lossy(&output.stdout));
            }
            let found = failed(format!("exit status {}", output.status));
            return Err(Box::new(match last_words(&output, request) {
                Some(words) => found.note(format!("its last words were:\n{words}")),
                None => found.note("it said nothing on its standard error"),
            }));
        }
        let stdout = String::from_utf8_lossy(&output.stdout);
        let answer = answer::first_value(&stdout);
        if let Some(recorder) = recorder {
            match &answer {
                Ok(answer) => recorder.step("stdout", &stdout, Some(answer)),
                Err(_) => recorder.broken_step("stdout", &stdout),
            }
        }
        let mut provisioned =
            answer.and_then(|answer| answer::provisioned(answer, request.target)).map_err(|unusable| {
                let found = self.unusable(program, &unusable, request);
                Box::new(match last_words(&output, request) {
                    Some(words) => found.note(format!("its last words on standard error were:\n{words}")),
                    None => found,
                })
            })?;
        let mut secrets = Secrets::new();
        secrets.add_named(&provisioned.state);
        secrets.add_named(&provisioned.shared);
        let said = said(&output);
        let notices = std::mem::take(&mut provisioned.notices).into_iter().chain(said);
        provisioned.notices = notices.map(|notice| secrets.mask_text(&notice)).collect();
        Ok(provisioned)
    }

    fn unusable(&self, program: &str, unusable: &Unusable, request: &Request<'_>) -> Diagnostic {
        let message = format!(
            "the answer of program `{program}` for resource `{}` cannot be used: {}",
            request.uid, unusable.why
        );
        let found = Diagnostic::error(Code::InvalidProvisionerOutput, message);
        let found = self.origin.place(found, self.header.span, "runs this program", request);
        unusable.notes.iter().fold(found, |found, note| found.note(note))
    }
}

impl Provisioner for CommandProvisioner {
    fn describe(&self) -> Description<'_> {
        self.header.describe()
    }

    fn matches(&self, resource: &ResourceUid) -> bool {
        self.header.matches(resource)
    }

    fn provision(
        &self,
        request: &Request<'_>,
        host: &dyn Host,
        log: &mut Diagnostics,
    ) -> Option<Provisioned> {
        let mut recorder = Recorder::start(self.trace.as_ref(), &self.header.uri, request);
        let result = self.run(request, host, &mut recorder);
        if let Some(recorder) = recorder {
            recorder.finish();
        }
        result.map_err(|found| log.push(*found)).ok()
    }
}

/// A request as programs read it.
pub(crate) fn input(request: &Request<'_>) -> Mapping {
    let uid = request.uid;
    let text = |text: &str| Value::from(text);
    let or_null = |map: Option<&Mapping>| map.cloned().map_or(Value::Null, Value::Mapping);
    let services = request.workload_services.iter().map(|(workload, service)| {
        let port = |port: &score_core::provision::WorkloadPort| {
            Value::Mapping(Mapping::from_iter([
                ("name".to_owned(), text(&port.name)),
                ("port".to_owned(), port.port.into()),
                ("target_port".to_owned(), port.target_port.into()),
                ("protocol".to_owned(), text(port.protocol)),
            ]))
        };
        let mut ports: Mapping = service.ports.values().map(|it| (it.name.clone(), port(it))).collect();
        for it in service.ports.values() {
            ports.entry(it.port.to_string()).or_insert_with(|| port(it));
        }
        let service = Mapping::from_iter([
            // The only key in capitals; programs of the ecosystem read it so.
            ("ServiceName".to_owned(), text(&service.service_name)),
            ("ports".to_owned(), Value::Mapping(ports)),
        ]);
        (workload.clone(), Value::Mapping(service))
    });
    let mut input = Mapping::from_iter([
        ("resource_uid".to_owned(), text(uid.as_str())),
        ("resource_type".to_owned(), text(uid.kind())),
        ("resource_class".to_owned(), text(uid.class())),
        ("resource_id".to_owned(), text(uid.id())),
        ("resource_params".to_owned(), or_null(request.params)),
        ("resource_metadata".to_owned(), or_null(request.metadata)),
        ("source_workload".to_owned(), text(request.source_workload)),
        ("workload_services".to_owned(), Value::Mapping(services.collect())),
        ("resource_state".to_owned(), Value::Mapping(request.state.clone())),
        ("shared_state".to_owned(), Value::Mapping(Mapping::clone(request.shared))),
    ]);
    for fact in request.target.facts {
        let Some(key) = fact.command_key else { continue };
        let value = match fact.field {
            GUID => text(request.guid),
            WORKLOAD_METADATA => Value::Mapping(request.workload_metadata.clone()),
            other => request.target_facts.get(other).cloned().unwrap_or_else(|| text("")),
        };
        input.insert(key.to_owned(), value);
    }
    input
}

/// What a program said while it worked, line by line.
fn said(output: &CommandOutput) -> Vec<String> {
    let text = String::from_utf8_lossy(&output.stderr);
    let mut lines: Vec<String> =
        text.lines().filter(|line| !line.trim().is_empty()).map(|line| line.trim_end().to_owned()).collect();
    if lines.len() > LINES_OF_NOTICES {
        let more = lines.len() - LINES_OF_NOTICES;
        lines.truncate(LINES_OF_NOTICES);
        lines.push(format!("and {more} more lines"));
    }
    lines
}

/// The end of what a failed program said, without what it was told in secret.
fn last_words(output: &CommandOutput, request: &Request<'_>) -> Option<String> {
    let mut secrets = Secrets::new();
    secrets.add_named(request.state);
    secrets.add_named(request.shared);
    if let Some(params) = request.params {
        secrets.add_named(params);
    }
    let text = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let last = lines.get(lines.len().saturating_sub(LINES_OF_FAILURE)..).unwrap_or_default();
    let short = |line: &&str| -> String { line.chars().take(400).collect() };
    let words = last.iter().map(short).collect::<Vec<_>>().join("\n");
    (!words.is_empty()).then(|| secrets.mask_text(&words))
}
