//! The project folders of the reference tools, over several runs and under their names.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use crate::folder::{Folder, Run, SHOP, WORKER};
use rustix::fs::FlockOperation;

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

#[test]
fn a_damaged_state_is_left_as_it_is() {
    let folder = project();
    folder.done(&["compose", "generate", "score.yaml"]);
    let whole = folder.read(STATE);
    let half = &whole[..whole.len() / 2];
    for text in ["", "\0", "{", half, "workloads: [a]\n", "workloads: {}\ninstance_suffix: x: y\n"] {
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
