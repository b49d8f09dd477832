//! Input of any kind ends in a tree or an error, soon.

#![allow(clippy::unwrap_used, clippy::print_stdout)]
#![allow(clippy::disallowed_methods, reason = "the recorded corpus is on the disk")]

use proptest::prelude::*;
use score_yaml::{Error, ErrorKind, Limits, Node, SourceId, decode_utf8, read, span_within};

fn outcome(text: &str) -> Result<Vec<Node>, Error> {
    read(SourceId(0), text, &Limits::default())
}

fn kind(text: &str) -> Option<ErrorKind> {
    outcome(text).err().map(|error| error.kind)
}

#[test]
fn nesting_is_limited() {
    for text in ["[", "{a: ", "- ", "? ", "[[{", "a: [", "!!seq ["] {
        let text = text.repeat(10_000);
        assert!(outcome(&text).is_err(), "{}", &text[..20]);
    }
    let fine = format!("{}{}", "[".repeat(200), "]".repeat(200));
    assert!(outcome(&fine).is_ok());
    let deep = format!("{}{}", "[".repeat(201), "]".repeat(201));
    assert_eq!(kind(&deep), Some(ErrorKind::TooDeep));
}

#[test]
fn aliases_cannot_multiply() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        text.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    assert_eq!(kind(&text), Some(ErrorKind::TooManyNodes));
    assert_eq!(kind("a: &a [*a]\n"), Some(ErrorKind::RecursiveAlias));
    assert_eq!(kind("a: *b\n"), Some(ErrorKind::UnknownAnchor));
}

#[test]
fn large_inputs_are_read_or_refused() {
    let large = format!("v: {}\n", "x".repeat(50_000_000));
    assert_eq!(outcome(&large).unwrap()[0].get("v").unwrap().text().unwrap().len(), 50_000_000);
    let many: String = (0..200_000).map(|number| format!("key{number}: {number}\n")).collect();
    assert_eq!(outcome(&many).unwrap()[0].as_mapping().unwrap().len(), 200_000);
    let limits = {
        let mut limits = Limits::default();
        limits.bytes = 3;
        limits
    };
    assert_eq!(read(SourceId(0), "abcd", &limits).unwrap_err().kind, ErrorKind::TooLarge);
}

#[test]
fn what_is_no_text_is_refused_at_its_place() {
    assert_eq!(kind("v: a\0b\n"), Some(ErrorKind::ControlCharacter));
    assert_eq!(outcome("v: a\u{7}b\n").unwrap_err().span.range(), 4..5);
    let error = decode_utf8(SourceId(0), b"v: a\xffb").unwrap_err();
    assert_eq!((error.kind, error.span.range()), (ErrorKind::InvalidUtf8, 4..5));
}

#[test]
fn equal_keys_are_all_reported_with_both_places() {
    let text = "a: 1\nb: 2\na: 3\nb: 4\n";
    let mut errors = Vec::new();
    let documents = score_yaml::read_reporting(SourceId(0), text, &Limits::default(), &mut errors);
    let places: Vec<_> =
        errors.iter().map(|error| (error.span.start, error.related.map(|span| span.start))).collect();
    assert_eq!(places, [(10, Some(0)), (15, Some(5))]);
    assert_eq!(documents[0].get("a").unwrap().text(), Some("1"));
    assert_eq!(kind("1: a\n\"1\": b\n"), Some(ErrorKind::DuplicateKey));
}

#[test]
fn spans_are_exact_bytes() {
    let text =
        "\u{feff}ü: \"a\\tb ${x}\"\r\nlist:\r\n  - {k: 'it''s'}\r\n  - |\r\n    one\r\n    two ${y}\r\n";
    let root = outcome(text).unwrap().remove(0);
    let slice = |node: &Node| &text[node.span.range()];
    assert_eq!(slice(&root.entry("ü").unwrap().key), "ü");
    let quoted = root.get("ü").unwrap();
    assert_eq!(slice(quoted), "\"a\\tb ${x}\"");
    let at = quoted.text().unwrap().find("${x}").unwrap();
    assert_eq!(&text[span_within(text, quoted, at..at + 4).range()], "${x}");
    let items = root.get("list").unwrap().as_sequence().unwrap();
    assert_eq!(slice(items[0].get("k").unwrap()), "'it''s'");
    assert_eq!(&text[span_within(text, items[0].get("k").unwrap(), 3..4).range()], "s");
    let block = items[1].text().unwrap();
    assert_eq!(block, "one\ntwo ${y}\n");
    assert_eq!(&text[span_within(text, &items[1], 8..12).range()], "${y}");
}

#[test]
fn places_inside_folded_texts() {
    for (text, wanted) in [
        ("v: one two\n  three ${x} four\n", "${x}"),
        ("v: >\n  one\n  two ${x}\n\n  three\n", "${x}"),
        ("v: >-\n\n  one\n\n\n  two ${x}\n", "${x}"),
        ("v: |2\n    one\n   ${x}\n", "${x}"),
        ("v: \"one\n\n  two \\\n  ${x}\"\n", "${x}"),
        ("v: 'it''s\n  ${x}'\n", "${x}"),
        ("v: \"\\U0001F510\\x41${x}\"\n", "${x}"),
    ] {
        let node = outcome(text).unwrap().remove(0).get("v").unwrap().clone();
        let at = node.text().unwrap().find(wanted).unwrap();
        let span = span_within(text, &node, at..at + wanted.len());
        assert_eq!(&text[span.range()], wanted, "{text:?}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "[ \\n\\t\\r\\-:?\\[\\]{},&*!|>'\"%@`#a-c0-9~<$\u{feff}\u{e9}]{0,60}") {
        if let Ok(documents) = outcome(&text) {
            for node in &documents {
                walk(node, &text);
            }
        }
    }
}

fn walk(node: &Node, text: &str) {
    assert!(text.get(node.span.range()).is_some(), "{:?} of {text:?}", node.span);
    if let Some(scalar) = node.text() {
        for at in 0..=scalar.len() {
            let span = span_within(text, node, at..scalar.len());
            assert!(
                text.get(span.range()).is_some() || !text.is_char_boundary(span.start as usize),
                "{text:?}"
            );
        }
    }
    node.as_sequence().unwrap_or_default().iter().for_each(|item| walk(item, text));
    for entry in node.as_mapping().unwrap_or_default() {
        walk(&entry.key, text);
        walk(&entry.value, text);
    }
}
