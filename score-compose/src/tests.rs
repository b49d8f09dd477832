//! From score files and fixed provisioners to the Compose file.

use std::sync::Arc;

use score_core::diagnostic::short;
use score_core::document::parse;
use score_core::host::MemoryHost;
use score_core::link::{SourcedWorkload, State};
use score_core::model::ResourceUid;
use score_core::provision::{Description, Outputs, Provisioned, Provisioner, Request};
use score_core::seed::Seed;
use score_core::text::decode_outputs;
use score_core::{Sources, Span};
use score_provisioners::LoadOptions;
use score_provisioners::patch::PatchTemplate;
use score_yaml::{Limits, Mapping, SourceId, read};

use super::*;

/// Serves a type: YAML with `outputs` and sections, `ID` standing for the id of the resource.
struct Fixed {
    uri: String,
    kind: &'static str,
    text: &'static str,
}

impl Provisioner for Fixed {
    fn describe(&self) -> Description<'_> {
        Description {
            uri: &self.uri,
            kind: self.kind,
            class: None,
            id: None,
            description: "",
            supported_params: None,
            expected_outputs: None,
            span: Span::NONE,
        }
    }

    fn matches(&self, resource: &ResourceUid) -> bool {
        resource.kind() == self.kind
    }

    fn provision(&self, request: &Request<'_>, _: &dyn Host, _: &mut Diagnostics) -> Option<Provisioned> {
        if self.kind == "environment" {
            return Some(Provisioned { outputs: Outputs::Environment, ..Provisioned::default() });
        }
        let text = self.text.replace("ID", request.uid.id());
        let Value::Mapping(mut sections) = yaml(&text) else { panic!("a mapping") };
        let outputs = sections.shift_remove("outputs").unwrap_or(Value::Mapping(Mapping::default()));
        let outputs = Outputs::Values(decode_outputs(outputs.as_mapping().unwrap()).unwrap());
        let sections = sections.into_iter().map(|(name, value)| (name, Arc::new(value))).collect();
        Some(Provisioned { outputs, sections, notices: vec!["it is there".into()], ..Provisioned::default() })
    }
}

fn yaml(text: &str) -> Value {
    read(SourceId(0), text, &Limits::default()).unwrap()[0].to_value()
}

/// Types and what serves them.
type Served = [(&'static str, &'static str)];

fn run(options: &Options, files: &[&str], served: &Served) -> (Option<Generated>, String) {
    let (mut sources, mut log) = (Sources::new(), Diagnostics::new());
    let mut workloads = Vec::new();
    for (number, text) in files.iter().enumerate() {
        let name = format!("{number}.yaml");
        let id = sources.add(name.as_str(), format!("apiVersion: score.dev/v1b1\n{text}"));
        let document = parse(&sources, id, &mut log).unwrap();
        let workload = score_core::check::check(&document, &sources, &mut log).expect("valid");
        workloads.push(SourcedWorkload { workload, file: name });
    }
    let fixed = |(kind, text): &(&'static str, &'static str)| {
        Arc::new(Fixed { uri: format!("fixed://{kind}"), kind, text }) as Arc<dyn Provisioner>
    };
    let provisioners: Vec<_> = served.iter().map(fixed).collect();
    let input = Input {
        sources: &sources,
        workloads,
        provisioners: &provisioners,
        state: State::default(),
        seed: &Seed::from_text("test"),
        variables: [("TAG".to_owned(), "1.4".to_owned())].into(),
    };
    let reported = generate(input, options, &MemoryHost::default());
    (reported.output, short::render(&reported.diagnostics, &sources))
}

fn file(options: &Options, files: &[&str], served: &Served) -> String {
    let (generated, found) = run(options, files, served);
    let generated = generated.unwrap_or_else(|| panic!("{found}"));
    String::from_utf8(generated.artifacts.get(FILE_NAME).unwrap().content.to_vec()).unwrap()
}

/// The file as a value, for tests that look at a part of it.
fn value(options: &Options, files: &[&str], served: &Served) -> Value {
    yaml(&file(options, files, served))
}

fn at<'a>(value: &'a Value, path: &[&str]) -> &'a Value {
    path.iter().fold(value, |value, key| value.get(key).unwrap_or(&Value::Null))
}

fn found(options: &Options, files: &[&str], served: &Served) -> String {
    run(options, files, served).1
}

fn reference() -> Options {
    let mut options = Options::reference();
    options.project_name = Some("demo".into());
    options
}

const SHOP: &str = "
metadata: {name: shop}
containers:
  init: {image: 'tool:1', before: {web: {ready: complete}}}
  log: {image: 'log:1'}
  web:
    image: web:${TAG}
    command: [run]
    variables: {KV: '${resources.kv.host}', REGION: '${resources.env.REGION}'}
    readinessProbe: {exec: {command: [check, $A]}}
    files: {/etc/app.conf: {content: 'for ${metadata.name}', mode: '0444'}}
resources: {kv: {type: kv}, env: {type: environment}}
service: {ports: {www: {port: 8080}}}
";

const KV: &Served = &[
    (
        "kv",
        "outputs: {host: kv-1}
services: {kv-1: {image: 'kv:1', healthcheck: {test: ping}, volumes: [{type: volume, source: kv-data, target: /d}]}}
volumes: {kv-data: {driver: local}}
files: {kv-1/kv.conf: size 2}
directories: {kv-1/scripts: true}",
    ),
    ("environment", ""),
];

#[test]
fn a_project_as_the_reference_tool_prints_it() {
    assert_eq!(
        file(&reference(), &[SHOP], KV),
        "name: demo
services:
  kv-1:
    healthcheck:
      test:
        - CMD-SHELL
        - ping
    image: kv:1
    volumes:
      - type: volume
        source: kv-data
        target: /d
  shop-init:
    annotations:
      compose.score.dev/workload-name: shop
    depends_on:
      wait-for-resources:
        condition: service_completed_successfully
        required: true
    image: tool:1
  shop-log:
    annotations:
      compose.score.dev/workload-name: shop
    depends_on:
      wait-for-resources:
        condition: service_completed_successfully
        required: true
    hostname: shop
    image: log:1
  shop-web:
    annotations:
      compose.score.dev/workload-name: shop
    depends_on:
      shop-init:
        condition: service_completed_successfully
        required: true
      wait-for-resources:
        condition: service_completed_successfully
        required: true
    entrypoint:
      - run
    environment:
      KV: kv-1
      REGION: ${REGION}
    healthcheck:
      test:
        - CMD
        - check
        - $$A
      timeout: 5s
      interval: 5s
    image: web:${TAG}
    network_mode: service:shop-log
    volumes:
      - type: bind
        source: .score-compose/mounts/files/shop-files-app.conf
        target: /etc/app.conf
        read_only: true
  wait-for-resources:
    command:
      - echo
    depends_on:
      kv-1:
        condition: service_healthy
        required: true
    image: alpine
volumes:
  kv-data:
    driver: local
"
    );
}

#[test]
fn what_lies_beside_the_file() {
    let (generated, _) = run(&reference(), &[SHOP], KV);
    let generated = generated.unwrap();
    let files: Vec<(&str, Vec<u8>, u32)> = generated
        .artifacts
        .iter()
        .filter(|(path, _)| *path != FILE_NAME)
        .map(|(path, artifact)| (path, artifact.content.to_vec(), artifact.mode))
        .collect();
    assert_eq!(
        files,
        [
            (".score-compose/mounts/files/shop-files-app.conf", b"for shop".to_vec(), 0o644),
            (".score-compose/mounts/kv-1/kv.conf", b"size 2".to_vec(), 0o644),
        ]
    );
    assert_eq!(generated.artifacts.directories().collect::<Vec<_>>(), [".score-compose/mounts/kv-1/scripts"]);
    assert_eq!(generated.summary, "5 services from 1 workload");
    assert_eq!(generated.notices, ["kv.default#shop.kv: it is there"]);
    assert_eq!(generated.environment_variables.iter().collect::<Vec<_>>(), ["REGION"]);
}

#[test]
fn workloads_wait_for_their_own_resources_without_a_service_in_between() {
    let other = "
metadata: {name: other}
containers: {web: {image: a}}
";
    let value = value(&Options::native(), &[SHOP, other], KV);
    let services = |path: &[&str]| at(at(&value, &["services"]), path).clone();
    assert_eq!(services(&["shop-log", "depends_on", "kv-1", "condition"]), "service_healthy".into());
    assert_eq!(services(&["other-web", "depends_on"]), Value::Null);
    assert_eq!(services(&["wait-for-resources"]), Value::Null);
    assert_eq!(services(&["shop-web", "image"]), "web:1.4".into());
    assert_eq!(services(&["shop-log", "expose"]), Value::Sequence(vec!["8080".into()]));
}

#[test]
fn names_are_given_out_once() {
    let web = |resources: &str| {
        format!("\nmetadata: {{name: shop}}\ncontainers: {{web: {{image: a}}}}\nresources: {resources}\n")
    };
    let clash = |served: &Served, resources: &str| found(&reference(), &[&web(resources)], served);
    let one = "{one: {type: one}}";
    let both = "{one: {type: one}, two: {type: two}}";
    assert!(
        clash(&[("one", "services: {shop-web: {image: b}}")], one)
            .contains("0.yaml:4:14: error[name-collision]: two things become the service `shop-web`"),
    );
    assert!(
        clash(&[("one", "services: {wait-for-resources: {image: b}}")], one)
            .contains("error[name-collision]: two things become the service `wait-for-resources`"),
    );
    let networks: &Served = &[("one", "networks: {n: {}}"), ("two", "networks: {n: {}}")];
    assert!(clash(networks, both).contains("two things become the network `n`"));
    let files: &Served = &[("one", "files: {a/b: x}"), ("two", "files: {a/b: y}")];
    assert!(clash(files, both).contains("two things become the file `.score-compose/mounts/a/b`"));
    let workloads = [
        "\nmetadata: {name: aa-bb}\ncontainers: {cc: {image: a}}\n",
        "\nmetadata: {name: aa}\ncontainers: {bb-cc: {image: a}}\n",
    ];
    assert!(found(&reference(), &workloads, &[]).contains("two things become the service `aa-bb-cc`"));
}

#[test]
fn resources_of_one_provisioner_share_what_they_name_alike() {
    let shop = "
metadata: {name: shop}
containers: {web: {image: a}}
resources: {one: {type: one}, two: {type: one}}
";
    let same: &Served = &[("one", "services: {db: {image: b}}\nfiles: {db.conf: ID}")];
    assert_eq!(found(&reference(), &[shop], same), "");
    let lossy: &Served = &[("one", "services: {db: {image: b, labels: {of: ID}}}")];
    assert!(
        found(&reference(), &[shop], lossy)
            .contains("warning[name-collision]: resource `one.default#shop.two` replaces the service `db`")
    );
    let value = value(&reference(), &[shop], lossy);
    assert_eq!(at(&value, &["services", "db", "labels", "of"]), &"shop.two".into());
}

#[test]
fn what_compose_does_not_know_is_refused_or_left_out_but_never_in_silence() {
    let shop = "
metadata: {name: shop}
containers: {web: {image: a}}
resources: {one: {type: one}}
";
    let served: &Served =
        &[("one", "services: {db: {image: b, nonsense: 1, x-own: {a: 1}, volumes: [{readOnly: true}]}}")];
    let unknown = "resource `one.default#shop.one` adds `services.db.nonsense`: Compose does not know the key `nonsense`";
    assert!(
        found(&Options::native(), &[shop], served).contains(&format!("error[invalid-section]: {unknown}"))
    );
    assert!(found(&reference(), &[shop], served).contains(&format!("warning[invalid-section]: {unknown}")));
    let value = value(&reference(), &[shop], served);
    assert_eq!(at(&value, &["services", "db", "x-own", "a"]), &1.into());
    let short: &Served = &[("one", "services: {db: {image: b, ports: ['80:80']}}")];
    assert!(
        found(&reference(), &[shop], short)
            .contains("adds `services.db.ports[0]`: expected a port, a mapping, found text")
    );
    assert_eq!(found(&Options::native(), &[shop], short), "");
}

#[test]
fn provisioners_stay_inside_the_folder_of_mounted_files() {
    let shop = "
metadata: {name: shop}
containers: {web: {image: a}}
resources: {one: {type: one}}
";
    for text in [
        "files: {../a: x}",
        "files: {/a: x}",
        "directories: {.: false}",
        "files: {a/../..: null}",
        "directories: {a: 5}",
    ] {
        let served: &'static Served = Box::leak(Box::new([("one", text)]));
        assert!(found(&reference(), &[shop], served).contains("error[invalid-section]"), "{text}");
    }
}

#[test]
fn volumes_are_mounted_as_outputs_say() {
    let shop = "
metadata: {name: shop}
containers:
  web:
    image: a
    volumes:
      /v: {source: '${resources.vol}', path: a/b, readOnly: true}
      /b: {source: '${resources.bnd}', path: c}
      /t: {source: '${resources.tmp}'}
      /n: {source: named}
      /h: {source: ./host}
resources: {vol: {type: vol}, bnd: {type: bnd}, tmp: {type: tmp}}
";
    let served: &Served = &[
        (
            "vol",
            "outputs: {type: volume, source: data, volume: {nocopy: true, subpath: base}}\nvolumes: {data: {driver: local}}",
        ),
        ("bnd", "outputs: {type: bind, source: ./host, bind: {selinux: z}}"),
        ("tmp", "outputs: {type: tmpfs, tmpfs: {size: 65536, mode: 1023}}"),
    ];
    let value = value(&reference(), &[shop], served);
    let printed =
        score_yaml::write(at(&value, &["services", "shop-web", "volumes"]), &score_yaml::Style::AS_GIVEN);
    assert_eq!(
        printed,
        "- type: bind
  source: ./host
  target: /h
- type: volume
  source: data
  target: /v
  read_only: true
  volume:
    nocopy: true
    subpath: base/a/b
- type: bind
  source: host/c
  target: /b
  bind:
    selinux: z
    create_host_path: false
- type: volume
  source: named
  target: /n
- type: tmpfs
  source: tmp.default#shop.tmp
  target: /t
  tmpfs:
    size: \"65536\"
    mode: 1023
"
    );
    assert_eq!(at(&value, &["volumes", "named"]), &Value::Mapping(Mapping::default()));
    assert_eq!(at(&value, &["volumes", "data", "driver"]), &"local".into());
}

#[test]
fn volumes_that_cannot_be_mounted() {
    let shop = "
metadata: {name: shop}
containers: {web: {image: a, volumes: {/v: {source: '${resources.vol}', path: sub}}}}
resources: {vol: {type: vol}}
";
    for (outputs, problem) in [
        ("outputs: {source: a}", "has no text output `type`"),
        ("outputs: {type: nfs}", "has the unknown volume type `nfs`"),
        ("outputs: {type: tmpfs}", "leads into a tmpfs"),
        ("outputs: {type: volume, source: a, size: 5}", "has no output `size`"),
        ("outputs: {type: volume, source: a, volume: {no_copy: true}}", "does not know the key `no_copy`"),
    ] {
        let served: &'static Served = Box::leak(Box::new([("vol", outputs)]));
        let found = found(&reference(), &[shop], served);
        assert!(found.contains("error[invalid-volume]") && found.contains(problem), "{found}");
    }
}

#[test]
fn a_shared_model_reaches_every_workload_that_declares_it() {
    let workload = |name: &str| {
        format!(
            "\nmetadata: {{name: {name}}}\ncontainers: {{web: {{image: a}}}}\nresources: {{llm: {{type: model, id: common}}}}\n"
        )
    };
    let value =
        value(&reference(), &[&workload("aa"), &workload("bb")], &[("model", "models: {m1: {model: ai/x}}")]);
    for service in ["aa-web", "bb-web"] {
        assert_eq!(at(&value, &["services", service, "models", "m1"]), &Value::Mapping(Mapping::default()));
    }
    assert_eq!(at(&value, &["models", "m1", "model"]), &"ai/x".into());
}

#[test]
fn ports_are_published_on_demand() {
    let mut options = reference();
    let publish = |text: &str| Publish::parse(&text.to_owned().into()).unwrap();
    options.publish = vec![publish("8080:shop:80"), publish("9000:kv#shop.kv.host:6379")];
    let value = value(&options, &[SHOP], KV);
    let port = |service: &str, key: &str| {
        let ports = at(&value, &["services", service, "ports"]).as_sequence().unwrap();
        ports[0].get(key).unwrap().clone()
    };
    assert_eq!((port("shop-log", "target"), port("shop-log", "published")), (80.into(), "8080".into()));
    assert_eq!((port("kv-1", "target"), port("kv-1", "published")), (6379.into(), "9000".into()));
    for (text, problem) in [
        ("80:shp:80", "there is no workload `shp`"),
        ("80:kv#shop.kv.port:80", "resource `kv.default#shop.kv` has no output `port`"),
        ("80:kv#x.host:80", "there is no resource `kv.default#x`"),
    ] {
        options.publish = vec![publish(text)];
        assert!(found(&options, &[SHOP], KV).contains(problem), "{text}");
    }
}

#[test]
fn secrets_have_no_place_in_a_compose_file() {
    let served: &Served =
        &[("kv", "outputs: {host: \u{1F510}\u{1F4AC}pg_password\u{1F4AC}\u{1F510}}"), ("environment", "")];
    let found = found(&reference(), &[SHOP], served);
    assert!(
        found.contains(
            "error[unresolved-secret]: `containers.web.variables.KV` refers to key `password` of secret `pg`"
        ),
        "{found}"
    );
}

#[test]
fn images_are_given_or_built() {
    let shop = "\nmetadata: {name: shop}\ncontainers: {web: {image: .}}\n";
    assert!(
        found(&reference(), &[shop], &[])
            .contains("0.yaml:4:27: error[image-not-given]: container `web` has no image")
    );
    let mut options = reference();
    options.builds.insert(("shop".into(), "web".into()), yaml("{context: ./src}"));
    let value = value(&options, &[shop], &[]);
    assert_eq!(at(&value, &["services", "shop-web", "build", "context"]), &"./src".into());
    assert_eq!(at(&value, &["services", "shop-web", "image"]), &Value::Null);
}

#[test]
fn health_that_is_waited_for_is_checked_even_where_http_probes_are_left_out() {
    let shop = "
metadata: {name: shop}
containers:
  api: {image: a, before: {web: {ready: healthy}}, readinessProbe: {httpGet: {path: /, port: 80}}}
  other: {image: a, livenessProbe: {httpGet: {path: /, port: 80}}}
  web: {image: a}
";
    let value = value(&reference(), &[shop], &[]);
    assert_eq!(at(&value, &["services", "shop-api", "healthcheck", "timeout"]), &"5s".into());
    assert_eq!(at(&value, &["services", "shop-other", "healthcheck"]), &Value::Null);
    let left_out = "warning[approximated-field]: field `containers.other.livenessProbe.httpGet.path`";
    assert!(found(&reference(), &[shop], &[]).contains(left_out));
    let mut strict = reference();
    strict.strict = true;
    let (generated, found) = run(&strict, &[shop], &[]);
    assert!(generated.is_none() && found.contains("error[approximated-field]"));
}

#[test]
fn files_of_one_base_name_stay_apart_unless_they_are_the_same() {
    let shop = "
metadata: {name: shop}
containers:
  one: {image: a, files: {/x/app.conf: {content: same}, /y/log.conf: {content: one}}}
  two: {image: a, files: {/x/app.conf: {content: same}, /z/log.conf: {content: two}}}
";
    let (generated, found) = run(&reference(), &[shop], &[]);
    let generated = generated.unwrap_or_else(|| panic!("{found}"));
    let names: Vec<&str> =
        generated.artifacts.iter().map(|(path, _)| path.rsplit('/').next().unwrap()).collect();
    assert_eq!(
        names,
        [
            "shop-files-a0752174-log.conf",
            "shop-files-app.conf",
            "shop-files-f81097a1-log.conf",
            "compose.yaml"
        ]
    );
    let unreadable =
        "\nmetadata: {name: shop}\ncontainers: {web: {image: a, files: {/a: {content: x, mode: '0044'}}}}\n";
    let (_, found) = run(&reference(), &[unreadable], &[]);
    assert!(found.contains("error[invalid-file-mode]: mode `0044` of `containers.web.files./a`"), "{found}");
}

/// A template that renders `operations`.
fn patched(operations: &str) -> Options {
    let mut sources = Sources::new();
    let id = sources.add("patch.tpl", operations);
    let mut log = Diagnostics::new();
    let patch = PatchTemplate::parse(&sources, id, &LoadOptions::default(), &mut log).unwrap();
    let mut options = reference();
    options.patches = vec![Arc::new(patch)];
    options
}

#[test]
fn a_patched_file_is_a_compose_file_still() {
    let options = patched(
        r#"
- {op: set, path: services.kv-1.mem_limit, value: 1g}
- {op: set, path: services.kv-1.x-own, value: [1]}
- {op: set, path: services.kv-1.command, value: {{ .Workloads.shop.containers.web.command | toJson }} }
- {op: delete, path: services.shop-log.annotations}
- {op: set, path: volumes.more, value: {labels: [a=b]}, description: for {{ .Compose.name }}}
"#,
    );
    let (generated, found) = run(&options, &[SHOP], KV);
    let generated = generated.unwrap_or_else(|| panic!("{found}"));
    assert_eq!(generated.notices.last().unwrap(), "Applying patch to volumes.more (for demo)");
    let value = value(&options, &[SHOP], KV);
    let service = at(&value, &["services", "kv-1"]);
    assert_eq!(
        service.as_mapping().unwrap().keys().collect::<Vec<_>>(),
        ["command", "healthcheck", "image", "mem_limit", "volumes", "x-own"]
    );
    assert_eq!(at(service, &["mem_limit"]), &(1_u32 << 30).to_string().into());
    assert_eq!(at(service, &["command"]), &Value::Sequence(vec!["run".into()]));
    assert_eq!(at(&value, &["services", "shop-log", "annotations"]), &Value::Null);
    assert_eq!(at(&value, &["volumes", "more", "labels", "a"]), &"b".into());

    let broken = patched("- {op: set, path: services.kv-1.nonsense, value: 1}");
    let message = "error[invalid-patch]: patch template `patch.tpl` makes a file that Compose refuses, at \
                   `services.kv-1.nonsense`: Compose does not know the key `nonsense`";
    assert_eq!(self::found(&broken, &[SHOP], KV).trim(), message);
}
