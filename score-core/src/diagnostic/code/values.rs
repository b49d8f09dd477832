//! Keys and values of a score file.

use super::Page;

pub(super) const UNKNOWN_FIELD: Page = Page {
    title: "a key that means nothing here",
    meaning: "Only the keys of the specification are allowed, so that a misspelt key is never lost in silence. Free-form keys are allowed in `metadata` and in the `params` of a resource.",
    wrong: r#"containers:
  web:
    imge: nginx"#,
    right: r#"containers:
  web:
    image: nginx"#,
};

pub(super) const MISSING_FIELD: Page = Page {
    title: "a required key is missing",
    meaning: "The specification requires this key here, so there is nothing to go by without it.",
    wrong: r#"containers:
  web:
    command: [run]"#,
    right: r#"containers:
  web:
    image: nginx
    command: [run]"#,
};

pub(super) const WRONG_TYPE: Page = Page {
    title: "a value is of another kind than it should be",
    meaning: "YAML reads `8080` as a number, `true` as true and `2024-01-31` as a date. Where text is wanted, put it in quotes; where a number is wanted, leave the quotes out.",
    wrong: r#"variables:
  PORT: 8080"#,
    right: r#"variables:
  PORT: "8080""#,
};

pub(super) const UNSUPPORTED_VERSION: Page = Page {
    title: "another version of the format",
    meaning: "This tool reads `score.dev/v1b1`, the only version of the format there is.",
    wrong: "apiVersion: score.dev/v1",
    right: "apiVersion: score.dev/v1b1",
};

pub(super) const INVALID_NAME: Page = Page {
    title: "a name with characters that are not allowed",
    meaning: "Names of workloads, containers, ports and resources become names on the platform: 2 to 63 characters out of a-z, 0-9 and `-`, neither starting nor ending with `-`. Types and classes may also have capital letters, ids also inner dots.",
    wrong: r#"metadata:
  name: Checkout_API"#,
    right: r#"metadata:
  name: checkout-api"#,
};

pub(super) const INVALID_VALUE: Page = Page {
    title: "a value outside the accepted set",
    meaning: "Only a few values are accepted here; the message lists them.",
    wrong: "protocol: tcp",
    right: "protocol: TCP",
};

pub(super) const VALUE_OUT_OF_RANGE: Page = Page {
    title: "a number outside its range",
    meaning: "Ports are whole numbers from 1 to 65535, for services and probes alike.",
    wrong: "port: 80800",
    right: "port: 8080",
};

pub(super) const EMPTY_VALUE: Page = Page {
    title: "a value that must not be empty",
    meaning: "There must be at least one entry or character here.",
    wrong: "containers: {}",
    right: r#"containers:
  web:
    image: nginx"#,
};

pub(super) const CONFLICTING_FIELDS: Page = Page {
    title: "keys that exclude each other",
    meaning: "A file has exactly one origin: `content`, `source` or `binaryContent`.",
    wrong: r#"/etc/app.conf:
  content: a
  source: ./app.conf"#,
    right: r#"/etc/app.conf:
  source: ./app.conf"#,
};

pub(super) const INVALID_BASE64: Page = Page {
    title: "`binaryContent` is not base64",
    meaning: "`binaryContent` holds bytes in standard base64 with padding. Text goes into `content`.",
    wrong: "binaryContent: hello!",
    right: "binaryContent: aGVsbG8h",
};

pub(super) const INVALID_QUANTITY: Page = Page {
    title: "an amount that cannot be read",
    meaning: "Processor time is a number of cores (`2`, `0.25`) or of thousandths (`250m`). Memory is a number with one of the suffixes K M G T P E (powers of 1000) or Ki Mi Gi Ti Pi Ei (powers of 1024).",
    wrong: "memory: 128MB",
    right: "memory: 128M",
};

pub(super) const INVALID_FILE_MODE: Page = Page {
    title: "permissions that cannot be read",
    meaning: "Permissions are three octal digits in quotes, with or without a leading zero. Without quotes YAML turns them into another number.",
    wrong: "mode: 0644",
    right: r#"mode: "0644""#,
};

pub(super) const INVALID_KEY: Page = Page {
    title: "a key that is not allowed here",
    meaning: "Names of variables have at least one character and no `=`. Keys of annotations are 2 to 63 letters, digits, `.`, `_` or `-`, with an optional prefix such as `example.com/`.",
    wrong: r#"variables:
  "A=B": c"#,
    right: r#"variables:
  A_B: c"#,
};
