//! Files and folders of git repositories, by the `git` program: it knows a person's keys and helpers for credentials.
//! Only what is needed is transferred, and nothing is checked out, so neither hooks nor filters nor links matter.

use std::io::IsTerminal;
use std::path::Path;
use std::process::Command;

use super::address::{unescape, user};
use super::{Fetched, Problem, Settings, too_large};
use crate::program::{Limits, NotRun, Output, run};

/// How the address of a repository looks.
const FORM: &str =
    "the form is `git-https://HOST/PATH/REPOSITORY.git/PATH/IN/IT`, with `?ref=` for a branch, tag or commit";
/// What `git` prints beside the content of files. In bytes.
const LARGEST_LISTING: u64 = 4 * 1024 * 1024;
/// Complaints of `git` that are longer are cut. In bytes.
const LONGEST_COMPLAINT: u64 = 64 * 1024;
/// Variables by which a program that runs `git`, such as a hook, ties it to a repository.
const TIES: [&str; 9] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_SHALLOW_FILE",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
];

/// A file or folder of a repository.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Repository {
    /// The URL that `git` takes.
    remote: String,
    /// Inside the repository, without a slash at either end.
    path: String,
    /// A branch, tag or commit; the default branch when there is none.
    reference: Option<String>,
}

impl Repository {
    /// Reads what follows `git-https://` and the like.
    pub(super) fn parse(scheme: &str, behind: &str) -> Result<Repository, Problem> {
        let invalid = |why: &str| {
            Problem::new(format!("it is no address of a file in a git repository: {why}")).help(FORM)
        };
        let (address, query) = match behind.split_once('?') {
            Some((address, query)) => (address, Some(query)),
            None => (behind, None),
        };
        if behind.contains('#') {
            return Err(invalid("it has a `#`"));
        }
        let (repository, path) = address.split_once(".git/").ok_or_else(|| invalid("it has no `.git/`"))?;
        let (authority, name) = repository.split_once('/').ok_or_else(|| invalid("it has no host"))?;
        if user(authority).1.is_empty() || name.is_empty() || authority.starts_with('-') {
            return Err(invalid("it has no host or no repository"));
        }
        let path = unescape(path)?.trim_matches('/').to_owned();
        if path.is_empty() {
            return Err(invalid("it names nothing in the repository"));
        }
        let reference = match query {
            None => None,
            Some(query) => match query.strip_prefix("ref=") {
                Some(reference) => Some(
                    checked(unescape(reference)?).ok_or_else(|| invalid("its `ref` has no possible name"))?,
                ),
                None => return Err(invalid(&format!("`?{query}` is not known"))),
            },
        };
        Ok(Repository { remote: format!("{scheme}://{repository}.git"), path, reference })
    }

    /// Whether it names a commit, of which nothing can ever change.
    pub(super) fn is_at_commit(&self) -> bool {
        self.reference.as_deref().is_some_and(is_commit)
    }
}

/// The name of a commit in full.
fn is_commit(reference: &str) -> bool {
    matches!(reference.len(), 40 | 64) && reference.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The name of a branch or tag, when it can be one and has no meaning of its own to `git fetch`.
fn checked(reference: String) -> Option<String> {
    let has_meaning = reference.starts_with(['-', '+', '^', '/'])
        || reference.contains(|it: char| it.is_whitespace() || it.is_control() || ":~^?*[\\".contains(it))
        || reference.contains("..");
    (!reference.is_empty() && !has_meaning).then_some(reference)
}

/// A file, or those of a folder by name, folders in it and hidden files left out. `source` is the address of it.
pub(super) fn read(
    repository: &Repository,
    source: &str,
    settings: &Settings,
) -> Result<Vec<Fetched>, Problem> {
    let folder = tempfile::Builder::new()
        .prefix("score-git-")
        .tempdir()
        .map_err(|error| Problem::new(format!("there is no room for temporary files: {error}")))?;
    let git = Git { folder: folder.path(), repository, settings };
    git.expect(&["init", "--quiet", "--bare", "."])?;
    git.expect(&["remote", "add", "origin", &repository.remote])?;
    let commit = git.fetch()?;
    let entries = git.entries(&commit)?;
    let source = source.trim_end_matches('/');
    let version = repository.reference.as_ref().map(|reference| format!("?ref={reference}"));
    let named = |name: Option<String>, bytes: Vec<u8>| {
        let source = name.map_or_else(|| source.to_owned(), |name| format!("{source}/{name}"));
        Fetched { name: format!("{source}{}", version.as_deref().unwrap_or_default()), source, bytes }
    };
    let contents = git.contents(&entries)?;
    Ok(entries.into_iter().zip(contents).map(|(entry, bytes)| named(entry.name, bytes)).collect())
}

/// A file in a repository.
#[derive(Debug)]
struct Entry {
    object: String,
    /// In the folder; none for the file that was asked for.
    name: Option<String>,
}

/// The repository that receives what is needed.
struct Git<'a> {
    folder: &'a Path,
    repository: &'a Repository,
    settings: &'a Settings,
}

impl Git<'_> {
    /// Transfers the commit, without files and without the ones before it, and returns its name.
    fn fetch(&self) -> Result<String, Problem> {
        let reference = self.repository.reference.as_deref();
        let shallow = ["fetch", "--quiet", "--no-tags", "--depth=1", "--filter=blob:none", "origin"];
        let output =
            self.run(&[&shallow[..], &[reference.unwrap_or("HEAD")]].concat(), vec![], LARGEST_LISTING)?;
        if output.status.success() {
            return self.commit("FETCH_HEAD").ok_or_else(|| self.no_reference("HEAD"));
        }
        let Some(commit) = reference.filter(|reference| is_commit(reference)) else {
            return Err(self.refused(&output));
        };
        // Some servers give a commit only together with the branch it is on.
        let all = ["fetch", "--quiet", "--filter=blob:none", "origin", "+refs/*:refs/*"];
        let output = self.run(&all, vec![], LARGEST_LISTING)?;
        match (output.status.success(), self.commit(commit)) {
            (false, _) => Err(self.refused(&output)),
            (true, Some(commit)) => Ok(commit),
            (true, None) => Err(self.no_reference(commit)),
        }
    }

    fn commit(&self, name: &str) -> Option<String> {
        let arguments =
            ["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{name}^{{commit}}")];
        let output = self.run(&arguments, vec![], LARGEST_LISTING).ok()?;
        let name = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| name.trim().to_owned())
    }

    /// The file at the path, or those of the folder.
    fn entries(&self, commit: &str) -> Result<Vec<Entry>, Problem> {
        let path = &self.repository.path;
        let listing = self.expect(&["ls-tree", "-z", "--full-tree", commit, "--", path])?;
        match listed(&listing).as_slice() {
            [("100644" | "100755", object, name)] if name == path => {
                Ok(vec![Entry { object: (*object).to_owned(), name: None }])
            }
            [("040000", object, name)] if name == path => {
                let listing = self.expect(&["ls-tree", "-z", "--full-tree", object])?;
                let files = listed(&listing)
                    .into_iter()
                    .filter(|(mode, _, name)| matches!(*mode, "100644" | "100755") && !name.starts_with('.'));
                let entries: Vec<Entry> = files
                    .map(|(_, object, name)| Entry { object: object.to_owned(), name: Some(name.to_owned()) })
                    .collect();
                match entries.is_empty() {
                    true => Err(Problem::new(format!("the folder `{path}` of the repository has no files"))),
                    false => Ok(entries),
                }
            }
            [("120000", ..)] => Err(Problem::new(format!("`{path}` of the repository is a symbolic link"))
                .help("name what it leads to")),
            _ => Err(Problem::new(format!("the repository has no `{path}` at {}", self.shown_reference()))),
        }
    }

    /// The content of files, in their order.
    fn contents(&self, entries: &[Entry]) -> Result<Vec<Vec<u8>>, Problem> {
        let objects: String = entries.iter().map(|entry| format!("{}\n", entry.object)).collect();
        if entries.len() > 1 {
            // All in one go. When it fails each is transferred by itself, as it is needed.
            let all = [
                "-c",
                "fetch.negotiationAlgorithm=noop",
                "fetch",
                "--quiet",
                "--no-tags",
                "--no-write-fetch-head",
            ];
            let of_all = ["--recurse-submodules=no", "--filter=blob:none", "--stdin", "origin"];
            let _ =
                self.run(&[&all[..], &of_all[..]].concat(), objects.clone().into_bytes(), LARGEST_LISTING);
        }
        let output = self.run(
            &["cat-file", "--batch"],
            objects.into_bytes(),
            self.settings.largest + LARGEST_LISTING,
        )?;
        if !output.status.success() {
            return Err(self.refused(&output));
        }
        let mut rest = output.stdout.as_slice();
        let mut contents = Vec::with_capacity(entries.len());
        for _ in entries {
            let (content, behind) = content(rest).ok_or_else(|| self.refused(&output))?;
            if content.len() as u64 > self.settings.largest {
                return Err(too_large(self.settings));
            }
            contents.push(content.to_owned());
            rest = behind;
        }
        Ok(contents)
    }

    fn expect(&self, arguments: &[&str]) -> Result<Vec<u8>, Problem> {
        let output = self.run(arguments, vec![], LARGEST_LISTING)?;
        if output.status.success() { Ok(output.stdout) } else { Err(self.refused(&output)) }
    }

    fn run(&self, arguments: &[&str], input: Vec<u8>, largest: u64) -> Result<Output, Problem> {
        let mut command = Command::new("git");
        // A connection over which nothing comes is given up.
        command.args([
            "-c",
            "http.lowSpeedLimit=1",
            "-c",
            "http.lowSpeedTime=30",
            "-c",
            "advice.detachedHead=false",
        ]);
        command.args(arguments).current_dir(self.folder).env("LC_ALL", "C");
        for name in TIES {
            command.env_remove(name);
        }
        if !std::io::stderr().is_terminal() {
            // Nobody is there to ask for a password.
            command.env("GIT_TERMINAL_PROMPT", "0");
        }
        command.envs(self.settings.git_variables.iter().map(|(name, value)| (name, value)));
        let limits =
            Limits { time: self.settings.longest_run, output: largest, complaints: LONGEST_COMPLAINT };
        run(&mut command, input, limits).map_err(|not_run| match not_run {
            NotRun::NotFound => Problem::new("the program `git` is needed for it and was not found")
                .help("install git, or use the address of the file on a web server"),
            NotRun::TooLarge => too_large(self.settings),
            NotRun::TooLong(time) => {
                Problem::new(format!("`git` ran longer than {} seconds", time.as_secs_f32()))
            }
            NotRun::Failed(error) => Problem::new(format!("`git` could not be run: {error}")),
        })
    }

    /// What `git` complained of, in our words where they are known.
    fn refused(&self, output: &Output) -> Problem {
        let complaint = String::from_utf8_lossy(&output.stderr);
        let complaint = complaint.trim();
        let says = |part: &str| complaint.contains(part);
        if says("couldn't find remote ref") || says("not our ref") || says("unadvertised object") {
            return self.no_reference(self.repository.reference.as_deref().unwrap_or("HEAD"));
        }
        let said = reason(complaint).replace(&self.repository.remote, &self.shown_remote());
        let problem = Problem::new(format!("git says: {said}"));
        match says("could not read Username") || says("Authentication failed") || says("Permission denied") {
            true => problem.help("give git access to the repository, with a credential helper or an SSH key"),
            false => problem,
        }
    }

    fn no_reference(&self, reference: &str) -> Problem {
        let problem = Problem::new(format!("the repository has no branch, tag or commit `{reference}`"));
        let is_short =
            (7..40).contains(&reference.len()) && reference.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_short { problem.help("name a commit by all of its 40 digits") } else { problem }
    }

    fn shown_remote(&self) -> String {
        super::address::without_password(&self.repository.remote)
    }

    fn shown_reference(&self) -> String {
        self.repository
            .reference
            .as_ref()
            .map_or_else(|| "its default branch".to_owned(), |it| format!("`{it}`"))
    }
}

/// The line of a complaint that says why.
fn reason(complaint: &str) -> &str {
    // It follows what says why, in the words of `ssh` or of the other side.
    const CONSEQUENCE: &str = "fatal: Could not read from remote repository.";
    let lines: Vec<&str> = complaint.lines().collect();
    let cause = lines.iter().position(|line| *line == CONSEQUENCE).and_then(|at| lines[..at].last());
    let fatal = || lines.iter().find(|line| line.starts_with("fatal: "));
    let reason = cause.or_else(fatal).or(lines.last()).unwrap_or(&"it failed without a word");
    reason.strip_prefix("fatal: ").unwrap_or(reason)
}

/// Mode, object and name of each line of `git ls-tree -z`.
fn listed(listing: &[u8]) -> Vec<(&str, &str, &str)> {
    let listing = std::str::from_utf8(listing).unwrap_or_default();
    let entry = |line| {
        let (facts, name) = str::split_once(line, '\t')?;
        let mut facts = facts.split(' ');
        let (mode, _, object) = (facts.next()?, facts.next()?, facts.next()?);
        Some((mode, object, name))
    };
    listing.split('\0').filter_map(entry).collect()
}

/// The first content that `git cat-file --batch` printed, and what follows.
fn content(printed: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = printed.iter().position(|byte| *byte == b'\n')?;
    let head = std::str::from_utf8(&printed[..end]).ok()?;
    let length: usize = head.split(' ').nth(2)?.parse().ok()?;
    let (content, behind) = printed[end + 1..].split_at_checked(length)?;
    Some((content, behind.strip_prefix(b"\n")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_repository_and_a_path_in_it() {
        for (behind, remote, path, reference) in [
            ("h/a/b.git/c/d.yaml", "https://h/a/b.git", "c/d.yaml", None),
            ("h/b.git/c/", "https://h/b.git", "c", None),
            ("me:pw@h:8/b.git/c%20d?ref=v1%2F2", "https://me:pw@h:8/b.git", "c d", Some("v1/2")),
            ("h/b.git/x.git/c?ref=main", "https://h/b.git", "x.git/c", Some("main")),
        ] {
            let wanted = Repository {
                remote: remote.to_owned(),
                path: path.to_owned(),
                reference: reference.map(str::to_owned),
            };
            assert_eq!(Repository::parse("https", behind), Ok(wanted), "{behind}");
        }
    }

    #[test]
    fn other_addresses_are_refused() {
        for behind in [
            "h/b/c",
            "h/b.git",
            "h/b.git/",
            "/b.git/c",
            "me@/b.git/c",
            "-oProxyCommand=x/b.git/c",
            "h/b.git/c?branch=x",
            "h/b.git/c?ref=",
            "h/b.git/c?ref=-x",
            "h/b.git/c?ref=a:b",
            "h/b.git/c?ref=a%20b",
            "h/b.git/c#x",
        ] {
            assert!(Repository::parse("https", behind).is_err(), "{behind}");
        }
    }
}
