//! Reading files: text, YAML, overrides, mounted files.

use super::Page;

pub(super) const INVALID_UTF8: Page = Page {
    title: "a file is not UTF-8 text",
    meaning: r#"Score files are text in UTF-8. The place of the first byte that is no part of a character is shown.
Editors call this the encoding of the file."#,
    wrong: "",
    right: "",
};

pub(super) const YAML_SYNTAX: Page = Page {
    title: "a file is not YAML",
    meaning: "The text could not be read as YAML, so nothing in it could be checked. The place shown is where reading had to stop; the cause is often on the line above.",
    wrong: r#"containers:
  web: image: nginx"#,
    right: r#"containers:
  web:
    image: nginx"#,
};

pub(super) const DUPLICATE_KEY: Page = Page {
    title: "a key stands twice in one mapping",
    meaning: "YAML allows a key once in a mapping. One of the two values would be lost, so neither is chosen.",
    wrong: r#"variables:
  PORT: "80"
  PORT: "81""#,
    right: r#"variables:
  PORT: "80"
  ADMIN_PORT: "81""#,
};

pub(super) const INPUT_TOO_LARGE: Page = Page {
    title: "a file asks for too much",
    meaning: "Files are limited to 100 MiB, 200 levels of nesting and a million values, those behind an alias counted each time. A file beyond that is a mistake or an attack.",
    wrong: "",
    right: "",
};

pub(super) const EMPTY_FILE: Page = Page {
    title: "a file has no content",
    meaning: "A score file is one mapping with at least `apiVersion`, `metadata` and `containers`.",
    wrong: "# nothing here",
    right: r#"apiVersion: score.dev/v1b1
metadata:
  name: hello
containers:
  main:
    image: nginx"#,
};

pub(super) const EXTRA_DOCUMENTS: Page = Page {
    title: "documents behind the first are not read",
    meaning: "One file describes one workload: only the first YAML document counts. Put further workloads in files of their own.",
    wrong: r#"metadata: {name: one}
---
metadata: {name: two}"#,
    right: r#"# one.score.yaml
metadata: {name: one}"#,
};

pub(super) const OUTDATED_SYNTAX: Page = Page {
    title: "a spelling of older tools",
    meaning: "Older tools took lists of files and volumes, lists of lines as `content`, and `read_only`. They still work; today's spelling is the one that schemas and editors know.",
    wrong: r#"files:
  - target: /etc/app.conf
    content: "a=1""#,
    right: r#"files:
  /etc/app.conf:
    content: "a=1""#,
};

pub(super) const INVALID_OVERRIDE: Page = Page {
    title: "an override cannot be applied",
    meaning: "`--override-property PATH=VALUE` sets the value at a path of keys joined by dots; `\\.` is a dot inside a key. Items of lists are addressed by their number, `-1` appends. Nothing behind the `=` removes the value.",
    wrong: "--override-property containers.web.args.one=x",
    right: "--override-property containers.web.args.0=x",
};

pub(super) const FILE_UNREADABLE: Page = Page {
    title: "a mounted file cannot be read",
    meaning: "`source` names a file beside the score file. Its content becomes part of the output, so it must be there when generating.",
    wrong: r#"files:
  /etc/app.conf:
    source: ./no-such-file.conf"#,
    right: r#"files:
  /etc/app.conf:
    source: ./app.conf"#,
};

pub(super) const FILE_OUTSIDE_FOLDER: Page = Page {
    title: "a mounted file lies outside the folder of the score file",
    meaning: "Here `source` must be a relative path that stays inside the folder of the score file, so that the folder is all that is needed to repeat the result.",
    wrong: "source: ../secret.conf",
    right: "source: ./app.conf",
};

pub(super) const INVALID_STATE: Page = Page {
    title: "a state file that cannot be used",
    meaning: "The state of a project holds the workloads, resources and passwords of earlier runs. One that is cut off, damaged or of something else is refused and left as it is, since going on would draw new passwords. Restore it from a copy; or move it away and run `init` and `generate` with all score files, which makes everything anew.",
    wrong: "",
    right: "",
};
