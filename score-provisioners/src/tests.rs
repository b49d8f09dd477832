//! What provisioners return, from the text of a file and of a request on.

use std::sync::{Arc, Mutex};

use score_core::host::{Command, CommandOutput, Host, HostError, MemoryHost};
use score_core::provision::Provisioner;
use score_core::target::TargetDescription;
use score_core::{Diagnostics, Sources, Value};
use score_yaml::{Mapping, json};

use crate::trial::{read_request, run};
use crate::{LoadOptions, load_with};

mod commands;
mod laziness;
mod templates;
mod traces;

/// The provisioners of a file in which nothing is wrong.
fn loaded(
    target: &'static TargetDescription,
    file: &str,
    options: &LoadOptions,
) -> Vec<Arc<dyn Provisioner>> {
    let mut sources = Sources::new();
    let id = sources.add("my.provisioners.yaml", file);
    let mut log = Diagnostics::new();
    let provisioners = load_with(&sources, id, target, options, &mut log);
    assert!(log.is_empty(), "{log:#?}");
    provisioners
}

/// What they return for a request, and what was said.
fn asked(
    provisioners: &[Arc<dyn Provisioner>],
    target: &'static TargetDescription,
    request: &str,
    host: &dyn Host,
) -> (Option<Mapping>, Diagnostics) {
    let mut sources = Sources::new();
    let id = sources.add("request.yaml", request);
    let mut log = Diagnostics::new();
    let request = read_request(&sources, id, &mut log);
    assert!(log.is_empty(), "{log:#?}");
    let outcome = run(&request.unwrap(), provisioners, target, host, &mut log);
    (outcome, log)
}

/// What a file returns for a request, as JSON. Nothing may be wrong.
fn returned(target: &'static TargetDescription, file: &str, request: &str) -> String {
    let provisioners = loaded(target, file, &LoadOptions::new());
    let (outcome, log) = asked(&provisioners, target, request, &MemoryHost::default());
    assert!(log.is_empty(), "{log:#?}");
    json(&Value::Mapping(outcome.unwrap())).unwrap()
}

/// Gives one answer to everything and remembers what it was asked.
struct Answering {
    output: CommandOutput,
    asked: Mutex<Vec<Command>>,
}

impl Answering {
    fn new(stdout: &str, stderr: &str) -> Answering {
        let output = CommandOutput { status: 0, stdout: stdout.into(), stderr: stderr.into() };
        Answering { output, asked: Mutex::default() }
    }
}

impl Host for Answering {
    fn read(&self, _: &str) -> Result<Vec<u8>, HostError> {
        Err(HostError::Unavailable)
    }

    fn run(&self, command: &Command) -> Result<CommandOutput, HostError> {
        self.asked.lock().unwrap().push(command.clone());
        Ok(self.output.clone())
    }
}
