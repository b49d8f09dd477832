#![allow(clippy::unwrap_used)]

use std::sync::Mutex;

use score_yaml::{OrderedMap, Value};

use super::*;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::host::MemoryHost;
use crate::link::samples::{json, name, resource, template, workload};
use crate::link::{LinkOptions, ResourceState, SourcedWorkload, link};
use crate::model::{
    Container, File, FileOrigin, Located, PortNumber, Protocol, ServicePort, Volume, Workload,
};
use crate::target::{EnvironmentVariables, SecretReferences};
use crate::text::decode_outputs;

/// Serves a type with fixed outputs and remembers what it was asked.
#[derive(Default)]
struct Fixed {
    kind: &'static str,
    class: Option<&'static str>,
    outputs: &'static str,
    shared: &'static str,
    fails: bool,
    supported_params: Option<Vec<String>>,
    expected_outputs: Option<Vec<String>>,
    asked: Mutex<Vec<Asked>>,
}

#[derive(Debug, Clone, PartialEq)]
struct Asked {
    uid: String,
    params: Option<Value>,
    state: Value,
    shared: Value,
    source_workload: String,
}

impl Provisioner for Fixed {
    fn describe(&self) -> Description<'_> {
        Description {
            uri: "fixed://it",
            kind: self.kind,
            class: self.class,
            id: None,
            description: "",
            supported_params: self.supported_params.as_deref(),
            expected_outputs: self.expected_outputs.as_deref(),
            span: Span::NONE,
        }
    }

    fn matches(&self, resource: &ResourceUid) -> bool {
        resource.kind() == self.kind && self.class.is_none_or(|class| class == resource.class())
    }

    fn provision(&self, request: &Request<'_>, _: &dyn Host, log: &mut Diagnostics) -> Option<Provisioned> {
        self.asked.lock().unwrap().push(Asked {
            uid: request.uid.to_string(),
            params: request.params.cloned().map(Value::Mapping),
            state: Value::Mapping(request.state.clone()),
            shared: Value::Mapping(Mapping::clone(request.shared)),
            source_workload: request.source_workload.to_owned(),
        });
        if self.fails {
            log.push(Diagnostic::error(Code::ProvisionerFailed, "it gave up"));
            return None;
        }
        let mapping = |text: &str| match text {
            "" => Mapping::default(),
            text => json(text).as_mapping().unwrap().clone(),
        };
        let outputs = match self.kind {
            "environment" => Outputs::Environment,
            _ => Outputs::Values(decode_outputs(&mapping(self.outputs)).unwrap()),
        };
        let state = mapping(r#"{"count":1}"#);
        Some(Provisioned { state, shared: mapping(self.shared), outputs, ..Provisioned::default() })
    }
}

const SECRET: &str = "\u{1F510}\u{1F4AC}pg_password\u{1F4AC}\u{1F510}";

fn postgres() -> Fixed {
    let outputs = r#"{
        "host": "pg", "port": 5432, "big": 1e21, "on": true, "none": null, "list": [1, "a<b"],
        "inner": {"z": {"deep": "down"}, "a": "🔐💬pg_password💬🔐"}, "pass": "🔐💬pg_password💬🔐", "a.b": "dotted"
    }"#;
    Fixed { kind: "postgres", outputs, ..Fixed::default() }
}

fn environment() -> Fixed {
    Fixed { kind: "environment", ..Fixed::default() }
}

const fn target(environment: EnvironmentVariables) -> TargetDescription {
    fn service_name(workload: &Workload) -> String {
        format!("svc-{}", workload.name())
    }
    TargetDescription {
        name: "compose",
        sections: &[],
        facts: &[],
        environment,
        secrets: SecretReferences::Allowed,
        service_name,
    }
}

const DEFERRED: TargetDescription = target(EnvironmentVariables::Deferred);
const GIVEN: TargetDescription = target(EnvironmentVariables::Given);

struct Run {
    workloads: Vec<SourcedWorkload>,
    provisioners: Vec<Arc<dyn Provisioner>>,
    target: &'static TargetDescription,
    state: State,
    variables: BTreeMap<String, String>,
    changed_provisioners: ChangedProvisioners,
    next_state: NextState,
    host: MemoryHost,
}

impl Run {
    fn new(workloads: Vec<SourcedWorkload>, provisioners: Vec<Arc<dyn Provisioner>>) -> Run {
        Run {
            workloads,
            provisioners,
            target: &DEFERRED,
            state: State::default(),
            variables: BTreeMap::new(),
            changed_provisioners: ChangedProvisioners::Refused,
            next_state: NextState::Returned,
            host: MemoryHost::default(),
        }
    }

    fn go(self) -> (Option<Resolved>, Vec<Diagnostic>) {
        let mut log = Diagnostics::new();
        let project =
            link(self.workloads, self.state, &LinkOptions::default(), &self.host, &mut log).unwrap();
        let seed = Seed::from_text("test");
        let options = ProvisionOptions {
            variables: self.variables,
            changed_provisioners: self.changed_provisioners,
            next_state: self.next_state,
            ..ProvisionOptions::new(&seed)
        };
        let resolved = provision(project, &self.provisioners, self.target, &options, &self.host, &mut log);
        assert_eq!(resolved.is_none(), log.has_errors());
        log.sort();
        (resolved, log.into_iter().collect())
    }

    fn resolved(self) -> Resolved {
        let (resolved, found) = self.go();
        assert_eq!(found, []);
        resolved.unwrap()
    }

    fn errors(self) -> Vec<Diagnostic> {
        let (resolved, found) = self.go();
        assert!(resolved.is_none());
        found
    }
}

fn codes(found: &[Diagnostic]) -> Vec<Code> {
    found.iter().map(|diagnostic| diagnostic.code).collect()
}

/// Workload `shop` with resources `db` and `env`, and one variable `X`.
fn with_variable(text: &str) -> SourcedWorkload {
    let resources = [("db", resource("postgres", 1)), ("env", resource("environment", 2))];
    let mut sourced = workload("shop", &resources);
    let container = sourced.workload.containers.get_mut("main").unwrap();
    container.variables.insert("X".to_owned().into(), template(text));
    let extra = json(r#"{"n":1,"nested":{"k":"v"},"null":null,"list":["a"]}"#);
    sourced.workload.metadata.extra = extra.as_mapping().unwrap().clone();
    sourced
}

fn run_variable(text: &str) -> Run {
    Run::new(vec![with_variable(text)], vec![Arc::new(postgres()), Arc::new(environment())])
}

fn variable(resolved: &Resolved) -> &Text {
    &resolved.workloads["shop"].containers["main"].variables["X"]
}

#[test]
fn placeholders_get_their_values() {
    for (text, value) in [
        ("plain", "plain"),
        ("", ""),
        ("a-${metadata.name}", "a-shop"),
        ("${metadata.n}", "1"),
        ("${metadata.nested.k}", "v"),
        ("${metadata.nested}", r#"{"k":"v"}"#),
        ("${metadata.null}", "null"),
        ("${metadata.list}", r#"["a"]"#),
        ("${resources.db.host}:${resources.db.port}", "pg:5432"),
        ("${resources.db.on}", "true"),
        ("${resources.db.none}", "null"),
        ("${resources.db.list}", "[1,\"a\\u003cb\"]"),
        ("${resources.db.inner.z.deep}", "down"),
        ("${resources.db.inner.z}", r#"{"deep":"down"}"#),
        (r"${resources.db.a\.b}", "dotted"),
        ("$$ $${resources.db.host} $x ${open", "$ ${resources.db.host} $x ${open"),
    ] {
        assert_eq!(variable(&run_variable(text).resolved()).as_literal(), Some(value), "{text}");
    }
}

#[test]
fn secrets_stay_secrets_also_inside_json() {
    for (text, value) in [
        ("pg://${resources.db.pass}@${resources.db.host}", format!("pg://{SECRET}@pg")),
        ("${resources.db.inner}", format!(r#"{{"a":"{SECRET}","z":{{"deep":"down"}}}}"#)),
    ] {
        let resolved = run_variable(text).resolved();
        assert_eq!(variable(&resolved).secrets().count(), 1);
        assert_eq!(variable(&resolved).encode(), value);
    }
}

#[test]
fn a_placeholder_that_leads_nowhere_says_what_is_there() {
    for (text, code, message) in [
        ("${resources.db.hots}", Code::UnknownOutput, "resource `db` has no output `hots`"),
        (
            "${resources.db.inner.z.dep}",
            Code::UnknownOutput,
            "output `inner.z` of resource `db` has no key `dep`",
        ),
        (
            "${resources.db.list.0}",
            Code::UnknownOutput,
            "output `list` of resource `db` is a list and has no key `0`",
        ),
        (
            "${resources.db.host.x}",
            Code::UnknownOutput,
            "output `host` of resource `db` is text and has no key `x`",
        ),
        ("${resources.db.none.x}", Code::UnknownOutput, "output `none` of resource `db` has no key `x`"),
        (
            "${resources.db}",
            Code::MalformedPlaceholder,
            "placeholder `${resources.db}` does not say which output it means",
        ),
        (
            "${metadata}",
            Code::MalformedPlaceholder,
            "placeholder `${metadata}` does not say which key it means",
        ),
        ("${metadata.nam}", Code::UnknownMetadataKey, "`metadata` has no key `nam`"),
        ("${metadata.nested.x}", Code::UnknownMetadataKey, "`metadata.nested` has no key `x`"),
        ("${metadata.list.0}", Code::UnknownMetadataKey, "`metadata.list` is a list and has no key `0`"),
        ("${resources.bd.host}", Code::UnknownResource, "placeholder refers to an unknown resource `bd`"),
        (
            "${HOME}",
            Code::UnknownPlaceholderRoot,
            "placeholder `${HOME}` refers to neither metadata nor a resource",
        ),
        (
            "${resources}",
            Code::UnknownPlaceholderRoot,
            "placeholder `${resources}` refers to neither metadata nor a resource",
        ),
        ("${}", Code::UnknownPlaceholderRoot, "placeholder `${}` refers to neither metadata nor a resource"),
        (
            "${resources.env.A.B}",
            Code::UnknownOutput,
            "placeholder `${resources.env.A.B}` is not the name of one environment variable",
        ),
    ] {
        let found = run_variable(text).errors();
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!((found[0].code, found[0].message.as_str()), (code, message));
        assert_eq!(found[0].path, "containers.main.variables.X");
    }
    let hints = |text: &str| {
        run_variable(text).errors()[0].hints.iter().map(|hint| hint.text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(hints("${resources.db.hots}"), ["use the output `host`"]);
    assert_eq!(hints("${metadata.nam}"), ["use the key `name`"]);
    assert_eq!(hints("${resources.db.list.0}"), ["refer to the whole value with `${resources.db.list}`"]);
    let found = run_variable("${resources.db.completely} ${resources.db.other}").errors();
    assert_eq!(found.len(), 2, "every placeholder is looked at");
    assert!(found[0].notes[0].starts_with("there are these outputs: `host`, `port`"));
}

#[test]
fn environment_variables_are_left_to_the_platform_or_must_be_given() {
    let resolved = run_variable("a-${resources.env.HOME}").resolved();
    assert_eq!(variable(&resolved).segments()[1], crate::text::Segment::Environment("HOME".to_owned()));
    assert_eq!(resolved.environment_variables, BTreeSet::from(["HOME".to_owned()]));

    let found = Run { target: &GIVEN, ..run_variable("${resources.env.HOME}") }.errors();
    assert_eq!(codes(&found), [Code::UnfilledVariable]);
    assert!(found[0].hints[0].text.contains("--var HOME"));

    let variables = BTreeMap::from([("HOME".to_owned(), "/root".to_owned())]);
    let resolved = Run { target: &GIVEN, variables, ..run_variable("${resources.env.HOME}") }.resolved();
    assert_eq!(variable(&resolved).as_literal(), Some("/root"));
    assert_eq!(resolved.environment_variables.len(), 1);
}

fn with_file(origin: FileOrigin) -> Run {
    let mut run = run_variable("");
    let container = run.workloads[0].workload.containers.get_mut("main").unwrap();
    container.files.insert("/t".to_owned().into(), File { mode: None, origin, expand: true });
    run
}

#[test]
fn files_and_params_need_environment_variables_now() {
    let content = || with_file(FileOrigin::Content(template("${resources.env.A}")));
    assert_eq!(codes(&content().errors()), [Code::UnfilledVariable]);
    let variables = BTreeMap::from([("A".to_owned(), "a".to_owned())]);
    let resolved = Run { variables: variables.clone(), ..content() }.resolved();
    let files = &resolved.workloads["shop"].containers["main"].files;
    assert_eq!(files["/t"], FileContent::Text(Text::literal("a")));

    let params = || {
        let mut run = run_variable("");
        let params = resource("postgres", 1).with_params(r#"{"x":"${resources.env.A}"}"#);
        run.workloads[0].workload.resources.insert(name("db"), params);
        run
    };
    let found = params().errors();
    assert_eq!(codes(&found), [Code::UnfilledVariable]);
    assert_eq!(found[0].path, "resources.db.params");
    assert_eq!(Run { variables, ..params() }.resolved().environment_variables.len(), 1);
}

#[test]
fn a_mistake_in_a_file_names_the_file_and_the_line() {
    let span = Span::new(score_yaml::SourceId(3), 10, 20);
    let mut run = with_file(FileOrigin::Source(Located::new("app.conf".to_owned(), span)));
    run.host
        .files
        .insert("shop/app.conf".to_owned(), b"one\n${metadata.name}\n  ${resources.db.hots}\n".to_vec());
    let found = run.errors();
    assert_eq!(found[0].message, "resource `db` has no output `hots`, in line 3 of `app.conf`");
    assert_eq!(found[0].primary.as_ref().unwrap().span, span);
}

#[test]
fn a_volume_is_a_resource_or_a_name() {
    let volume = |source: &str| {
        let mut run = run_variable("");
        let container = run.workloads[0].workload.containers.get_mut("main").unwrap();
        let volume = Volume { source: template(source), path: None, read_only: false.into() };
        container.volumes.insert("/v".to_owned().into(), volume);
        run
    };
    let uid = ResourceUid::from_text("postgres.default#shop.db");
    for (source, expected) in [
        ("${resources.db}", VolumeSource::Resource(uid.clone())),
        ("postgres.default#shop.db", VolumeSource::Resource(uid)),
        ("x${resources.db}", VolumeSource::Named(Text::literal("xpostgres.default#shop.db"))),
        ("${resources.db.host}", VolumeSource::Named(Text::literal("pg"))),
        ("data", VolumeSource::Named(Text::literal("data"))),
    ] {
        let resolved = volume(source).resolved();
        assert_eq!(resolved.workloads["shop"].containers["main"].volumes["/v"], expected, "{source}");
    }
    assert_eq!(codes(&volume("${resources.dbb}").errors()), [Code::UnknownResource]);
}

#[test]
fn params_are_filled_with_the_workload_whose_definition_counts() {
    let dns = Arc::new(Fixed { kind: "dns", outputs: r#"{"host":"h","port":80}"#, ..Fixed::default() });
    let route = Arc::new(Fixed { kind: "aroute", ..Fixed::default() });
    let shared = |line| resource("aroute", line).with_id("shared");
    let params = r#"{"a":["${resources.dns.host}/${metadata.name}",1,{"b":"${resources.dns.port}"}],"${k}":null,"c":"$${x}"}"#;
    let workloads = vec![
        workload("aa", &[("route", shared(1)), ("dns", resource("dns", 2))]),
        workload("bb", &[("route", shared(3).with_params(params)), ("dns", resource("dns", 4))]),
        workload("cc", &[("route", shared(5))]),
    ];
    Run::new(workloads, vec![route.clone(), dns.clone()]).resolved();
    let asked = route.asked.lock().unwrap().clone();
    assert_eq!(asked.len(), 1, "provisioned once");
    assert_eq!(asked[0].params, Some(json(r#"{"a":["h/bb",1,{"b":"80"}],"${k}":null,"c":"${x}"}"#)));
    assert_eq!(asked[0].source_workload, "bb");
    assert_eq!(dns.asked.lock().unwrap()[0].params, None);
}

#[test]
fn empty_params_are_no_params_for_a_provisioner() {
    let dns = Arc::new(Fixed { kind: "dns", ..Fixed::default() });
    let resolved =
        Run::new(vec![workload("aa", &[("dns", resource("dns", 2).with_params("{}"))])], vec![dns.clone()])
            .resolved();
    assert_eq!(dns.asked.lock().unwrap()[0].params, None);
    assert_eq!(resolved.state.resources[0].params, Some(Mapping::default()));
}

#[test]
fn secrets_in_params_are_encoded() {
    let route = Arc::new(Fixed { kind: "route", ..Fixed::default() });
    let params = resource("route", 1).with_params(r#"{"p":"x${resources.db.pass}"}"#);
    let sourced = workload("shop", &[("db", resource("postgres", 2)), ("route", params)]);
    Run::new(vec![sourced], vec![Arc::new(postgres()), route.clone()]).resolved();
    let mut expected = Mapping::default();
    expected.insert("p".to_owned(), Value::from(format!("x{SECRET}")));
    assert_eq!(route.asked.lock().unwrap()[0].params, Some(Value::Mapping(expected)));
}

#[test]
fn a_type_nobody_supports_points_at_the_type_and_at_a_near_one() {
    let sourced = workload("checkout", &[("database", resource("postgress", 7))]);
    let found = Run::new(vec![sourced], vec![Arc::new(postgres()), Arc::new(environment())]).errors();
    let expected =
        Diagnostic::error(Code::NoProvisioner, "no provisioner supports resource type `postgress`")
            .at(
                Span::new(score_yaml::SourceId(0), 700, 709),
                "needed for `postgress.default#checkout.database`",
            )
            .note("2 provisioners were loaded; `provisioners list` shows them")
            .fix("`postgres` has a provisioner", Span::new(score_yaml::SourceId(0), 700, 709), "postgres");
    assert_eq!(found, [expected]);
}

#[test]
fn a_class_nobody_supports_is_told_from_a_type() {
    let sourced = workload("shop", &[("db", resource("postgres", 1))]);
    let large = Fixed { class: Some("large"), ..postgres() };
    let found = Run::new(vec![sourced], vec![Arc::new(large)]).errors();
    assert_eq!(
        found[0].message,
        "no provisioner of type `postgres` supports class `default` with id `shop.db`"
    );
    assert_eq!(found[0].notes[1], "those of this type support `postgres.large#*`");
}

#[test]
fn the_first_match_serves() {
    let sourced = || vec![workload("shop", &[("db", resource("postgres", 1))])];
    let (first, second) = (Arc::new(Fixed { class: Some("large"), ..postgres() }), Arc::new(postgres()));
    let third = Arc::new(postgres());
    Run::new(sourced(), vec![first.clone(), second.clone(), third.clone()]).resolved();
    let counts = [first, second, third].map(|provisioner| provisioner.asked.lock().unwrap().len());
    assert_eq!(counts, [0, 1, 0]);
}

#[test]
fn what_follows_from_a_failed_resource_is_silent() {
    let failing = Arc::new(Fixed { kind: "dns", fails: true, ..Fixed::default() });
    let route = Arc::new(Fixed { kind: "route", ..Fixed::default() });
    let params = resource("route", 2).with_params(r#"{"h":"${resources.dns.host}"}"#);
    let mut sourced = workload("shop", &[("dns", resource("dns", 1)), ("route", params)]);
    let container = sourced.workload.containers.get_mut("main").unwrap();
    container.variables.insert("A".to_owned().into(), template("${resources.route.url} ${resources.dns.x}"));
    let found = Run::new(vec![sourced], vec![failing, route.clone()]).errors();
    assert_eq!(codes(&found), [Code::ProvisionerFailed]);
    assert!(route.asked.lock().unwrap().is_empty());
}

#[test]
fn the_state_goes_from_run_to_run() {
    let sourced = || vec![workload("shop", &[("db", resource("postgres", 1).with_metadata(r#"{"k":1}"#))])];
    let provisioner = Arc::new(Fixed { shared: r#"{"a":{"b":1},"gone":null}"#, ..postgres() });
    let old = ResourceUid::from_text("dns.default#old.dns");
    let state = State {
        resources: OrderedMap::from_iter([(
            old.clone(),
            ResourceState { guid: "g".to_owned(), ..Default::default() },
        )]),
        shared: json(r#"{"gone":1,"a":{"c":2}}"#).as_mapping().unwrap().clone(),
        ..State::default()
    };
    let first = Run { state, ..Run::new(sourced(), vec![provisioner.clone()]) }.resolved();
    assert_eq!(Value::Mapping(first.state.shared.clone()), json(r#"{"a":{"b":1,"c":2}}"#));
    assert_eq!(first.state.resources[&old].guid, "g");
    let uid = ResourceUid::from_text("postgres.default#shop.db");
    let kept = &first.state.resources[&uid];
    assert_eq!(kept.guid, first.resources[0].guid);
    assert_eq!(kept.provisioner, "fixed://it");
    assert_eq!(kept.source_workload, "shop");
    assert_eq!(kept.outputs["pass"], Value::from(SECRET));
    assert_eq!(Value::Mapping(kept.metadata.clone()), json(r#"{"k":1}"#));

    Run { state: first.state.clone(), ..Run::new(sourced(), vec![provisioner.clone()]) }.resolved();
    let asked = provisioner.asked.lock().unwrap().clone();
    assert_eq!([&asked[0].state, &asked[1].state], [&json("{}"), &json(r#"{"count":1}"#)]);

    let unwanted = Run { next_state: NextState::LeftOut, ..Run::new(sourced(), vec![provisioner.clone()]) };
    assert!(unwanted.resolved().state.resources.is_empty());

    let mut changed = first.state;
    changed.resources[&uid].provisioner = "other://it".to_owned();
    let run = || Run { state: changed.clone(), ..Run::new(sourced(), vec![provisioner.clone()]) };
    assert_eq!(codes(&run().errors()), [Code::ProvisionerChanged]);
    let (resolved, found) = Run { changed_provisioners: ChangedProvisioners::StartAnew, ..run() }.go();
    assert!(resolved.is_some());
    assert_eq!((codes(&found), found[0].severity), (vec![Code::ProvisionerChanged], Severity::Warning));
    assert_eq!(provisioner.asked.lock().unwrap().last().unwrap().state, json("{}"));
}

#[test]
fn debugging_never_shows_states_sections_or_outputs() {
    let hidden = || json(r#"{"password":"hunter2"}"#).as_mapping().unwrap().clone();
    let sections = || Sections::from_iter([("password".to_owned(), Arc::new("hunter2".into()))]);
    let provisioned = Provisioned {
        state: hidden(),
        shared: hidden(),
        outputs: Outputs::Values(decode_outputs(&hidden()).unwrap()),
        sections: sections(),
        notices: vec![],
    };
    let known = ResourceState { state: hidden(), outputs: hidden(), ..ResourceState::default() };
    let resources = OrderedMap::from_iter([(ResourceUid::from_text("a.b#c"), known)]);
    let state = State { resources, shared: hidden(), ..State::default() };
    let resource = ResolvedResource {
        uid: ResourceUid::from_text("a.b#c"),
        guid: String::new(),
        source_workload: String::new(),
        workloads: vec![],
        declared: Span::NONE,
        provisioner: String::new(),
        provisioner_span: Span::NONE,
        outputs: provisioned.outputs.clone(),
        sections: sections(),
        notices: vec![],
    };
    let shown = format!("{provisioned:?} {state:?} {resource:?}");
    assert!(shown.contains("password") && !shown.contains("hunter2"), "{shown}");
}

#[test]
fn declared_params_and_outputs_are_compared_with_the_real_ones() {
    let provisioner = Fixed {
        supported_params: Some(vec!["version".to_owned()]),
        expected_outputs: Some(vec!["host".to_owned(), "ports".to_owned(), "socket".to_owned()]),
        ..postgres()
    };
    let params = resource("postgres", 1).with_params(r#"{"verson":"16","version":"16","other":1}"#);
    let (resolved, found) =
        Run::new(vec![workload("shop", &[("db", params)])], vec![Arc::new(provisioner)]).go();
    assert!(resolved.is_some());
    let uid = "postgres.default#shop.db";
    let mut messages: Vec<&str> = found.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    messages.sort_unstable();
    assert_eq!(
        messages,
        [
            format!("resource `{uid}` has no output `ports`, which its provisioner promises"),
            format!("resource `{uid}` has no output `socket`, which its provisioner promises"),
            format!("the provisioner of resource `{uid}` does not read param `other`"),
            format!("the provisioner of resource `{uid}` does not read param `verson`"),
        ]
    );
    let hints: Vec<&str> = found.iter().flat_map(|it| &it.hints).map(|hint| hint.text.as_str()).collect();
    for expected in [
        "did you mean `version`?",
        "it returns `port`, which it does not promise: one of the two is misspelt",
    ] {
        assert!(hints.contains(&expected), "{hints:?}");
    }
}

#[test]
fn services_have_ports_by_name_and_number() {
    let mut sourced = workload("shop", &[]);
    let port = |port, target| ServicePort {
        port: PortNumber::new(port).unwrap().into(),
        protocol: Protocol::Tcp,
        target_port: PortNumber::new(target).unwrap().into(),
    };
    sourced.workload.ports.insert(name("web"), port(80, 8080));
    sourced.workload.ports.insert(name("81"), port(82, 82));
    sourced.workload.ports.insert(name("admin"), port(81, 81));
    let linked = LinkedWorkload {
        workload: sourced.workload,
        file: String::new(),
        resources: OrderedMap::default(),
        files: OrderedMap::default(),
    };
    let services = services::workload_services(&BTreeMap::from([("shop".to_owned(), linked)]), &DEFERRED);
    let service = &services["shop"];
    assert_eq!(service.service_name, "svc-shop");
    let found =
        |text: &str| service.port_by_name_or_number(text).map(|port| (port.name.as_str(), port.target_port));
    assert_eq!(found("web"), Some(("web", 8080)));
    assert_eq!(found("80"), Some(("web", 8080)));
    assert_eq!(found("81"), Some(("81", 82)), "a name wins over a number");
    assert_eq!(found("8080"), None);
    assert_eq!(found("x"), None);
}

#[test]
fn thousands_of_workloads_are_resolved() {
    let params = r#"{"x":"${resources.db.host}"}"#;
    let workloads = (0..5000)
        .map(|number| {
            let resources = [
                ("db", resource("postgres", 1)),
                ("cache", resource("redis", 2).with_params(params)),
                ("zone", resource("redis", 3).with_id("shared")),
            ];
            let mut sourced = workload(&format!("w{number:04}"), &resources);
            let mut container = Container::of_image("busybox");
            container
                .variables
                .insert("X".to_owned().into(), template("${resources.zone.url}${resources.db.port}"));
            sourced.workload.containers.insert(name("main"), container);
            sourced
        })
        .collect();
    let redis = Fixed { kind: "redis", outputs: r#"{"url":"r:"}"#, ..Fixed::default() };
    let resolved = Run::new(workloads, vec![Arc::new(postgres()), Arc::new(redis)]).resolved();
    assert_eq!(resolved.resources.len(), 10_001);
    assert_eq!(resolved.workloads["w4999"].containers["main"].variables["X"].as_literal(), Some("r:5432"));
}

/// Tells each resource how many before it wanted to be counted.
struct Counter {
    is_repeatable: bool,
    asked: Mutex<Vec<String>>,
}

impl Provisioner for Counter {
    fn describe(&self) -> Description<'_> {
        Description {
            uri: "counter://it",
            kind: "counter",
            class: None,
            id: None,
            description: "",
            supported_params: None,
            expected_outputs: None,
            span: Span::NONE,
        }
    }

    fn matches(&self, resource: &ResourceUid) -> bool {
        resource.kind() == "counter"
    }

    fn is_repeatable(&self) -> bool {
        self.is_repeatable
    }

    fn provision(&self, request: &Request<'_>, _: &dyn Host, _: &mut Diagnostics) -> Option<Provisioned> {
        self.asked.lock().unwrap().push(request.uid.to_string());
        let count = request.shared.get("count").and_then(Value::as_i64).unwrap_or_default();
        let before = request.params.and_then(|params| params.get("after")).cloned().unwrap_or_default();
        let seen: Mapping =
            [("count".to_owned(), count.into()), ("before".to_owned(), before)].into_iter().collect();
        let shared = match request.uid.as_str().ends_with("7.own") {
            true => [("count".to_owned(), (count + 1).into())].into_iter().collect(),
            false => Mapping::default(),
        };
        let outputs = Outputs::Values(decode_outputs(&seen).unwrap());
        let sections = [("seen".to_owned(), Arc::new(count.into()))].into_iter().collect();
        Some(Provisioned { shared, outputs, sections, ..Provisioned::default() })
    }
}

#[test]
fn the_number_of_threads_does_not_show() {
    let run = |threads: usize, is_repeatable: bool| {
        let workloads = (0..500).map(|number| {
            let own = resource("counter", 1);
            let second = resource("counter", 2).with_params(r#"{"after":"${resources.own.count}"}"#);
            workload(&format!("w{number:03}"), &[("own", own), ("second", second)])
        });
        let mut log = Diagnostics::new();
        let host = MemoryHost::default();
        let project =
            link(workloads.collect(), State::default(), &LinkOptions::default(), &host, &mut log).unwrap();
        let seed = Seed::from_text("test");
        let options = ProvisionOptions {
            threads: Threads::new(std::num::NonZeroUsize::new(threads).unwrap()),
            ..ProvisionOptions::new(&seed)
        };
        let counter = Arc::new(Counter { is_repeatable, asked: Mutex::default() });
        let provisioners: [Arc<dyn Provisioner>; 1] = [counter.clone()];
        let resolved = provision(project, &provisioners, &DEFERRED, &options, &host, &mut log).unwrap();
        let seen: Vec<_> = resolved
            .resources
            .into_iter()
            .map(|resource| (resource.uid.to_string(), resource.outputs, resource.sections))
            .collect();
        let asked = counter.asked.lock().unwrap().len();
        (seen, resolved.state, asked)
    };
    let (seen, state, asked) = run(1, true);
    assert_eq!(asked, 1000);
    assert_eq!(state.shared["count"].as_i64(), Some(50));
    let (once_seen, once_state, once_asked) = run(4, false);
    assert_eq!((once_seen == seen, once_state == state, once_asked), (true, true, 1000));
    for threads in [2, 3, 16] {
        let (also_seen, also_state, _) = run(threads, true);
        assert_eq!((also_seen == seen, also_state == state), (true, true), "{threads} threads");
    }
}
