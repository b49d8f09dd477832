//! No input ends in a panic, an overflow of the stack or a run without end: it ends in files, or in an error.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use score_tests::case::Case;
use score_tests::run::{Arrangement, Outcome, run};

const VALID: &str = r#"apiVersion: score.dev/v1b1
metadata:
  name: shop
  annotations: {example.com/team: "päyments"}
containers:
  web: &web
    image: acme/web:1.0
    variables:
      URL: postgres://${resources.db.host}/$${x}
    files:
      /etc/shop/app.conf:
        mode: "0644"
        content: |
          name = ${metadata.name}
    readinessProbe: {httpGet: {path: /, port: 80}}
  log: {<<: *web, before: {web: {ready: started}}}
service: {ports: {http: {port: 80}}}
resources:
  db: {type: postgres, params: {version: '16'}}
"#;

const PROVISIONERS: &str = r#"- uri: template://platform/thing
  type: thing
  state: |
    name: {{ dig "name" (randAlphaNum 6 | lower) .State | quote }}
  outputs: |
    {{ range $i, $x := until 3 }}
    x{{ $i }}: {{ printf "%03d-%s" $x $.State.name | quote }}
    {{- end }}
"#;

const USES_THING: &str = "apiVersion: score.dev/v1b1\nmetadata: {name: shop}\ncontainers:\n  web:\n    image: a\n    \
                          variables: {X: \"${resources.it.x1}\"}\nresources:\n  it: {type: thing}\n";

const SMALL: &str =
    "apiVersion: score.dev/v1b1\nmetadata: {name: shop, text: \"TEXT\"}\ncontainers: {web: {image: a}}\n";

/// Runs files through everything. Either nothing is written and there is an error, or something is written.
fn outcome<T: Into<Vec<u8>>>(files: impl IntoIterator<Item = (&'static str, T)>) -> Outcome {
    let case = Case::of_files(files.into_iter().map(|(path, bytes)| (path.to_owned(), bytes)));
    let outcome = run(&case, Arrangement::Plain).unwrap();
    let refused =
        outcome.get("diagnostics.txt").is_some_and(|text| text.starts_with(b"error[") || has_error(text));
    assert_eq!(refused, !outcome.contains_key("compose.yaml") && !outcome.contains_key("manifests.yaml"));
    outcome
}

fn has_error(text: &[u8]) -> bool {
    text.windows(7).any(|part| part == b"\nerror[")
}

fn assert_refused(name: &str, outcome: &Outcome, code: &str) {
    let length = assert_refused_at_length(name, outcome, code);
    assert!(length < 100_000, "{name}: {length} bytes of diagnostics");
}

/// The same, however much there is to say. Returns the bytes that it takes.
fn assert_refused_at_length(name: &str, outcome: &Outcome, code: &str) -> usize {
    let text = String::from_utf8_lossy(outcome.get("diagnostics.txt").map(Vec::as_slice).unwrap_or_default());
    assert!(text.contains(&format!("error[{code}]")), "{name}: expected `{code}`:\n{text:.2000}");
    text.len()
}

/// Texts that nest ten thousand deep.
fn deep() -> [(&'static str, String); 5] {
    let indented = (0..1_500).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    [
        ("brackets", "[".repeat(10_000)),
        ("closed brackets", "[".repeat(10_000) + &"]".repeat(10_000)),
        ("braces", "{a: ".repeat(10_000)),
        ("dashes", "- ".repeat(10_000)),
        ("indentation", indented),
    ]
}

#[test]
fn ten_thousand_brackets_are_refused_wherever_they_stand() {
    for (name, text) in deep() {
        let refused = |files: Vec<(&'static str, String)>| {
            let outcome = outcome(files);
            let text = String::from_utf8_lossy(&outcome["diagnostics.txt"]).into_owned();
            assert!(
                text.contains("error[input-too-large]") || text.contains("error[yaml-syntax]"),
                "{name}: {text:.500}"
            );
        };
        refused(vec![("score.yaml", text.clone())]);
        refused(vec![("score.yaml", VALID.replace("'16'", &text))]);
        refused(vec![("score.yaml", VALID.to_owned()), ("overrides.yaml", text.clone())]);
        let rendered = format!(
            "- uri: template://x\n  type: thing\n  outputs: |\n    {}\n",
            text.replace('\n', "\n    ")
        );
        let rendered = outcome([("score.yaml", USES_THING.to_owned()), ("a.provisioners.yaml", rendered)]);
        assert_refused(name, &rendered, "invalid-provisioner-output");
    }
}

#[test]
fn a_list_of_aliases_to_lists_of_aliases_is_refused() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..30 {
        let alias = format!("*a{}, ", level - 1);
        bomb.push_str(&format!("    a{level}: &a{level} [{}]\n", alias.repeat(10)));
    }
    let in_params = VALID
        .replace("{version: '16'}", &format!("\n    {bomb}"))
        .replace("db: {type: postgres, params:", "db:\n   type: postgres\n   params:");
    let in_params = in_params.replace("}\n\0", "\n");
    let in_metadata = VALID.replace("  name: shop\n", &format!("  name: shop\n  extra:\n    {bomb}"));
    assert_refused("in metadata", &outcome([("score.yaml", in_metadata)]), "input-too-large");
    assert_refused("in a resource", &outcome([("score.yaml", in_params)]), "input-too-large");
    let merged =
        "a: &a {x: 1}\n".to_owned() + &(1..200).map(|_| "b: {<<: [*a, *a, *a]}\n").collect::<String>();
    let _ = outcome([("score.yaml", merged)]);
}

#[test]
fn texts_of_fifty_megabytes_are_carried_or_refused() {
    let long = "x".repeat(50_000_000);
    assert!(outcome([("score.yaml", SMALL.replace("TEXT", &long))]).contains_key("compose.yaml"));
    assert_refused("a name", &outcome([("score.yaml", SMALL.replace("shop", &long))]), "invalid-name");
}

#[test]
fn many_placeholders_take_time_in_proportion() {
    let dollars = format!("{}{}{}", "$".repeat(100_000), "${".repeat(100_000), "}".repeat(100_000));
    let _ = outcome([("score.yaml", VALID.replace("$${x}", &dollars))]);
    let unknown = "${resources.bd.host}".repeat(500);
    assert_refused_at_length(
        "500 mistakes",
        &outcome([("score.yaml", VALID.replace("$${x}", &unknown))]),
        "unknown-resource",
    );
}

#[test]
fn a_long_chain_of_resources_is_followed() {
    let chain = |last: &str| {
        let link = |at: usize| {
            format!("  r{at:05}: {{type: echo, params: {{x: \"${{resources.r{:05}.x}}\"}}}}\n", at + 1)
        };
        let links: String = (0..3_000).map(link).collect();
        VALID.replace(
            "resources:\n",
            &format!("resources:\n{links}  r03000: {{type: echo, params: {{x: \"{last}\"}}}}\n"),
        )
    };
    let echo = "- uri: template://echo\n  type: echo\n  outputs: |\n    x: {{ toJson .Params.x }}\n";
    let files = |text: String| [("score.yaml", text), ("e.provisioners.yaml", echo.to_owned())];
    assert!(outcome(files(chain("end"))).contains_key("compose.yaml"));
    assert_refused("a circle of 3,000", &outcome(files(chain("${resources.r00000.x}"))), "resource-cycle");
}

#[test]
fn a_long_chain_of_containers_is_followed() {
    let link =
        |at: usize| format!("  c{at:05}: {{image: a, before: {{c{:05}: {{ready: complete}}}}}}\n", at + 1);
    let links: String = (0..2_000).map(link).collect();
    let chain = |end: &str| VALID.replace("containers:\n", &format!("containers:\n{links}  c02000: {end}\n"));
    assert!(outcome([("score.yaml", chain("{image: a}"))]).contains_key("compose.yaml"));
    assert_refused(
        "2,000 containers in a circle",
        &outcome([("score.yaml", chain("{image: a, before: {c00000: {ready: complete}}}"))]),
        "before-cycle",
    );
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let cut = VALID.as_bytes().iter().position(|byte| *byte >= 0x80).unwrap() + 1;
    for (name, at, byte, code) in [
        ("a zero byte in a value", 45, 0, "yaml-syntax"),
        ("a zero byte first", 0, 0, "yaml-syntax"),
        ("half a character", cut, 0xC3, "invalid-utf8"),
        ("a byte of no character", 45, 0xFF, "invalid-utf8"),
    ] {
        let mut bytes = VALID.as_bytes().to_vec();
        bytes[at] = byte;
        assert_refused(name, &outcome([("score.yaml", bytes.clone())]), code);
        assert_refused(
            name,
            &outcome([("score.yaml", VALID.as_bytes().to_vec()), ("overrides.yaml", bytes.clone())]),
            code,
        );
        let _ = outcome([("score.yaml", VALID.as_bytes().to_vec()), ("a.provisioners.yaml", bytes)]);
    }
}

#[test]
fn a_file_may_end_anywhere() {
    for at in 0..VALID.len() {
        let _ = outcome([("score.yaml", &VALID.as_bytes()[..at])]);
    }
    for at in 0..PROVISIONERS.len() {
        let files =
            [("score.yaml", USES_THING.as_bytes()), ("a.provisioners.yaml", &PROVISIONERS.as_bytes()[..at])];
        let _ = outcome(files);
    }
}

#[test]
fn templates_without_end_are_stopped() {
    for (name, template) in [
        ("a long loop", "{{ range until 100000000 }}{{ end }}"),
        (
            "loops in loops",
            "{{ range until 9999 }}{{ range until 9999 }}{{ range until 9999 }}x{{ end }}{{ end }}{{ end }}",
        ),
        (
            "a template that calls itself",
            "{{ define \"a\" }}{{ template \"a\" }}{{ end }}{{ template \"a\" }}",
        ),
        ("much text", "{{ repeat 1000000000 \"x\" }}"),
        (
            "text that doubles",
            "{{ $x := \"x\" }}{{ range until 60 }}{{ $x = printf \"%s%s\" $x $x }}{{ end }}a: {{ $x }}",
        ),
    ] {
        let provisioners = format!("- uri: template://x\n  type: thing\n  outputs: |\n    {template}\n");
        let refused = outcome([("score.yaml", USES_THING.to_owned()), ("a.provisioners.yaml", provisioners)]);
        assert_refused(name, &refused, "template-error");
        let patched = outcome([("score.yaml", VALID), ("a.tpl", template)]);
        assert_refused(name, &patched, "template-error");
    }
}

/// Pieces that mean something to some stage.
const PIECES: &[&str] = &[
    "${",
    "}",
    "$${",
    "$",
    "{{",
    "}}",
    "{{ end }}",
    "{{ .State",
    "|",
    "- ",
    ": ",
    "\n",
    "\n\n",
    "  ",
    "\t",
    "\r\n",
    "#",
    "'",
    "\"",
    "\\",
    "&a ",
    "*a",
    "<<: ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "!!int ",
    "---\n",
    "...\n",
    "~",
    "null",
    "0",
    "-1",
    "1e999",
    ".nan",
    "2024-01-31",
    "\u{feff}",
    "\u{0}",
    "\u{85}",
    "é",
    "🔐💬a_b💬🔐",
    "🔐💬",
    "resources.db",
    "metadata.",
    "service",
];

/// A change of a text: from where, how many bytes go, what comes.
fn change() -> impl Strategy<Value = (prop::sample::Index, usize, String)> {
    let piece = prop_oneof![4 => prop::sample::select(PIECES).prop_map(str::to_owned), 1 => any::<String>()];
    (any::<prop::sample::Index>(), 0..12_usize, piece)
}

fn changed(text: &str, changes: &[(prop::sample::Index, usize, String)]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for (index, length, piece) in changes {
        let at = index.index(bytes.len() + 1);
        let end = (at + length).min(bytes.len());
        bytes.splice(at..end, piece.bytes());
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_files_are_carried_or_refused(changes in prop::collection::vec(change(), 1..4)) {
        outcome([("score.yaml", changed(VALID, &changes))]);
        outcome([("score.yaml", VALID.as_bytes().to_vec()), ("overrides.yaml", changed(VALID, &changes))]);
        outcome([("score.yaml", USES_THING.as_bytes().to_vec()), ("a.provisioners.yaml", changed(PROVISIONERS, &changes))]);
    }

    #[test]
    fn any_bytes_are_carried_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200), text in any::<String>()) {
        outcome([("score.yaml", bytes.clone())]);
        outcome([("score.yaml", USES_THING.as_bytes().to_vec()), ("a.provisioners.yaml", bytes.clone())]);
        outcome([("score.yaml", SMALL.as_bytes().to_vec()), ("a.tpl", bytes)]);
        outcome([("score.yaml", SMALL.replace("TEXT", &text))]);
    }
}
