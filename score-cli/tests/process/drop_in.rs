//! The project folders of the reference tools, over several runs and under their names.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use crate::folder::{Folder, Run, SHOP, WORKER};
use rustix::fs::FlockOperation;
use score_yaml::{Limits, Node, SourceId};

const STATE: &str = ".score-compose/state.yaml";

fn project() -> Folder {
    let folder = Folder::with(&[("score.yaml", SHOP), ("worker.yaml", WORKER)]);
    folder.done(&["compose", "init", "--no-sample"]);
    folder
}

#[test]
fn the_program_is_the_tool_it_is_called() {
    let folder = Folder::with(&[("score.yaml", SHOP)]);
    for (name, file, other) in
        [("score-compose", "compose.yaml", "k8s"), ("score-k8s", "manifests.yaml", "compose")]
    {
        let run = |arguments: &[&str]| Run::of(folder.command_called(name, arguments).output().unwrap());
        assert!(run(&["--version"]).stdout.starts_with(&format!("{name} ")));
        assert_eq!(run(&["init", "--no-sample"]).status, Some(0));
        assert_eq!(run(&["generate", "score.yaml"]).status, Some(0));
        assert!(folder.path.join(file).exists());
        assert_eq!(run(&[other, "init"]).status, Some(1));
        assert!(run(&["init", "--help"]).stdout.contains(&format!("{name} init")));
    }
}

#[test]
fn the_state_is_for_its_owner_and_keeps_what_it_does_not_know() {
    let folder = project();
    folder.done(&["compose", "generate", "score.yaml"]);
    let mode = fs::metadata(folder.path.join(STATE)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    let added = format!("{}later:\n  - {{a: 1}}\n", folder.read(STATE));
    folder.write(STATE, &added);
    fs::remove_file(folder.path.join("score.yaml")).unwrap();
    let compose = folder.read("compose.yaml");
    folder.done(&["compose", "generate", "worker.yaml", "--image", "acme/worker:1"]);
    assert!(folder.read(STATE).ends_with("later:\n  - a: 1\n"));
    let both = folder.read("compose.yaml");
    assert!(compose.lines().all(|line| both.contains(line)), "{both}");
}

/// A score file with every key there is.
const EVERYTHING: &str = "\
apiVersion: score.dev/v1b1
metadata: {name: everything, annotations: {example.com/team: red}, free: {1: [x]}}
service: {ports: {web: {port: 80, targetPort: 8080, protocol: TCP}}}
containers:
  web:
    image: .
    command: [run]
    args: [\"$A\"]
    variables: {HOST: \"${resources.db.host}\"}
    files:
      /etc/a: {content: x, mode: '0644', noExpand: true}
      /etc/b: {binaryContent: eA==}
      /etc/c: {source: patch.tpl, noExpand: true}
    volumes: {/data: {source: \"${resources.data}\", path: sub, readOnly: true}}
    resources: {limits: {cpu: '1', memory: 1Gi}, requests: {cpu: '1', memory: 1Gi}}
    livenessProbe: {httpGet: {path: /, port: 80, host: a, scheme: HTTP, httpHeaders: [{name: A, value: b}]}}
    readinessProbe: {exec: {command: [ready]}}
  setup: {image: a, before: {web: {ready: complete}}}
resources:
  db: {type: postgres, class: default, id: shared, metadata: {annotations: {team: red}}, params: {version: '17'}}
  data: {type: volume}
";

/// The keys that the reference tools take in a state; any other one ends their run. `*` is every key there is. What is
/// below metadata, params, variables, states and outputs is free.
const KNOWN: &[(&str, &str)] = &[
    ("", "workloads resources shared_state patching_templates"),
    ("resources/*", "guid type class id metadata params source_workload provisioner state outputs"),
    ("workloads/*", "spec file"),
    ("workloads/*/spec", "apiVersion metadata containers service resources"),
    ("workloads/*/spec/service", "ports"),
    ("workloads/*/spec/service/ports/*", "port targetPort protocol"),
    ("workloads/*/spec/resources/*", "type class id metadata params"),
    (
        "workloads/*/spec/containers/*",
        "image command args variables files volumes resources livenessProbe readinessProbe before",
    ),
    ("workloads/*/spec/containers/*/files/*", "mode content binaryContent source noExpand"),
    ("workloads/*/spec/containers/*/volumes/*", "source path readOnly"),
    ("workloads/*/spec/containers/*/resources", "limits requests"),
    ("workloads/*/spec/containers/*/resources/*", "cpu memory"),
    ("workloads/*/spec/containers/*/livenessProbe", "httpGet exec"),
    ("workloads/*/spec/containers/*/livenessProbe/httpGet", "path port host scheme httpHeaders"),
    ("workloads/*/spec/containers/*/readinessProbe/exec", "command"),
    ("workloads/*/spec/containers/*/before/*", "ready"),
];

#[test]
fn a_state_has_no_key_that_the_reference_tools_do_not_know() {
    let folder = Folder::with(&[("score.yaml", EVERYTHING), ("patch.tpl", "{{ if false }}{{ end }}")]);
    let of_compose: &[(&str, &str)] = &[
        ("", "compose_project mounts_directory"),
        ("workloads/*", "build_configs"),
        ("workloads/*/build_configs/*", "context args"),
    ];
    for (tool, build, own) in [
        ("compose", &["--build", "web={context: ., args: {A: b}}"][..], of_compose),
        ("k8s", &["--image", "acme/web:1"], &[("workloads/*", "instance_suffix")]),
    ] {
        folder.done(&[tool, "init", "--no-sample", "--patch-templates", "patch.tpl"]);
        folder.done(&[&[tool, "generate", "score.yaml"], build].concat());
        // A second run writes what it read.
        folder.done(&[tool, "generate"]);
        let text = folder.read(&format!(".score-{tool}/state.yaml"));
        let state = score_yaml::read(SourceId::NONE, &text, &Limits::default()).unwrap();
        let every = || KNOWN.iter().chain(own);
        for (path, _) in every() {
            let of_path = every().filter(|(other, _)| other == path);
            let known: Vec<&str> = of_path.flat_map(|(_, keys)| keys.split(' ')).collect();
            let found = keys(&state[0], path);
            assert!(!found.is_empty(), "{tool}: nothing at {path}: {text}");
            for key in found {
                assert!(known.contains(&key), "{tool}: {key} at {path}");
            }
        }
    }
}

/// The keys of every mapping at a path.
fn keys<'n>(root: &'n Node, path: &str) -> Vec<&'n str> {
    let parts = path.split('/').filter(|part| !part.is_empty());
    let nodes = parts.fold(vec![root], |nodes, part| {
        let entries = nodes.iter().flat_map(|node| node.as_mapping().unwrap_or_default());
        entries
            .filter(|entry| part == "*" || entry.key.text() == Some(part))
            .map(|entry| &entry.value)
            .collect()
    });
    let entries = nodes.iter().flat_map(|node| node.as_mapping().unwrap_or_default());
    entries.filter_map(|entry| entry.key.text()).collect()
}

#[test]
fn a_damaged_state_is_left_as_it_is() {
    let folder = project();
    folder.done(&["compose", "generate", "score.yaml"]);
    let whole = folder.read(STATE);
    let half = &whole[..whole.len() / 2];
    for text in ["", "\0", "{", half, "workloads: [a]\n", "workloads: {}\ninstance_suffix: x: y\n", "a: b\n"]
    {
        folder.write(STATE, text);
        let before = folder.files();
        for command in
            ["generate worker.yaml", "init --project other", "resources list", "patch-templates clear"]
        {
            let line: Vec<&str> = std::iter::once("compose").chain(command.split(' ')).collect();
            let run = folder.run(&line);
            assert_eq!(run.status, Some(1), "{command} on {text:?}: {}", run.stderr);
            assert!(run.stderr.contains("restore it from a copy"), "{command} on {text:?}: {}", run.stderr);
        }
        assert!(folder.files() == before, "{text:?}");
    }
}

#[test]
fn a_run_that_fails_writes_nothing() {
    let folder = project();
    folder.done(&["compose", "generate", "score.yaml"]);
    folder.write("bad.provisioners.yaml", "- {uri: \"template://x\", type: x, servces: \"\"}\n");
    folder.write("patch.tpl", "- op: delete\n  path: services.nowhere.image\n");
    let before = folder.files();
    for line in [
        "generate worker.yaml",
        "generate worker.yaml --image a --publish 80:nobody:80",
        "generate worker.yaml --image a -o no/such/folder.yaml",
        "generate worker.yaml --image a -o",
        "generate worker.yaml score.yaml --image a",
        "generate worker.yaml --override-property containers.main.image.x=1 --image a",
        "init --project Shop",
        "init --provisioners bad.provisioners.yaml --project other",
        "init --provisioners missing.yaml --project other",
        "init --patch-templates missing.tpl --project other",
    ] {
        let run = folder.run(&[&["compose"], &line.split(' ').collect::<Vec<_>>()[..]].concat());
        assert_eq!(run.status, Some(1), "{line}: {}", run.stderr);
        assert!(folder.files() == before, "{line}");
    }
}

#[test]
fn a_second_run_waits_for_the_first_or_says_why_it_does_not() {
    let folder = project();
    let held = fs::File::open(&folder.path).unwrap();
    rustix::fs::flock(&held, FlockOperation::LockExclusive).unwrap();
    let start = Instant::now();
    let run = folder.run(&["compose", "generate", "score.yaml"]);
    assert_eq!(run.status, Some(1));
    assert!(run.stderr.contains("another run has been writing"), "{}", run.stderr);
    assert!((9..20).contains(&start.elapsed().as_secs()), "{:?}", start.elapsed());

    let mut waiting = folder.command(&["compose", "generate", "--quiet", "score.yaml"]).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(300));
    assert!(!folder.path.join("compose.yaml").exists());
    drop(held);
    assert!(waiting.wait().unwrap().success());
    assert!(folder.path.join("compose.yaml").exists());
}

#[test]
fn flags_may_name_the_workload_they_are_for() {
    let folder = project();
    folder.write("more.yaml", "containers: {main: {args: [--more]}}\n");
    fn with<'a>(flags: &[&'a str]) -> Vec<&'a str> {
        [&["compose", "generate", "score.yaml", "worker.yaml"], flags].concat()
    }
    folder.done(&with(&[
        "--image",
        "worker/main=acme/worker:1",
        "--override-property",
        "shop:containers.web.image=acme/shop:2",
        "--overrides-file",
        "worker:more.yaml",
    ]));
    let compose = folder.read("compose.yaml");
    for text in ["image: acme/worker:1", "image: acme/shop:2", "- --more"] {
        assert_eq!(compose.matches(text).count(), 1, "{text}: {compose}");
    }
    folder.done(&with(&["--build", "worker/main=./src"]));
    assert!(folder.read("compose.yaml").contains("build:\n      context: ./src\n"));
    // Images are for the name that the overrides give.
    let renamed = ["--override-property", "worker:metadata.name=clerk", "--image", "clerk/main=acme/clerk:1"];
    folder.done(&with(&renamed));
    assert!(folder.read("compose.yaml").contains("image: acme/clerk:1"));

    for (flag, value, said) in [
        ("--image", "acme/worker:1", "does not say which of 2 score files"),
        ("--image", "main=acme/worker:1", "name the workload: `--image WORKLOAD/CONTAINER=IMAGE`"),
        ("--image", "wroker/main=a", "did you mean `worker`?"),
        ("--image", "worker/mian=a", "did you mean `main`?"),
        ("--override-property", "containers.main.image=a", "`--override-property WORKLOAD:PATH=VALUE`"),
        ("--overrides-file", "more.yaml", "`--overrides-file WORKLOAD:FILE`"),
        ("--build", "main=.", "`--build WORKLOAD/CONTAINER=CONTEXT`"),
        ("--build", "wroker/main=.", "did you mean `worker`?"),
    ] {
        let run = folder.run(&with(&["--override-property", "worker:containers.main.image=b", flag, value]));
        assert_eq!(run.status, Some(1), "{flag} {value}");
        assert!(run.stderr.contains(said), "{flag} {value}: {}", run.stderr);
    }
}
