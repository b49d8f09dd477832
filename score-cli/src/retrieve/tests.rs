//! Fetching, from servers and repositories that the tests make on this machine.

mod files;
mod git;
#[cfg(feature = "oci")]
mod registry;
#[cfg(feature = "http")]
#[path = "../../tests/support/server.rs"]
mod server;
#[cfg(feature = "http")]
mod web;

use std::path::Path;

use super::*;

/// Settings that take nothing from the person who runs the tests. What is fetched is kept below the folder.
fn settings(folder: &Path) -> Settings {
    let variables =
        [("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_TERMINAL_PROMPT", "0")];
    Settings {
        home: Some(folder.join("home")),
        cache: Some(folder.join("cache")),
        #[cfg(feature = "oci")]
        docker: Some(folder.join("docker")),
        git_variables: variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        ..Settings::of_environment()
    }
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// The text of the only file behind a URI.
#[track_caller]
fn text(uri: &str, settings: &Settings) -> String {
    let files = fetch_with(uri, settings).unwrap_or_else(|error| panic!("{error}"));
    let [file] = files.as_slice() else { panic!("{} files", files.len()) };
    String::from_utf8(file.bytes.clone()).unwrap()
}

/// What is said when a URI cannot be fetched, without what every message begins with.
#[track_caller]
fn failure(uri: &str, settings: &Settings) -> String {
    let said = fetch_with(uri, settings).expect_err("it was fetched").to_string();
    let shown = address::without_password(uri);
    said.strip_prefix(&format!("cannot fetch `{shown}`: ")).unwrap_or_else(|| panic!("{said}")).to_owned()
}
