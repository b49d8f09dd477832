use super::*;

fn value(json: &str) -> Value {
    serde_json::from_str::<serde_json::Value>(json).unwrap().into()
}

/// Where 9 was put, in the form of JSON, and how often.
fn replaced(document: &str, path: &str) -> (usize, Value) {
    let mut document = value(document);
    let count = replace(&mut document, path, &9.into()).unwrap();
    (count, document)
}

#[test]
fn patterns_replace_the_first_key_whose_path_exists() {
    for (document, path, count, wanted) in [
        (r#"{"s":{"b":{"x":1},"a":{"x":1}}}"#, "s.*.x", 1, r#"{"s":{"b":{"x":1},"a":{"x":9}}}"#),
        (r#"{"s":{"a":{},"b":{"x":1}}}"#, "s.*.x", 1, r#"{"s":{"a":{},"b":{"x":9}}}"#),
        (r#"{"s":{"a":{},"b":{}}}"#, "s.*.x", 0, r#"{"s":{"a":{},"b":{}}}"#),
        (r#"{"s":{"web":1,"wxb":1}}"#, "s.w?b", 1, r#"{"s":{"web":9,"wxb":1}}"#),
        (r#"{"s":{"a*":1,"ab":1}}"#, r"s.a\**", 1, r#"{"s":{"a*":9,"ab":1}}"#),
        (r#"{"s":[{"x":1},{"x":1}]}"#, "s.1.*", 1, r#"{"s":[{"x":1},{"x":9}]}"#),
        (r#"{"s":[1,2]}"#, "s.*", 0, r#"{"s":[1,2]}"#),
        (r#"{"a@b":1}"#, "a@b", 1, r#"{"a@b":9}"#),
        (r#"{"l":{"@foo":1}}"#, "l.@foo", 1, r#"{"l":{"@foo":9}}"#),
        (r#"{"l":{"a.b#":1}}"#, r"l.a\.b#", 1, r#"{"l":{"a.b#":9}}"#),
    ] {
        assert_eq!(replaced(document, path), (count, value(wanted)), "{document} {path}");
    }
}

#[test]
fn items_of_lists_are_replaced_where_they_fit() {
    let ports = r#"{"p":[{"t":80,"n":"a"},{"t":81,"n":"b"},{"t":81}]}"#;
    for (path, count, wanted) in [
        ("p.#.n", 2, r#"{"p":[{"t":80,"n":9},{"t":81,"n":9},{"t":81}]}"#),
        ("p.#(t==81).n", 1, r#"{"p":[{"t":80,"n":"a"},{"t":81,"n":9},{"t":81}]}"#),
        ("p.#(t>80)", 1, r#"{"p":[{"t":80,"n":"a"},9,{"t":81}]}"#),
        ("p.#(t==81)#.t", 2, r#"{"p":[{"t":80,"n":"a"},{"t":9,"n":"b"},{"t":9}]}"#),
        ("p.#(t==81)#.n", 1, r#"{"p":[{"t":80,"n":"a"},{"t":81,"n":9},{"t":81}]}"#),
        ("p.#(n)#", 2, r#"{"p":[9,9,{"t":81}]}"#),
        (r#"p.#(n=="b").t"#, 1, r#"{"p":[{"t":80,"n":"a"},{"t":9,"n":"b"},{"t":81}]}"#),
        (r#"p.#(n%"?").t"#, 1, r#"{"p":[{"t":9,"n":"a"},{"t":81,"n":"b"},{"t":81}]}"#),
        // The first that fits counts, also when it has no such key.
        ("p.#(n==a).x", 0, ports),
        ("p.#(t==99)", 0, ports),
        // The number of items is none of its values.
        ("p.#", 0, ports),
        ("p.#x", 0, ports),
    ] {
        assert_eq!(replaced(ports, path), (count, value(wanted)), "{path}");
    }
    let nested = r#"{"c":[{"p":[{"n":1},{"n":2}]},{"p":[{"n":3}]}]}"#;
    let wanted = r#"{"c":[{"p":[{"n":9},{"n":9}]},{"p":[{"n":9}]}]}"#;
    assert_eq!(replaced(nested, "c.#.p.#.n"), (3, value(wanted)));
    assert_eq!(
        replaced(nested, "c.#(p.#(n==3)).p.#.n").1,
        value(r#"{"c":[{"p":[{"n":1},{"n":2}]},{"p":[{"n":9}]}]}"#)
    );
}

#[test]
fn conditions_compare_by_the_kind_of_the_value() {
    for (items, condition, wanted) in [
        (r#"["a","b","c"]"#, "==b", r#"["a",9,"c"]"#),
        (r#"["a","b","c"]"#, r#">"b""#, r#"["a","b",9]"#),
        (r#"["a","b","c"]"#, r#"!="a""#, r#"["a",9,9]"#),
        (r#"["ab","b","c"]"#, r#"!%"a*""#, r#"["ab",9,9]"#),
        ("[1,2,3]", ">=2", "[1,9,9]"),
        ("[1,2,3]", "<2", "[9,2,3]"),
        ("[1,2,3]", "<=x", "[1,2,3]"),
        ("[true,false]", "==true", "[9,false]"),
        ("[true,false]", "<true", "[true,9]"),
        ("[true,false]", ">false", "[9,false]"),
        (r#"[null,0,"f",1,"true"]"#, "==~false", r#"[9,9,9,1,"true"]"#),
        (r#"[null,0,"f",1,"true"]"#, "==~true", r#"[null,0,"f",9,9]"#),
        (r#"[null,0]"#, "!=~null", r#"[null,9]"#),
        (r#"[null,0]"#, "=~*", "[9,9]"),
        (r#"["a\"b"]"#, r#"=="a\"b""#, "[9]"),
        ("[null,[1]]", "==1", "[null,[1]]"),
        (r#"[{"t":[1,2]},{"t":[1]}]"#, "t.#>1", r#"[9,{"t":[1]}]"#),
    ] {
        let path = format!("#({condition}){}", if wanted.matches('9').count() > 1 { "#" } else { "" });
        assert_eq!(replaced(items, &path).1, value(wanted), "{items} {path}");
    }
}

#[test]
fn what_is_made_by_a_path_cannot_be_set() {
    for path in ["a|b*", "@this", "a.@reverse.0", "a.[b,c]*", "a.#(b==1)|c", "a.#.@this", "a.#(b|c==1)"] {
        let mut document = value(r#"{"a":[{"b":1}]}"#);
        let refused = replace(&mut document, path, &9.into());
        let in_mapping = replace(&mut value(r#"{"a":{"b":1}}"#), path, &9.into());
        assert!(refused == Err(NeverSets::Computed) || in_mapping == Err(NeverSets::Computed), "{path}");
    }
    assert_eq!(replace(&mut value(r#"{"a":[1]}"#), "a.#(b==1", &9.into()), Err(NeverSets::Open));
}
