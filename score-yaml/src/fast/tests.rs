use proptest::prelude::*;

use crate::node::Node;
use crate::reader::{Limits, read_from_events};
use crate::span::SourceId;

fn quick(text: &str) -> Option<Node> {
    super::read(SourceId(0), text, &Limits::default())
}

/// What the quick way reads, the full parser reads in the same way, and values are those of the nodes.
fn agrees(text: &str) -> bool {
    let value: Option<crate::Value> = super::read(SourceId(0), text, &Limits::default());
    let quick = quick(text);
    // The texts of numbers too, which count for nothing when they are compared.
    assert_eq!(format!("{value:?}"), format!("{:?}", quick.as_ref().map(Node::to_value)), "{text:?}");
    let Some(quick) = quick else { return false };
    let full = read_from_events(SourceId(0), text);
    assert_eq!(full.as_deref(), Ok(&[quick][..]), "{text:?}");
    true
}

#[test]
fn common_forms_take_the_quick_way() {
    for text in [
        "a: 1\n",
        "---\na: 1\n",
        "# comment\n\na: x # comment\nb:\n  c: 'it''s'\n  d: \"a \\\"b\\\"\\n\"\n",
        "a:\n- x\n- k: v\n  l: w\n- - 1\n  - 2\n",
        "a:\n  - x\n  -\n  - k: v\n    l: |\n      one\n\n        two\n\nz: |-\n  foo\n",
        "a: {b: [1, 'x', \"y\"], c: d e}\ne: []\nf: {}\n",
        "a:\nb:\n\n  # far\n\nc: ~\n",
        "a: ${resources.db.host}:5432\nb: http://x:80/y#z\nc: -v\nd: a, b [c] {d}\n",
        "a: |\n  x",
        "- a\n- b: c\n",
        "a:\n  [\n    \"x\",\n    'y'\n  ]\nb: [1,\n  2]\n",
        "a:\n  \"/data\": 1\n",
        "a:\n  - :8080\n  - :x: y\nb: :80 # c\n",
        "\"a b\": 1\n'c': 2\n",
        "a: \"\\x41\\u00e9 \\U0001F510\"\n",
        "a: {\"b\":{\"c d\":\"e\",\"f\":[1,\"x\"]},'g':h}\n",
    ] {
        assert!(agrees(text), "{text:?}");
    }
}

#[test]
fn everything_else_is_left_to_the_full_parser() {
    for text in [
        "",
        "a",
        "a: b: c\n",
        "a: &x 1\n",
        "a: *x\n",
        "a: !!str 1\n",
        "a: 1\na: 2\n",
        "a: >\n  x\n",
        "a: one\n  two\n",
        "? a\n: b\n",
        "a:\t1\n",
        "a: 1\n---\nb: 2\n",
        "a: 1\n...\n",
        "a: \"\\a\"\n",
        "a: \"\\uD800\"\n",
        "a: \"\\u41\"\n",
        "<<: {a: b}\n",
        "a: 1\r\nb: 2\r\n",
        "a: 'x\n",
        "a : 1\n",
        "a:\n    b: 1\n  c: 2\n",
        "a: |2\n   x\n",
        "[a]: b\n",
    ] {
        assert!(quick(text).is_none(), "{text:?}");
    }
}

/// Pieces that, put together, often are YAML and sometimes nearly are.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("a: "),
        Just("b:"),
        Just("key: "),
        Just("\n"),
        Just("\n  "),
        Just("\n    "),
        Just("\n      "),
        Just("- "),
        Just("-"),
        Just("x"),
        Just("1"),
        Just("0.5"),
        Just("true"),
        Just("~"),
        Just("''"),
        Just("'it''s'"),
        Just("\"q\\n\""),
        Just("\"\\x4"),
        Just("\"\\u00e9"),
        Just("\"\\U0001F51"),
        Just("0\""),
        Just("\"\\\""),
        Just("\"k\":"),
        Just("|\n"),
        Just("|-\n"),
        Just("#c"),
        Just(" # c"),
        Just("["),
        Just("]"),
        Just("{"),
        Just("}"),
        Just(", "),
        Just(","),
        Just(": "),
        Just(":"),
        Just(" "),
        Just("\t"),
        Just("é"),
        Just("---\n"),
        Just("...\n"),
        Just("?"),
        Just("&a "),
        Just("*a"),
        Just("<<: "),
        Just("2001-01-01"),
        Just(":80"),
        Just(":x"),
        Just("\u{2028}"),
        Just("!t "),
        Just(">\n"),
        Just("%"),
        Just("\\"),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// A document of the common forms, indented at will.
fn document() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        "[a-z$./-]{1,8}",
        "[ -~]{0,12}",
        Just("'a b'".to_owned()),
        Just("\"a: b\"".to_owned()),
        Just(String::new()),
        Just("[1, two, {k: v}]".to_owned()),
        Just("[1,".to_owned()),
        Just("{a: 'b',".to_owned()),
        Just("{\"a\":\"b\",\"c\":[1,{\"d\":e}]}".to_owned()),
        Just("{\"a\":'b',c:d,'e':".to_owned()),
        Just("\"x\":y}".to_owned()),
        Just("2]".to_owned()),
        Just("]".to_owned()),
        Just("}".to_owned()),
        Just("|".to_owned()),
        Just("# c".to_owned()),
    ];
    let line = (0usize..5, prop_oneof![Just(""), Just("- "), Just("- - ")], "[a-c]{0,2}", scalar, 0usize..3)
        .prop_map(|(depth, dash, key, value, blank)| {
            let colon = if key.is_empty() { "" } else { ": " };
            format!("{}{dash}{key}{colon}{value}{}\n", " ".repeat(depth), "\n".repeat(blank / 2))
        });
    proptest::collection::vec(line, 1..8).prop_map(|lines| lines.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn pieces_are_read_alike(text in pieces()) {
        agrees(&text);
    }

    #[test]
    fn documents_are_read_alike(text in document()) {
        agrees(&text);
    }
}
