//! Templates made at random give what another engine for the same language gives.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use score_template::{Functions, Surroundings, Template, Value};

/// What both engines are given: a value of each kind.
fn data() -> Value {
    let text = |text: &str| Value::from(text);
    let map = |entries: &[(&str, Value)]| {
        Value::map(entries.iter().map(|(key, value)| ((*key).to_owned(), value.clone())))
    };
    map(&[
        ("name", text("héllo <b>'x'</b>")),
        ("plain", text("plain text")),
        ("empty", text("")),
        ("count", 7.into()),
        ("negative", (-3).into()),
        ("zero", 0.into()),
        ("ratio", 2.5.into()),
        ("on", true.into()),
        ("off", false.into()),
        ("list", Value::list([1.into(), 2.into(), 3.into()])),
        ("words", Value::list([text("a"), text("b")])),
        ("nothing", Value::list([])),
        ("table", map(&[("a", 1.into()), ("b", map(&[("c", text("deep"))]))])),
    ])
}

/// The same value for the other engine.
fn converted(value: &Value) -> gotmpl::Value {
    match value {
        Value::Bool(value) => gotmpl::Value::Bool(*value),
        Value::Int(value) => gotmpl::Value::Int(*value),
        Value::Float(value) => gotmpl::Value::Float(*value),
        Value::String(text) => gotmpl::Value::String((&**text).into()),
        Value::List(list) => gotmpl::Value::List(list.items().iter().map(converted).collect()),
        Value::Map(map) => gotmpl::Value::Map(std::sync::Arc::new(
            map.entries().iter().map(|(key, value)| ((&**key).into(), converted(value))).collect(),
        )),
        other => panic!("{other:?} is not in the data"),
    }
}

fn one_of(words: &'static [&'static str]) -> impl Strategy<Value = String> + Clone {
    proptest::sample::select(words).prop_map(str::to_owned)
}

fn field() -> impl Strategy<Value = String> + Clone {
    one_of(&[
        "$.name",
        "$.empty",
        "$.count",
        "$.negative",
        "$.zero",
        "$.ratio",
        "$.on",
        "$.off",
        "$.list",
        "$.words",
        "$.nothing",
        "$.table",
        "$.table.a",
        "$.table.b.c",
        "$.missing",
        "$.missing.deeper",
        ".",
        ".",
        ".count",
        "$.table.b",
        "$v",
        "$v",
        "$v.c",
    ])
}

fn literal() -> impl Strategy<Value = String> + Clone {
    one_of(&[
        "1",
        "0",
        "-2",
        "0x10",
        "0b11",
        "1_000",
        "017",
        "'a'",
        "1.5",
        "1e3",
        "true",
        "false",
        r#""""#,
        r#""a""#,
        r#""x y\t\"z\"\u00e9""#,
        "`raw \\n`",
    ])
}

// What the other engine does otherwise than Go is left out: the functions that escape take one argument there, a field of
// nothing is an error, bytes of a text are reached at the start of characters only, and verbs that do not suit
// their value are shown in another way.

/// A value: a field, a literal, or a call between parentheses.
fn operand() -> impl Strategy<Value = String> + Clone {
    let leaf = prop_oneof![3 => field(), 2 => literal()].boxed();
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            3 => inner.clone(),
            2 => pipeline(inner).prop_map(|pipeline| format!("({pipeline})")),
        ]
    })
}

/// A call of a built-in function with arguments that suit it more often than not.
fn call(operand: impl Strategy<Value = String> + Clone + 'static) -> impl Strategy<Value = String> + Clone {
    let many = proptest::collection::vec(operand.clone(), 1..4).prop_map(|operands| operands.join(" "));
    let pair = (operand.clone(), operand.clone()).prop_map(|(one, other)| format!("{one} {other}"));
    let indexable = one_of(&["$.list", "$.words", "$.table", "$.plain", "$.nothing", "$.table.b"]);
    let index = one_of(&["0", "1", "2", "5", "-1", r#""a""#, r#""b" "c""#, r#""z""#, "$.zero"]);
    let formatted = one_of(&[
        "%v\" $.list",
        "%v|%5v\" $.on $.count",
        "%d\" $.count",
        "%5d|%-5d|\" $.negative 0x10",
        "%05d\" $.negative",
        "%+d\" 1_000",
        "%x\" $.count",
        "%#X\" 255",
        "%o\" 9",
        "%b\" 5",
        "%c\" 'a'",
        "%U\" 'a'",
        "%q\" $.name",
        "%s\" $.plain",
        "%-8s|%8s|\" $.plain \"é\"",
        "%x\" $.plain",
        "%.3s\" $.name",
        "%.2f\" $.ratio",
        "%8.3f\" 1.5",
        "%08.3f\" -2.25",
        "%e\" $.ratio",
        "%g\" 1e3",
        "%t\" $.off",
        "%%\"",
        "%*d\" 4 $.count",
        "%[2]v %[1]v\" $.a $.zero",
        "%d\"",
    ]);
    prop_oneof![
        (one_of(&["and", "or", "print", "println"]), many.clone())
            .prop_map(|(name, operands)| format!("{name} {operands}")),
        (one_of(&["eq", "ne", "lt", "le", "gt", "ge"]), pair)
            .prop_map(|(name, pair)| format!("{name} {pair}")),
        (one_of(&["not", "len", "html", "js", "urlquery"]), operand)
            .prop_map(|(name, operand)| format!("{name} {operand}")),
        (one_of(&["index", "slice"]), indexable, index)
            .prop_map(|(name, of, index)| format!("{name} {of} {index}")),
        formatted.prop_map(|formatted| format!("printf \"{formatted}")),
    ]
}

fn pipeline(operand: impl Strategy<Value = String> + Clone + 'static) -> BoxedStrategy<String> {
    let stages = proptest::collection::vec(
        one_of(&[
            "print",
            "len",
            "not",
            "html",
            "printf \"<%v>\"",
            "eq 1",
            "js",
            "index $.table",
            "and true",
        ]),
        0..3,
    );
    let first = prop_oneof![2 => operand.clone(), 3 => call(operand)];
    (first, stages)
        .prop_map(|(first, stages)| stages.into_iter().fold(first, |all, stage| format!("{all} | {stage}")))
        .boxed()
}

/// An action between delimiters, of which either may trim the text beside it.
fn action(inside: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    (one_of(&["{{", "{{ ", "{{- "]), inside, one_of(&["}}", " }}", " -}}"]))
        .prop_map(|(open, inside, close)| format!("{open}{inside}{close}"))
}

fn body() -> impl Strategy<Value = String> {
    let pipe = || pipeline(operand());
    let leaf = prop_oneof![
        one_of(&["", " ", "text\n", "  \n\t", "} }", "{ {", "é"]),
        action(pipe()),
        action(pipe().prop_map(|pipe| format!("$v := {pipe}"))),
        action(pipe().prop_map(|pipe| format!("$v = {pipe}"))),
        one_of(&["{{/* a note */}}", "{{- /* a\nnote */ -}}", r#"{{template "t" $}}"#]),
    ]
    .boxed();
    leaf.prop_recursive(4, 40, 4, move |inner| {
        let block = |word: &'static str, heads: BoxedStrategy<String>, inner: BoxedStrategy<String>| {
            (
                action(heads.prop_map(move |head| format!("{word} {head}"))),
                inner.clone(),
                proptest::option::of(inner),
            )
                .prop_map(|(head, body, otherwise)| match otherwise {
                    Some(otherwise) => format!("{head}{body}{{{{else}}}}{otherwise}{{{{end}}}}"),
                    None => format!("{head}{body}{{{{end}}}}"),
                })
        };
        let loops = prop_oneof![
            pipe(),
            one_of(&[
                "$i, $v := $.list",
                "$v := $.words",
                "$i, $v := $.table",
                "$.list",
                "3",
                "$v := $.count"
            ])
        ];
        let with = prop_oneof![pipe(), pipe().prop_map(|pipe| format!("$v := {pipe}"))];
        let leave = action(one_of(&["break", "continue"]));
        let branches =
            (action(pipe().prop_map(|pipe| format!("if {pipe}"))), inner.clone(), pipe(), inner.clone())
                .prop_map(|(head, body, other, rest)| {
                    format!("{head}{body}{{{{else if {other}}}}}{rest}{{{{end}}}}")
                });
        prop_oneof![
            proptest::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            block("if", pipe(), inner.clone()),
            block("with", with.boxed(), inner.clone()),
            block("range", loops.boxed(), inner.clone()),
            branches,
            (inner.clone(), action(pipe().prop_map(|pipe| format!("if {pipe}"))), leave).prop_map(
                |(before, head, leave)| format!(
                    "{{{{range $.list}}}}{before}{head}{leave}{{{{end}}}}.{{{{end}}}}"
                )
            ),
        ]
    })
}

fn ours(template: &str) -> Result<String, String> {
    let parsed = Template::parse(template, &Functions::builtin()).map_err(|error| error.to_string())?;
    Ok(parsed.render(&data(), &Surroundings::fixed()).map_err(|error| error.to_string())?.text)
}

fn theirs(template: &str) -> Result<String, String> {
    let parsed = gotmpl::Template::new("").parse(template).map_err(|error| error.to_string())?;
    parsed.execute_to_string(&converted(&data())).map_err(|error| error.to_string())
}

#[test]
fn random_templates_give_what_another_engine_gives() {
    let rendered = Cell::new(0);
    let config = Config { cases: 3000, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let templates = (body(), body()).prop_map(|(body, defined)| {
        format!("{{{{$v := 0}}}}{body}{{{{define \"t\"}}}}{{{{$v := .}}}}{defined}{{{{end}}}}")
    });
    runner
        .run(&templates, |template| {
            let (ours, theirs) = (ours(&template), theirs(&template));
            rendered.set(rendered.get() + usize::from(ours.is_ok()));
            prop_assert_eq!(ours.clone().ok(), theirs.clone().ok(), "{}\n{:?}\n{:?}", template, ours, theirs);
            Ok(())
        })
        .unwrap();
    assert!(rendered.get() > 600, "only {} templates rendered", rendered.get());
}
