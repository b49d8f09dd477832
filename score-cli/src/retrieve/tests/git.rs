use std::path::PathBuf;
use std::process::Command;

use super::*;

/// A repository that is reached as `https://git.example/team/r.git`.
struct Remote {
    folder: tempfile::TempDir,
    settings: Settings,
}

impl Remote {
    /// With two commits: the first has the tag `v1`, the second is on `main`.
    fn new() -> Remote {
        let folder = folder();
        let mut settings = settings(folder.path());
        let instead = format!("url.{}/.insteadOf", folder.path().join("remotes").display());
        settings.git_variables.extend(
            [
                ("GIT_CONFIG_COUNT", "1"),
                ("GIT_CONFIG_KEY_0", &instead),
                ("GIT_CONFIG_VALUE_0", "https://git.example/"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
        );
        let remote = Remote { folder, settings };
        std::fs::create_dir_all(remote.bare().parent().unwrap()).unwrap();
        std::fs::create_dir_all(remote.work()).unwrap();
        remote.git(&["init", "--quiet", "--initial-branch=main"]);
        for (path, text) in [
            ("one.yaml", "one"),
            ("with #, ? and %.yaml", "strange"),
            ("p/10.yaml", "10"),
            ("p/9.yaml", "9"),
            ("p/.hidden", "hidden"),
            ("p/inner/x.yaml", "inner"),
            ("only-folders/inner/x.yaml", "inner"),
        ] {
            let path = remote.work().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        std::os::unix::fs::symlink("one.yaml", remote.work().join("link.yaml")).unwrap();
        remote.commit("first");
        remote.git(&["tag", "-a", "v1", "-m", "annotated"]);
        remote.git(&["branch", "feature/x"]);
        std::fs::write(remote.work().join("one.yaml"), "two").unwrap();
        remote.commit("second");
        let bare = remote.bare();
        remote.git(&["clone", "--quiet", "--bare", ".", bare.to_str().unwrap()]);
        remote
    }

    fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    fn bare(&self) -> PathBuf {
        self.folder.path().join("remotes/team/r.git")
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "."]);
        self.git(&[
            "-c",
            "user.name=me",
            "-c",
            "user.email=me@git.example",
            "commit",
            "--quiet",
            "-m",
            message,
        ]);
    }

    fn git(&self, arguments: &[&str]) -> String {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=me", "-c", "user.email=me@git.example"]).args(arguments);
        command.envs(self.settings.git_variables.iter().cloned()).current_dir(self.work());
        let output = command.output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}

fn uri(path: &str) -> String {
    format!("git-https://git.example/team/r.git/{path}")
}

#[test]
fn a_file_of_a_repository_is_fetched_at_a_branch_tag_or_commit() {
    let remote = Remote::new();
    let (first, second) = (remote.git(&["rev-parse", "main~1"]), remote.git(&["rev-parse", "main"]));
    for (path, wanted) in [
        ("one.yaml", "two"),
        ("one.yaml?ref=main", "two"),
        ("one.yaml?ref=v1", "one"),
        ("one.yaml?ref=refs/tags/v1", "one"),
        ("one.yaml?ref=feature%2Fx", "one"),
        (&format!("one.yaml?ref={first}"), "one"),
        (&format!("one.yaml?ref={second}"), "two"),
        ("with%20%23,%20%3F%20and%20%25.yaml", "strange"),
        ("p/inner/x.yaml", "inner"),
    ] {
        assert_eq!(text(&uri(path), &remote.settings), wanted, "{path}");
    }
    let file = &fetch_with(&uri("one.yaml?ref=v1"), &remote.settings).unwrap()[0];
    assert_eq!((file.name.as_str(), file.source.as_str()), (&*uri("one.yaml?ref=v1"), &*uri("one.yaml")));
}

#[test]
fn a_folder_of_a_repository_stands_for_the_files_in_it_by_name() {
    let remote = Remote::new();
    for filter in ["true", "false"] {
        // Some servers can leave out what was not asked for, and some cannot.
        let of_bare = ["--git-dir", remote.bare().to_str().unwrap(), "config"].map(str::to_owned);
        let of_bare: Vec<&str> = of_bare.iter().map(String::as_str).collect();
        remote.git(&[&of_bare[..], &["uploadpack.allowFilter", filter]].concat());
        remote.git(&[&of_bare[..], &["uploadpack.allowAnySHA1InWant", filter]].concat());
        let files = fetch_with(&uri("p/"), &remote.settings).unwrap();
        let found: Vec<(&str, &[u8])> =
            files.iter().map(|file| (file.source.as_str(), file.bytes.as_slice())).collect();
        assert_eq!(found, [(&*uri("p/10.yaml"), &b"10"[..]), (&*uri("p/9.yaml"), b"9")]);
    }
}

#[test]
fn what_a_repository_does_not_have_is_explained() {
    let mut remote = Remote::new();
    let none = "c".repeat(40);
    for (uri, wanted) in [
        (uri("none.yaml"), "the repository has no `none.yaml` at its default branch"),
        (uri("p/9.yaml/x?ref=v1"), "the repository has no `p/9.yaml/x` at `v1`"),
        (uri("one.yaml?ref=none"), "the repository has no branch, tag or commit `none`"),
        (
            uri(&format!("one.yaml?ref={none}")),
            &*format!("the repository has no branch, tag or commit `{none}`"),
        ),
        (
            uri("one.yaml?ref=abcdef0"),
            "the repository has no branch, tag or commit `abcdef0`\nhelp: name a commit by all of its 40 digits",
        ),
        (uri("link.yaml"), "`link.yaml` of the repository is a symbolic link\nhelp: name what it leads to"),
        (uri("only-folders"), "the folder `only-folders` of the repository has no files"),
    ] {
        assert_eq!(failure(&uri, &remote.settings), wanted, "{uri}");
    }
    let said = failure("git-https://git.example/team/none.git/x", &remote.settings);
    assert!(
        said.starts_with("git says: '") && said.contains("none.git' does not appear to be a git repo"),
        "{said}"
    );
    remote.settings.largest = 2;
    assert!(failure(&uri("one.yaml"), &remote.settings).starts_with("it is larger than 2 bytes"));
}

#[test]
fn a_commit_is_fetched_once() {
    let remote = Remote::new();
    let commit = remote.git(&["rev-parse", "main"]);
    let (pinned, branch) = (uri(&format!("one.yaml?ref={commit}")), uri("one.yaml?ref=main"));
    assert_eq!(text(&pinned, &remote.settings), "two");
    assert_eq!(text(&branch, &remote.settings), "two");
    std::fs::remove_dir_all(remote.bare()).unwrap();
    assert_eq!(text(&pinned, &remote.settings), "two");
    failure(&branch, &remote.settings);
}

#[cfg(feature = "http")]
#[test]
fn passwords_for_git_are_not_shown() {
    use super::server::{Answer, Server};
    let folder = folder();
    let settings = settings(folder.path());
    let server = Server::start(|request| match request.path.contains("/none.git/") {
        true => Answer::new(404, ""),
        false => Answer::new(401, "").header("WWW-Authenticate", "Basic realm=\"x\""),
    });
    for (repository, wanted) in [("r", "Authentication failed for"), ("none", "not found")] {
        let uri = format!("git-http://me:secret@{}/{repository}.git/x", server.address);
        let said = fetch_with(&uri, &settings).unwrap_err();
        assert!(said.to_string().contains(wanted), "{said}");
        assert!(!format!("{said} {said:?}").contains("secret"), "{said}");
    }
    assert!(server.requests().iter().any(|request| request.header("authorization").is_some()));
}

#[test]
fn a_git_that_hangs_is_stopped() {
    let folder = folder();
    let mut settings = settings(folder.path());
    settings.longest_run = std::time::Duration::from_millis(300);
    let script = folder.path().join("ssh");
    std::fs::write(&script, "#!/bin/sh\nexec sleep 30\n").unwrap();
    std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    settings.git_variables.push(("GIT_SSH".to_owned(), script.to_str().unwrap().to_owned()));
    let start = std::time::Instant::now();
    assert_eq!(failure("git-ssh://git@git.example/r.git/x", &settings), "`git` ran longer than 0.3 seconds");
    assert!(start.elapsed() < std::time::Duration::from_secs(5));
}
