use score_core::diagnostic::short;

use super::*;

fn value(yaml: &str) -> Value {
    score_yaml::read(SourceId::NONE, yaml, &score_yaml::Limits::default()).unwrap()[0].to_value()
}

struct Run {
    document: Value,
    applied: Option<Vec<String>>,
    /// In the short form, without the name of the template.
    noticed: String,
}

fn run_with(template: &str, document: &str, change: impl Fn(&mut PatchInputs<'_>)) -> Run {
    let mut sources = Sources::new();
    let id = sources.add("p.tpl", template);
    let mut log = Diagnostics::new();
    let mut document = value(document);
    let seed = Seed::from_text("test");
    let mut inputs = PatchInputs {
        document_field: if document.as_sequence().is_some() { "Manifests" } else { "Compose" },
        workloads: Rc::new(value("{shop: {containers: {web: {image: w}}, metadata: {name: shop}}}")),
        facts: &[("Namespace", Value::String(String::new()))],
        substitute: None,
        seed: &seed,
        missing_values: MissingValues::Error,
    };
    change(&mut inputs);
    let parsed = PatchTemplate::parse(&sources, id, &LoadOptions::new(), &mut log);
    let applied = parsed.and_then(|template| template.apply(&mut document, &inputs, &mut log));
    Run {
        document,
        applied: applied.map(|applied| applied.iter().map(Applied::to_string).collect()),
        noticed: short::render(&log, &sources),
    }
}

fn run(template: &str, document: &str) -> Run {
    run_with(template, document, |_| {})
}

const COMPOSE: &str = "{name: p, services: {b: {image: x}, a: {image: y, ports: [{target: 80}]}}}";

#[test]
fn operations_are_rendered_from_the_document_and_applied_in_order() {
    let template = "{{ range $name, $service := .Compose.services }}\n    {{ if eq $service.image \"y\" }}\n- op: set\n  \
                    path: services.{{ $name }}.read_only\n  value: true\n  description: because\n    {{ end }}\n{{ end }}\n\
                    - {op: delete, path: services.b}\n- {op: delete, path: services.b}\n";
    let Run { document, applied, noticed } = run(template, COMPOSE);
    assert_eq!(noticed, "");
    assert_eq!(
        applied.unwrap(),
        [
            "Applying patch to services.a.read_only (because)",
            "Applying patch to services.b",
            "Applying patch to services.b: nothing is there"
        ]
    );
    let wanted = "{name: p, services: {a: {image: y, ports: [{target: 80}], read_only: true}}}";
    assert_eq!(document, value(wanted));
}

#[test]
fn templates_see_the_document_the_workloads_and_facts() {
    for (expression, seen) in [
        (
            ".Compose | toJson",
            r#"{"name":"p","services":{"a":{"image":"y","ports":[{"target":80}]},"b":{"image":"x"}}}"#,
        ),
        ("keys .Compose.services | sortAlpha | join \",\"", "a,b"),
        ("dig \"services\" \"a\" \"image\" \"\" .Compose", "y"),
        ("(index .Compose.services.a.ports 0).target", "80"),
        ("len .Compose.services", "2"),
        (".Workloads.shop.containers | toJson", r#"{"web":{"image":"w"}}"#),
        ("hasKey .Compose.services \"c\"", "false"),
        (".Namespace | default \"none\"", "none"),
    ] {
        let Run { document, noticed, .. } = run(
            &format!("- {{op: set, path: seen, value: {{{{ {expression} | toString | quote }}}}}}"),
            COMPOSE,
        );
        assert_eq!((noticed.as_str(), document.get("seen")), ("", Some(&Value::from(seen))), "{expression}");
    }
}

#[test]
fn a_text_without_operations_changes_nothing() {
    for template in
        ["", " \n", "{{/* nothing */}}", "# nothing\n", "{{ if false }}- op: set{{ end }}", "[]", "null"]
    {
        let Run { document, applied, noticed } = run(template, COMPOSE);
        assert_eq!((document, applied, noticed), (value(COMPOSE), Some(vec![]), String::new()), "{template}");
    }
}

#[test]
fn manifests_are_a_list_and_numbers_stay_what_they_are() {
    let template = "{{ range $i, $m := (reverse .Manifests) }}{{ $i := sub (len $.Manifests) (add $i 1) }}\n\
                    - op: delete\n  path: {{ $i }}\n{{ end }}\n- op: set\n  path: -1\n  value: {n: 1e6, i: 1000650, d: 2001-01-01, \
                    f: 0.5, u: 18446744073709551615}\n";
    let Run { document, applied, .. } = run(template, "[{kind: A}, {kind: B, big: 1000650}]");
    assert_eq!(applied.unwrap().len(), 3);
    let written = score_yaml::write(&document, &score_yaml::Style::default());
    assert_eq!(
        written,
        "- \"n\": 1e+06\n  i: 1000650\n  d: \"2001-01-01T00:00:00Z\"\n  f: 0.5\n  u: 18446744073709551615\n"
    );
    let Run { document, .. } = run("- {op: set, path: 0.a, value: b}", "[{big: 1000650, float: 1.0e7}]");
    assert_eq!(document, value("[{big: 1000650, float: 1.0e7, a: b}]"));
}

#[test]
fn placeholders_are_filled_by_the_caller() {
    let template =
        "- {op: set, path: filled, value: '{{ substituteValue \"shop\" \"${metadata.name}\" | upper }}'}\n";
    let filled = run_with(template, COMPOSE, |inputs| {
        inputs.substitute = Some(Arc::new(|workload, text| Ok(format!("{workload}:{text}"))));
    });
    assert_eq!(filled.document.get("filled"), Some(&Value::from("SHOP:${METADATA.NAME}")));
    let refused = run(template, COMPOSE);
    assert!(refused.noticed.contains("placeholders cannot be filled here"), "{}", refused.noticed);
}

#[test]
fn what_is_drawn_follows_from_the_seed_and_the_text() {
    let drawn = |template| run(template, COMPOSE).document.get("d").cloned();
    let template = "- {op: set, path: d, value: \"{{ randAlphaNum 9 }}\"}";
    assert_eq!(drawn(template), drawn(template));
    assert_ne!(drawn(template), drawn(&format!("{template}\n")));
}

#[test]
fn mistakes_are_placed_in_the_template() {
    for (template, noticed) in [
        ("{{ if }}", "p.tpl:1:7: error[template-error]: the patch template is wrong: missing value for if"),
        (
            "\n- op: {{ .Compse.name }}",
            "p.tpl:2:11: error[template-error]: the patch template failed: can't evaluate field Compse in type Patch",
        ),
        ("{{ fail \"not here\" }}", "p.tpl:1:4: error[template-error]: the patch template gave up: not here"),
        (
            "- op: set\n  path: a\n  value: {{ .Compose.nothing }}",
            "p.tpl:3:13: error[missing-template-value]: `.Compose.nothing` has no value, and the patch template prints `<no \
             value>` for it",
        ),
        (
            "a: b",
            "p.tpl:1:1: error[invalid-patch]: a patch template renders a list of operations, and this is a mapping",
        ),
        ("- a\n", "p.tpl:1:3: error[invalid-patch]: an operation is a mapping, and operation 1 is text"),
        (
            "\n- op: set\n  pth: a\n- {op: set, path: b, valu: 1}\n",
            "p.tpl:3:3: error[invalid-patch]: unknown key `pth` in operation 1\n\
             p.tpl:4:22: error[invalid-patch]: unknown key `valu` in operation 2",
        ),
        ("- {op: add, path: a}", "p.tpl:1:8: error[invalid-patch]: unknown operation `add`"),
        ("- {path: a}", "p.tpl:1:4: error[invalid-patch]: operation 1 does not say what it does"),
        (
            "- {op: set, path: [a]}",
            "p.tpl:1:19: error[invalid-patch]: `path` of operation 1 is text, and this is a list",
        ),
        (
            "- {op: set, path: name.0}\n- {op: set, path: name.x}",
            "p.tpl:2:19: error[invalid-patch]: operation 2 of the patch template cannot be applied to `name.x`: an item of a \
             list is named by its index or by `-1`, and `x` is neither",
        ),
        (
            "- {op: set}",
            "p.tpl:1:4: error[invalid-patch]: operation 1 of the patch template cannot be applied to ``: the path is empty",
        ),
        (
            "- {op: delete, path: \"services.*\"}",
            "p.tpl:1:22: error[invalid-patch]: operation 1 of the patch template cannot be applied to `services.*`: a \
             complex path, which is one with `*`, `?`, `#`, `|` or `@`, can set values and not delete them",
        ),
        (
            "- {op: set, path: \"name|@this\"}",
            "p.tpl:1:19: warning[invalid-patch]: operation 1 of the patch template sets nothing at `name|@this`: `|`, `[`, \
             `{` and modifiers such as `@reverse` make new values, and those cannot be set",
        ),
        (
            "- op: set\n  path: a\n  op: set\n",
            "p.tpl:3:3: error[invalid-patch]: the patch template did not render YAML: a key stands twice in the same mapping",
        ),
        (
            "{{ range $n, $_ := .Compose.services }}\n- op: set\n  path: services.{{ $n }}.x\n  valu: 1\n{{ end }}",
            "p.tpl:4:3: error[invalid-patch]: unknown key `valu` in operation 1\n\
             p.tpl:4:3: error[invalid-patch]: unknown key `valu` in operation 2",
        ),
    ] {
        let found = run(template, COMPOSE);
        assert_eq!(found.noticed.trim_end(), noticed, "{template}");
        assert_eq!(found.applied.is_none(), noticed.contains("error["), "{template}");
    }
}
