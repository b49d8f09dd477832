//! Provisioners by address: installed into a project, and given to a single run.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::folder::{Folder, Run};
use crate::server::{Answer, Server};

const SCORE: &str = "\
apiVersion: score.dev/v1b1
metadata:
  name: shop
containers:
  web:
    image: acme/shop:1
    variables:
      X: ${resources.any.from}
resources:
  any:
    type: thing
";

/// Answers `/NAME` with a provisioner of things that are `from: NAME`, and `/template` with a patch template.
fn server() -> Server {
    Server::start(|request| match request.path.as_str() {
        "/none" => Answer::new(404, ""),
        "/binary" => Answer::new(200, b"\xff".as_slice()),
        "/template" => Answer::new(
            200,
            "- op: set\n  path: services.shop-web.hostname\n  value: patched\n  description: d\n",
        ),
        path => Answer::new(200, provisioner(&path[1..])),
    })
}

fn provisioner(name: &str) -> String {
    format!("- uri: template://thing\n  type: thing\n  outputs: |\n    from: {name}\n")
}

/// Which of the provisioners serves the thing.
fn served_by(folder: &Folder, tool: &str) -> String {
    folder.done(&[tool, "generate", "score.yaml"]);
    let file = if tool == "compose" { "compose.yaml" } else { "manifests.yaml" };
    let text = folder.read(file);
    let line = match tool {
        "compose" => text.lines().find_map(|line| line.trim().strip_prefix("X: ")),
        _ => text
            .lines()
            .skip_while(|line| !line.ends_with("name: X"))
            .nth(1)
            .and_then(|line| line.trim().strip_prefix("value: ")),
    };
    line.unwrap_or_else(|| panic!("{text}")).to_owned()
}

fn with_input(folder: &Folder, arguments: &[&str], input: &str) -> Run {
    let mut command: Command = folder.command(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    Run::of(child.wait_with_output().unwrap())
}

#[test]
fn what_is_installed_last_is_tried_first() {
    let server = server();
    for tool in ["compose", "k8s"] {
        let folder = Folder::with(&[("score.yaml", SCORE), ("local.yaml", &provisioner("local"))]);
        for name in ["10.yaml", "9.yaml"] {
            folder.write(
                &format!("folder/{name}"),
                &provisioner(&format!("folder-{}", &name[..name.len() - 5])),
            );
        }
        let url = |name: &str| server.url(&format!("/{name}"));
        let install = |places: &[&str]| {
            let flags = places.iter().flat_map(|place| ["--provisioners", place]);
            folder.done(&[tool, "init", "--no-sample"].into_iter().chain(flags).collect::<Vec<_>>());
        };
        install(&[&url("first"), &url("second"), &url("third")]);
        assert_eq!(served_by(&folder, tool), "third");
        install(&[&url("fourth")]);
        assert_eq!(served_by(&folder, tool), "fourth");
        install(&["local.yaml", &url("first")]);
        assert_eq!(served_by(&folder, tool), "first");
        install(&["folder"]);
        assert_eq!(served_by(&folder, tool), "folder-9");
        install(&["local.yaml"]);
        assert_eq!(served_by(&folder, tool), "local");
        let run = with_input(&folder, &[tool, "init", "--provisioners", "-"], &provisioner("stdin"));
        assert_eq!(run.status, Some(0), "{}", run.stderr);
        assert_eq!(served_by(&folder, tool), "stdin");

        let project = format!(".score-{tool}/");
        let mut installed: Vec<String> = folder
            .files()
            .into_iter()
            .filter(|(path, _)| path.starts_with(&project) && path.ends_with(".provisioners.yaml"))
            .map(|(_, bytes)| String::from_utf8(bytes).unwrap())
            .filter_map(|text| Some(text.strip_prefix("# Downloaded from ")?.split(' ').next()?.to_owned()))
            .collect();
        let wanted = ["from-stdin.provisioners.yaml", "local.yaml", "folder/9.yaml", "folder/10.yaml"]
            .map(str::to_owned);
        assert_eq!(installed.drain(..4).collect::<Vec<_>>(), wanted);
        assert_eq!(installed, [url("first"), url("fourth"), url("third"), url("second")]);
    }
}

#[test]
fn a_run_can_be_given_addresses() {
    let server = server();
    let folder = Folder::with(&[("score.yaml", SCORE)]);
    let (thing, template) = (server.url("/web"), server.url("/template"));
    let both = ["generate", "-t", "compose", "-t", "k8s", "--provisioners"];
    folder.done(&[&both[..], &[&thing]].concat());
    assert!(folder.read("compose.yaml").contains("X: web"));
    assert_eq!(server.requests().len(), 1, "one request for all targets");
    let run = with_input(&folder, &[&both[..], &["-"]].concat(), &provisioner("stdin"));
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    assert!(folder.read("compose.yaml").contains("X: stdin"));
    assert!(folder.read("manifests.yaml").contains("value: stdin"));
    folder.done(&["generate", "-t", "compose", "--provisioners", &thing, "--patch-template", &template]);
    assert!(folder.read("compose.yaml").contains("hostname: patched"));
}

#[test]
fn what_cannot_be_fetched_changes_nothing() {
    let server = server();
    let folder = Folder::with(&[("score.yaml", SCORE)]);
    folder.done(&["compose", "init", "--no-sample"]);
    let before = folder.files();
    let bad = [
        (server.url("/none"), "404 Not Found\nhelp: check the address"),
        (server.url("/binary"), "is not UTF-8 text"),
        (
            format!("{}#sha256={}", server.url("/a"), "0".repeat(64)),
            "is expected\nhelp: look at what changed",
        ),
        ("-".to_owned(), "standard input is empty"),
        ("s3://bucket/x".to_owned(), "unsupported scheme `s3`\nhelp: "),
    ];
    for (address, wanted) in &bad {
        let good = server.url("/good");
        for (arguments, status) in [
            (vec!["compose", "init", "--provisioners", &good, "--provisioners", address], 1),
            (vec!["compose", "init", "--provisioners", &good, "--patch-templates", address], 1),
            (vec!["generate", "-t", "k8s", "--provisioners", address], 2),
        ] {
            let run = with_input(&folder, &arguments, "");
            assert!(run.stderr.contains(wanted), "{arguments:?}: {}", run.stderr);
            let status = if address.ends_with("/binary") { 1 } else { status };
            assert_eq!(run.status, Some(status), "{arguments:?}");
            assert!(folder.files() == before, "{arguments:?}");
        }
    }
}
