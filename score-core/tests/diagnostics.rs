//! How mistakes look that are found when workloads are linked and provisioned, from the text of the files on.
#![allow(clippy::unwrap_used)]

use score_yaml::OrderedMap;
use std::sync::Arc;

use score_core::diagnostic::human::{Color, render};
use score_core::host::{Host, MemoryHost};
use score_core::link::{LinkOptions, SourcedWorkload, State, link};
use score_core::model::{ResourceUid, Workload};
use score_core::parallel::Threads;
use score_core::provision::{
    Description, Outputs, ProvisionOptions, Provisioned, Provisioner, Request, Resolved, provision,
};
use score_core::seed::Seed;
use score_core::target::{EnvironmentVariables, SecretReferences, TargetDescription};
use score_core::text::{Output, Text};
use score_core::{Diagnostics, Sources, Span, check::check, document::parse};

/// Serves one type with the outputs `host` and `port`.
struct Fixed(&'static str);

impl Provisioner for Fixed {
    fn describe(&self) -> Description<'_> {
        Description {
            uri: "fixed://it",
            kind: self.0,
            class: None,
            id: None,
            description: "",
            supported_params: None,
            expected_outputs: None,
            span: Span::NONE,
        }
    }

    fn matches(&self, resource: &ResourceUid) -> bool {
        resource.kind() == self.0
    }

    fn provision(&self, _: &Request<'_>, _: &dyn Host, _: &mut Diagnostics) -> Option<Provisioned> {
        let output = |name: &str, text: &str| (name.to_owned(), Output::Text(Text::literal(text)));
        let outputs =
            Outputs::Values(OrderedMap::from_iter([output("host", "db.local"), output("port", "5432")]));
        Some(Provisioned { outputs, ..Provisioned::default() })
    }
}

/// Takes files through every stage up to the last value.
fn run(files: &[(&str, &str)]) -> (Option<Resolved>, String) {
    let mut host = MemoryHost::default();
    let mut sources = Sources::new();
    let mut log = Diagnostics::new();
    let mut workloads = Vec::new();
    for (path, text) in files {
        host.files.insert((*path).to_owned(), text.as_bytes().to_vec());
        if !path.ends_with(".yaml") {
            continue;
        }
        let id = sources.add(*path, *text);
        let document = parse(&sources, id, &mut log).unwrap();
        let workload: Workload = check(&document, &sources, &mut log).unwrap();
        workloads.push(SourcedWorkload { workload, file: (*path).to_owned() });
    }
    let project = link(workloads, State::default(), &LinkOptions::default(), &host, &mut log);
    let provisioners: [Arc<dyn Provisioner>; 2] = [Arc::new(Fixed("postgres")), Arc::new(Fixed("redis"))];
    let target = TargetDescription {
        name: "compose",
        sections: &[],
        facts: &[],
        environment: EnvironmentVariables::Deferred,
        secrets: SecretReferences::None,
        service_name: |workload| workload.name().to_string(),
    };
    let seed = Seed::from_text("test");
    let options = ProvisionOptions::new(&seed);
    let resolved =
        project.and_then(|project| provision(project, &provisioners, &target, &options, &host, &mut log));
    log.sort();
    (resolved, render(&log, &sources, Color::Never, Threads::ONE))
}

fn draw(files: &[(&str, &str)]) -> String {
    let (resolved, drawn) = run(files);
    assert!(resolved.is_none());
    drawn
}

#[test]
fn a_complete_workload_has_nothing_to_report() {
    let (resolved, drawn) = run(&[(
        "score.yaml",
        "\
apiVersion: score.dev/v1b1
metadata:
  name: checkout
containers:
  web:
    image: nginx
    variables:
      URL: pg://${resources.db.host}:${resources.db.port}/${metadata.name}
resources:
  db:
    type: postgres
",
    )]);
    assert_eq!(drawn, "");
    let url = &resolved.unwrap().workloads["checkout"].containers["web"].variables["URL"];
    assert_eq!(url.as_literal(), Some("pg://db.local:5432/checkout"));
}

#[test]
fn outputs_and_types() {
    let drawn = draw(&[
        (
            "score.yaml",
            "\
apiVersion: score.dev/v1b1
metadata:
  name: checkout
containers:
  web:
    image: nginx
    variables:
      DB_HOST: ${resources.database.hots}
      DB_NAME: ${resources.database.name}
      CACHE: ${resources.cache.host.first}
    files:
      /etc/app.conf:
        source: ./app.conf
      /etc/more.conf:
        source: more.conf
resources:
  database:
    type: postgres
  cache:
    type: redis
",
        ),
        ("app.conf", "# first line\nhost = ${resources.database.hots}\n"),
        ("more.conf", "home = ${HOME}\n"),
    ]);
    insta::assert_snapshot!(drawn);
}

#[test]
fn nobody_provides_it() {
    let drawn = draw(&[(
        "score.yaml",
        "\
apiVersion: score.dev/v1b1
metadata:
  name: checkout
containers:
  web:
    image: nginx
    variables:
      HOST: ${resources.database.host}
resources:
  database:
    type: postgress
",
    )]);
    insta::assert_snapshot!(drawn);
}

fn shop(name: &str, resources: &str) -> String {
    format!(
        "apiVersion: score.dev/v1b1\nmetadata:\n  name: {name}\ncontainers:\n  web:\n    image: nginx\nresources:\n{resources}"
    )
}

#[test]
fn definitions_that_differ() {
    let backend =
        shop("backend", "  cache:\n    type: redis\n    id: shared\n    params:\n      memory: 128M\n");
    let frontend =
        shop("frontend", "  cache:\n    type: redis\n    id: shared\n    params:\n      memory: 64M\n");
    let drawn = draw(&[("backend/score.yaml", &backend), ("frontend/score.yaml", &frontend)]);
    insta::assert_snapshot!(drawn);
}

#[test]
fn names_that_are_taken() {
    let first = shop("backend", "  db:\n    type: redis\n");
    let second = shop("backend", "  db:\n    type: postgres\n");
    let other = shop("other", "  cache:\n    type: redis\n    id: backend.db\n");
    let drawn = draw(&[("a/score.yaml", &first), ("b/score.yaml", &second), ("other/score.yaml", &other)]);
    insta::assert_snapshot!(drawn);
}

#[test]
fn resources_that_need_each_other() {
    let params = |name: &str, on: &str| {
        format!("  {name}:\n    type: redis\n    params:\n      host: ${{resources.{on}.host}}\n")
    };
    let resources = [params("aa", "bb"), params("bb", "aa"), params("cc", "cc")].concat();
    let drawn = draw(&[("score.yaml", &shop("checkout", &resources))]);
    insta::assert_snapshot!(drawn);
}
