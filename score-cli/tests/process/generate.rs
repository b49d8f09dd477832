//! `score generate` and its companions as processes.

use crate::folder::{Folder, Run, SHOP, WORKER};

const MISTAKEN: &str = "apiVersion: score.dev/v1b1\nmetadata: {name: bad}\ncontainers: {web: {imagge: a}}\n";

#[test]
fn exit_statuses_tell_mistakes_in_files_from_what_could_not_be_tried() {
    let folder = Folder::with(&[("score.yaml", SHOP), ("bad.yaml", MISTAKEN), ("empty/x", "")]);
    for (line, status, said) in [
        ("check score.yaml", 0, ""),
        ("check bad.yaml", 1, "error[unknown-field]"),
        ("generate -t k8s bad.yaml", 1, "error[unknown-field]"),
        ("generate -t compose score.yaml -o out", 0, "out/compose.yaml: "),
        ("check missing.yaml", 2, "cannot read `missing.yaml`"),
        ("check empty", 2, "no score file in `empty`"),
        ("generate score.yaml", 2, "--target"),
        ("generate -t compose -t k8s -o - score.yaml", 2, "only one target"),
        ("check --image other/web=a score.yaml", 2, "names the workload `other`"),
        ("check --image other/web=a bad.yaml", 1, "error[unknown-field]"),
        ("generate -t compose --build web=. -o built score.yaml", 0, "built/compose.yaml: "),
        ("generate -t k8s --build web=. score.yaml", 2, "Kubernetes builds nothing"),
        ("explain unknown-feild", 2, "did you mean `unknown-field`?"),
        ("nonsense", 2, "nonsense"),
        ("compose generate score.yaml", 1, "run `score-compose init` first"),
        ("compose generate --nonsense", 1, "--nonsense"),
        ("k8s init --no-sample", 0, ""),
        ("k8s generate bad.yaml", 1, "error[unknown-field]"),
        ("--help", 0, ""),
        ("k8s --help", 0, ""),
    ] {
        let run = folder.run(&line.split(' ').collect::<Vec<_>>());
        assert_eq!(run.status, Some(status), "{line}: {}", run.stderr);
        assert!(run.stderr.contains(said), "{line}: {}", run.stderr);
    }
}

#[test]
fn one_mistake_anywhere_and_nothing_is_written() {
    let folder =
        Folder::with(&[("a.score.yaml", SHOP), ("b.score.yaml", MISTAKEN), ("compose.yaml", "old\n")]);
    let before = folder.files();
    assert_eq!(folder.run(&["generate", "-t", "compose", "-t", "k8s", "-o", "."]).status, Some(1));
    assert!(folder.files() == before);
}

#[test]
fn a_folder_that_cannot_be_made_is_named_by_its_place() {
    let name = "a".repeat(300);
    let provisioner = format!(
        "- uri: template://long\n  type: long\n  files: |\n    {name}/x.conf: text\n    fine/x.conf: text\n"
    );
    let shop = SHOP.replace("resources:\n", "resources:\n  long: {type: long}\n");
    let folder = Folder::with(&[("score.yaml", &shop), ("long.provisioners.yaml", &provisioner)]);
    let before = folder.files();
    let run = folder.run(&["generate", "-t", "compose", "--provisioners", "long.provisioners.yaml"]);
    assert_eq!(run.status, Some(2), "{}", run.stderr);
    assert!(run.stderr.contains(&format!("cannot write `./compose-files/{name}`")), "{}", run.stderr);
    assert!(folder.files() == before);
}

#[test]
fn the_bytes_depend_on_no_folder_and_no_order() {
    let files = [("shop/score.yaml", SHOP), ("worker/score.yaml", WORKER)];
    let (one, other) = (Folder::with(&files), Folder::with(&files));
    let targets = ["-t", "compose", "-t", "k8s", "--image", "worker/main=acme/worker:1"];
    let run = |folder: &Folder, paths: &[&str]| {
        folder.done(&[&["generate"], &targets[..], paths].concat());
        folder.files()
    };
    let first = run(&one, &["shop/score.yaml", "worker/score.yaml"]);
    let names: Vec<&str> = first.iter().map(|(name, _)| name.as_str()).collect();
    assert!(names.contains(&"compose.yaml") && names.contains(&"manifests.yaml"), "{names:?}");
    assert!(run(&one, &["worker/score.yaml", "shop/score.yaml"]) == first);
    assert!(run(&other, &[]) == first);
}

#[test]
fn standard_output_carries_the_file_alone_and_may_be_closed() {
    let folder = Folder::with(&[("score.yaml", SHOP)]);
    let arguments = ["generate", "-t", "k8s", "-o", "-", "score.yaml"];
    let run = folder.done(&arguments);
    folder.done(&["generate", "-t", "k8s", "-o", "here.yaml", "score.yaml"]);
    assert_eq!(run.stdout, folder.read("here.yaml"));

    for arguments in [&arguments[..], &["schema"], &["explain"], &["check", "--format", "json", "score.yaml"]]
    {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = folder.command(arguments);
        command.stdout(writer).stderr(std::process::Stdio::piped());
        let run = Run::of(command.spawn().unwrap().wait_with_output().unwrap());
        assert_eq!((run.status, run.stderr.contains("panicked")), (Some(0), false), "{}", run.stderr);
    }
}

#[test]
fn diagnostics_for_programs_are_data() {
    let folder = Folder::with(&[("bad.yaml", MISTAKEN)]);
    let run = |format: &str| {
        let run = folder.run(&["check", "--format", format, "bad.yaml"]);
        assert_eq!(run.status, Some(1));
        run
    };
    for line in run("json").stdout.lines() {
        let object: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(object["spans"][0]["file"], "bad.yaml");
    }
    let sarif: serde_json::Value = serde_json::from_str(&run("sarif").stdout).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "unknown-field");
    assert!(run("github").stdout.starts_with("::error file=bad.yaml,line=3,"));
    assert!(run("short").stderr.contains("bad.yaml:3:"));
}

#[test]
fn a_folder_that_goes_away_first_is_made_again_around_a_new_one() {
    let provisioners = "\
- uri: template://example/thing
  type: thing
  directories: '{renewed: false}'
  files: '{renewed/deep/er/new.txt: new, renewed/top.txt: top}'
";
    let shop = SHOP.replace("resources:\n", "resources:\n  it:\n    type: thing\n");
    let folder = Folder::with(&[
        ("score.yaml", &shop),
        ("thing.provisioners.yaml", provisioners),
        ("compose-files/renewed/old.txt", "old"),
        ("compose-files/kept.txt", "kept"),
    ]);
    let generate = ["generate", "-t", "compose", "--provisioners", "thing.provisioners.yaml", "score.yaml"];
    for _ in 0..2 {
        folder.done(&generate);
        let files = folder.files();
        let below = |name: &&String| name.starts_with("compose-files/renewed/");
        let names: Vec<&String> = files.iter().map(|(name, _)| name).filter(below).collect();
        assert_eq!(names, ["compose-files/renewed/deep/er/new.txt", "compose-files/renewed/top.txt"]);
        assert!(files.iter().any(|(name, _)| name == "compose-files/kept.txt"));
    }
}
