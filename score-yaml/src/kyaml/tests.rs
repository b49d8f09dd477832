use super::*;
use crate::{Limits, SourceId, read};

fn printed(value: Value) -> String {
    write([&value]).unwrap().strip_prefix("---\n").unwrap().strip_suffix('\n').unwrap().to_owned()
}

fn parsed(text: &str) -> Value {
    read(SourceId(0), text, &Limits::default()).unwrap()[0].to_value()
}

#[test]
fn keys_are_bare_where_they_cannot_be_taken_for_something_else() {
    let bare = "_ __ _x 5a 0x 0b2 1e 1.2.3 a.b/c a-b ünï apple yess nul 1-2 info i x_1 0x1g 2024-13-01";
    for key in bare.split(' ') {
        let map = Mapping::from_iter([(key.to_owned(), Value::Null)]);
        assert_eq!(printed(map.into()), format!("{{\n  {key}: null,\n}}"));
    }
    let quoted = "y Y n t F on Off YES no True nULL ~ inf NaN infinity 0 08 1_000 1_ _1 0b1 0o7 0xFF 0x_f 12:30 1e3 1.5 \
                  2024-1-1 2024-01-01 -x .x x- x. x/ a@b = <<";
    for key in quoted.split(' ').chain(["", "a b"]) {
        let map = Mapping::from_iter([(key.to_owned(), Value::Null)]);
        assert_eq!(printed(map.into()), format!("{{\n  \"{key}\": null,\n}}"));
    }
}

#[test]
fn texts_are_always_quoted() {
    for (text, expected) in [
        ("", r#""""#),
        ("a", r#""a""#),
        ("it's", r#""it's""#),
        ("say \"no\" \\", r#""say \"no\" \\""#),
        ("tab\t", "\"tab\t\""),
        ("\u{1}\0\u{1b}\r", r#""\x01\0\e\r""#),
        ("é☃🔐", "\"é☃🔐\""),
        ("e\u{301}", "\"e\u{301}\""),
        ("\u{a0}\u{85}\u{2028}\u{2029}", r#""\_\N\L\P""#),
        ("\u{200b}\u{3000}\u{e000}\u{feff}\u{e0001}", r#""\u200b\u3000\ue000\ufeff\U000e0001""#),
    ] {
        assert_eq!(printed(text.into()), expected, "{text:?}");
        assert_eq!(parsed(expected), Value::from(text), "{text:?}");
    }
}

#[test]
fn several_lines_are_folded_and_read_as_they_were() {
    for (text, expected) in [
        ("a\nb\n", "\"\\\n   a\\n\\\n   b\\n\\\n  \""),
        ("a\nb", "\"\\\n   a\\n\\\n   b\\\n  \""),
        ("\n", "\"\\\n   \\n\\\n  \""),
        ("a\n\n  b \n", "\"\\\n   a\\n\\\n   \\n\\\n  \\  b \\n\\\n  \""),
        ("\tb\n\u{a0}c", "\"\\\n  \\\tb\\n\\\n   \\_c\\\n  \""),
        ("a\r\n\rb", "\"\\\n   a\\r\\n\\\n   \\rb\\\n  \""),
    ] {
        assert_eq!(printed(text.into()), expected, "{text:?}");
        assert_eq!(parsed(expected), Value::from(text), "{text:?}");
    }
    let key = Mapping::from_iter([("a\nb\t".to_owned(), Value::from("x\n"))]);
    assert_eq!(printed(key.into()), "{\n  \"a\\nb\\t\": \"\\\n     x\\n\\\n    \",\n}");
}

#[test]
fn collections_share_lines_only_with_collections() {
    for (yaml, expected) in [
        ("[]", "[]"),
        ("{}", "{}"),
        ("{b: 1, a: {}, B: []}", "{\n  B: [],\n  a: {},\n  b: 1,\n}"),
        ("[{a: 1}, {}, []]", "[{\n  a: 1,\n}, {}, []]"),
        ("[[{a: 1}]]", "[[{\n  a: 1,\n}]]"),
        ("[1, {a: [x]}]", "[\n  1,\n  {\n    a: [\n      \"x\",\n    ],\n  },\n]"),
        ("{a: [{b: 1}]}", "{\n  a: [{\n    b: 1,\n  }],\n}"),
    ] {
        assert_eq!(printed(parsed(yaml)), expected, "{yaml}");
    }
}

#[test]
fn numbers_and_dates_are_those_of_json() {
    for (yaml, expected) in [
        ("1e6", "1000000"),
        ("0x1F", "31"),
        ("1.50", "1.5"),
        ("-1", "-1"),
        ("1e21", "1e+21"),
        ("18446744073709551615", "18446744073709551615"),
        ("2001-01-01", "\"2001-01-01T00:00:00Z\""),
        ("~", "null"),
    ] {
        assert_eq!(printed(parsed(yaml)), expected, "{yaml}");
    }
}

#[test]
fn what_it_does_not_hold_is_refused_with_its_place() {
    for (value, message) in [
        (parsed("{a: [{b: 1}, {c.d: .inf}]}"), "KYAML has no infinite numbers (at `a[1].c.d`)"),
        (parsed("[[.nan]]"), "KYAML has no infinite numbers (at `[0][0]`)"),
        (Value::from("\u{7f}"), "the character U+007F is not allowed in KYAML"),
    ] {
        let refused = write([&Value::Null, &value]).unwrap_err();
        assert_eq!((refused.document, refused.to_string().as_str()), (1, message));
    }
}
