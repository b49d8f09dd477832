//! What provisioners and patches add, and how all of it is put together and printed.

use super::*;

const SHOP: &str = "
metadata: {name: shop}
containers: {web: {image: a}}
resources: {one: {type: one}, two: {type: one}}
";

#[test]
fn what_resources_share_is_written_once() {
    let served: &Served = &[(
        "one",
        "manifests:
- {apiVersion: v1, kind: ConfigMap, metadata: {name: both, annotations: {k8s.score.dev/resource-uid: ID}}}
- {apiVersion: v1, kind: ConfigMap, metadata: {name: ID}}",
    )];
    for options in [Options::native(), Options::reference()] {
        let (generated, found) = run(&options, &[SHOP], served);
        assert!(generated.is_some() && found.is_empty(), "{found}");
        let mut names = names(&values(&options, &[SHOP], served));
        names.sort_unstable();
        assert_eq!(names, ["ConfigMap both", "ConfigMap shop.one", "ConfigMap shop.two", "Deployment shop"]);
    }
}

#[test]
fn one_name_for_different_objects_is_never_silent() {
    let served: &Served =
        &[("one", "manifests: [{apiVersion: v1, kind: ConfigMap, metadata: {name: both}, data: {of: ID}}]")];
    let message = "[name-collision]: resource `one.default#shop.one` and resource `one.default#shop.two` both write \
                   ConfigMap `both`, differently";
    let refused = found(&Options::native(), &[SHOP], served);
    assert!(refused.contains(&format!("error{message}")), "{refused}");
    let warned = found(&Options::reference(), &[SHOP], served);
    assert!(warned.contains(&format!("warning{message}")), "{warned}");
    let manifests = values(&Options::reference(), &[SHOP], served);
    assert_eq!(at(object(&manifests, "ConfigMap", "both"), "data.of"), &"shop.two".into());

    let service: &Served =
        &[("one", "manifests: [{apiVersion: apps/v1, kind: Deployment, metadata: {name: shop}}]")];
    let found = found(&Options::native(), &[SHOP], service);
    assert!(found.contains("both write Deployment `shop`, differently"), "{found}");
}

#[test]
fn known_kinds_are_checked() {
    let shop = "
metadata: {name: shop}
containers: {web: {image: a}}
resources: {one: {type: TYPE}}
";
    for (manifest, native, reference, of_program) in [
        ("{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {prots: []}}", true, true, false),
        ("{apiVersion: v1, kind: Secret, metadata: {name: a}, stringData: {a: 5}}", true, true, false),
        ("{apiVersion: batch/v1, kind: Job, metadata: {name: a}, spec: {nonsense: 1}}", true, false, false),
        ("{apiVersion: x.io/v1, kind: Job, metadata: {name: a}, spec: {nonsense: 1}}", false, false, false),
        ("{apiVersion: v1, metadata: {name: a}}", true, true, true),
        ("{kind: Job}", true, true, true),
        ("{apiVersion: x/v1, kind: Odd, spec: {password: <pg/password>}}", true, true, true),
    ] {
        let served: &'static Served = Box::leak(Box::new([
            ("one", &*Box::leak(format!("manifests: [{manifest}]").into_boxed_str())),
            ("cmd-one", &*Box::leak(format!("manifests: [{manifest}]").into_boxed_str())),
        ]));
        for (options, kind, is_refused) in [
            (Options::native(), "one", native),
            (Options::native(), "cmd-one", native),
            (Options::reference(), "one", reference),
            (Options::reference(), "cmd-one", of_program),
        ] {
            let found = found(&options, &[&shop.replace("TYPE", kind)], served);
            assert_eq!(found.contains("error["), is_refused, "{kind} {manifest}: {found}");
        }
    }
}

#[test]
fn what_is_wrong_with_a_manifest_is_named_with_its_place() {
    let served: &Served = &[(
        "one",
        "manifests: [{apiVersion: v1, kind: Service, metadata: {name: ID}, spec: {ports: [{prot: 1, port: x}]}}]",
    )];
    let shop = SHOP.replace(", two: {type: one}", "");
    assert_eq!(
        found(&Options::native(), &[&shop], served),
        "0.yaml:5:25: error[invalid-manifest]: `spec.ports[0].port` of v1 `Service` is of the wrong type: expected a \
         whole number of at most 32 bits, found text\n\
         0.yaml:5:25: error[invalid-manifest]: `spec.ports[0].prot` of v1 `Service` is not a field that Kubernetes \
         knows\n"
    );
}

#[test]
fn objects_are_put_into_the_namespace() {
    let served: &Served = &[(
        "one",
        "manifests:
- {apiVersion: v1, kind: ConfigMap, metadata: {name: ID, namespace: own}}
- {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: ID}}
- {apiVersion: x.io/v1, kind: Odd, metadata: {name: ID}}",
    )];
    let shop = SHOP.replace(", two: {type: one}", "");
    for (base, of_config_map) in [(Options::native(), "own"), (Options::reference(), "team")] {
        let options = Options {
            namespace: Some("team".to_owned()),
            generate_namespace: GenerateNamespace::Yes,
            ..base
        };
        let manifests = values(&options, &[&shop], served);
        assert_eq!(names(&manifests)[0], "Namespace team");
        assert_eq!(at(&manifests[0], "metadata.namespace"), &Value::Null);
        let namespace = |kind: &str, name: &str| at(object(&manifests, kind, name), "metadata.namespace");
        assert_eq!(namespace("ConfigMap", "shop.one"), &of_config_map.into());
        assert_eq!(namespace("ClusterRole", "shop.one"), &Value::Null);
        assert_eq!(namespace("Odd", "shop.one"), &"team".into());
        assert_eq!(namespace("Deployment", "shop"), &"team".into());
    }
    let options = Options { namespace: Some("Team_1".to_owned()), ..Options::native() };
    assert!(
        found(&options, &[&shop], served)
            .contains("error[invalid-name]: `Team_1` cannot be the name of a namespace")
    );
}

#[test]
fn kyaml_and_characters_that_cannot_be_written() {
    let shop = |text: &str| {
        format!(
            "\nmetadata: {{name: shop}}\ncontainers: {{web: {{image: a, variables: {{A: \"{text}\"}}}}}}\n"
        )
    };
    let kyaml = Options { format: Format::Kyaml, ..Options::native() };
    let text = file(&kyaml, &[&shop("b")], &[]);
    assert!(text.starts_with("---\n{\n  apiVersion: \"apps/v1\",\n  kind: \"Deployment\",\n"), "{text}");
    assert_eq!(values(&kyaml, &[&shop("b")], &[]), values(&Options::native(), &[&shop("b")], &[]));
    for (options, is_refused) in [(Options::native(), false), (Options::reference(), true), (kyaml, true)] {
        let (generated, found) = run(&options, &[&shop("\\u007f")], &[]);
        assert_eq!(generated.is_none(), is_refused, "{found}");
        let named = "error[invalid-manifest]: Deployment `shop` holds the control character U+007F";
        assert_eq!(found.contains(named), is_refused, "{found}");
    }
}

/// A template that renders `operations`.
fn patched(base: Options, operations: &str) -> Options {
    let mut sources = Sources::new();
    let id = sources.add("patch.tpl", operations);
    let mut log = Diagnostics::new();
    let patch = PatchTemplate::parse(&sources, id, &LoadOptions::default(), &mut log).unwrap();
    Options { patches: vec![Arc::new(patch)], ..base }
}

const PATCHED: &str = "
metadata: {name: shop, team: red}
containers: {web: {image: a, command: [run]}}
resources: {db: {type: db}}
";

const DB: &Served = &[("db", "outputs: {host: pg, password: <pg/password>}")];

#[test]
fn patches_see_everything_and_fill_placeholders() {
    let template = r#"
{{ range $at, $manifest := .Manifests }}
- op: set
  path: {{ $at }}.metadata.annotations
  value:
    kind: {{ $manifest.kind }}
    namespace: {{ $.Namespace }}
    command: {{ $.Workloads.shop.containers.web.command | toJson | quote }}
    filled: {{ substituteValue "shop" "${metadata.team} ${resources.db.host} $$" }}
  description: said by whom
{{ end }}
- {op: set, path: -1, value: {apiVersion: x/v1, kind: Odd, metadata: {name: last}}}
"#;
    for base in [Options::native(), Options::reference()] {
        let options = patched(Options { namespace: Some("team".to_owned()), ..base }, template);
        let (generated, found) = run(&options, &[PATCHED], DB);
        let generated = generated.unwrap_or_else(|| panic!("{found}"));
        assert_eq!(generated.summary, "2 objects from 1 workload");
        assert_eq!(generated.notices[1], "Applying patch to 0.metadata.annotations (said by whom)");
        let manifests = values(&options, &[PATCHED], DB);
        assert_eq!(names(&manifests), ["Deployment shop", "Odd last"]);
        assert_eq!(
            at(&manifests[0], "metadata.annotations"),
            &yaml("{command: '[\"run\"]', filled: red pg $, kind: Deployment, namespace: team}")
        );
    }
}

#[test]
fn text_that_cannot_be_filled_is_an_error_or_says_so() {
    for (workload, text, why) in [
        ("shop", "${resources.no.host}", "placeholder refers to an unknown resource `no`"),
        ("shop", "${resources.db.port}", "resource `db` has no output `port`"),
        ("nobody", "${metadata.name}", "there is no workload `nobody`"),
    ] {
        let template = format!(
            "- {{op: set, path: 0.metadata.annotations.a, value: '{{{{ substituteValue \"{workload}\" \"{text}\" }}}}'}}"
        );
        let refused = found(&patched(Options::native(), &template), &[PATCHED], DB);
        assert!(refused.contains("error[template-error]") && refused.contains(why), "{refused}");
        let options = patched(Options::reference(), &template);
        let warned = found(&options, &[PATCHED], DB);
        assert!(warned.contains("warning[missing-template-value]") && warned.contains(why), "{warned}");
        let manifests = values(&options, &[PATCHED], DB);
        let said = at(&manifests[0], "metadata.annotations.a");
        assert_eq!(said, &format!("failed to substitute placeholders with:{text}").as_str().into());
    }
}

#[test]
fn what_patches_leave_are_manifests_still() {
    let set = |path: &str, value: &str| format!("- {{op: set, path: {path}, value: {value}}}");
    for (operation, native, reference) in [
        (
            set("0", "text"),
            "leaves a manifest that is no mapping, at `0`",
            "leaves a manifest that is no mapping",
        ),
        (
            set("0.spec.replicas", "many"),
            "makes Kubernetes refuse `0.spec.replicas` of apps/v1 `Deployment`",
            "",
        ),
        (set("0.spec.replica", "1"), "`0.spec.replica` of apps/v1 `Deployment`: there is no such field", ""),
        (set("-1", "{a: 1}"), "leaves a manifest without `kind`, at `1`", ""),
        (
            set("0.metadata.annotations.a", "'{{ substituteValue \"shop\" \"${resources.db.password}\" }}'"),
            "error[unresolved-secret]: patch template `patch.tpl` puts a secret into `0.metadata.annotations.a`",
            "",
        ),
    ] {
        let refused = found(&patched(Options::native(), &operation), &[PATCHED], DB);
        assert!(refused.contains("error[") && refused.contains(native), "{refused}");
        let (generated, found) = run(&patched(Options::reference(), &operation), &[PATCHED], DB);
        assert!(generated.is_some() == reference.is_empty() && found.contains(reference), "{found}");
    }
}
