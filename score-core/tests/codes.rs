//! The pages in `docs/codes`, one for each code and a list of all. With `SCORE_BLESS=1` in the environment they are
//! written anew.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use score_core::Code;

/// The page of a code in Markdown.
fn page(code: Code) -> String {
    let page = code.page();
    let mut text = format!("# `{code}`\n\n{}\n\n{}\n", sentence(page.title), page.meaning);
    for (heading, example) in [("Wrong", page.wrong), ("Right", page.right)] {
        if !example.is_empty() {
            text.push_str(&format!("\n{heading}:\n\n```text\n{}\n```\n", example.trim_end()));
        }
    }
    text
}

/// The list of all codes.
fn list() -> String {
    let intro = "# Codes of diagnostics\n\nThe word in brackets behind `error` or `warning`. `score explain CODE` prints \
                 the same pages.\n\n| code | what it means |\n| --- | --- |\n";
    let row = |code: &Code| format!("| [`{code}`]({code}.md) | {} |\n", code.page().title);
    std::iter::once(intro.to_owned()).chain(Code::ALL.iter().map(row)).collect()
}

fn sentence(phrase: &str) -> String {
    let mut letters = phrase.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).chain(['.']).collect()).unwrap_or_default()
}

fn wanted() -> BTreeMap<String, String> {
    let pages = Code::ALL.iter().map(|code| (format!("{code}.md"), page(*code)));
    pages.chain([("README.md".to_owned(), list())]).collect()
}

fn found(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    let read = |path: PathBuf| {
        (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(path).unwrap())
    };
    entries.map(read).collect()
}

#[test]
fn every_code_has_its_page_in_the_documentation() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/codes");
    let (wanted, found) = (wanted(), found(&folder));
    if std::env::var("SCORE_BLESS").is_ok_and(|value| value == "1") {
        fs::create_dir_all(&folder).unwrap();
        for name in found.keys().filter(|name| !wanted.contains_key(*name)) {
            fs::remove_file(folder.join(name)).unwrap();
        }
        for (name, text) in &wanted {
            fs::write(folder.join(name), text).unwrap();
        }
        return;
    }
    let names = wanted.keys().chain(found.keys());
    let changed: std::collections::BTreeSet<_> =
        names.filter(|name| wanted.get(*name) != found.get(*name)).collect();
    assert!(
        changed.is_empty(),
        "docs/codes is not what the code says: {changed:?}; `SCORE_BLESS=1 cargo test -p score-core --test codes` writes it"
    );
}
