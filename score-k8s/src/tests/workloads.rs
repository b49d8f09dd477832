//! What workloads become.

use super::*;

const SHOP: &str = "
metadata: {name: shop, annotations: {example.com/team: red, k8s.score.dev/service-name: front}}
service: {ports: {web: {port: 80, targetPort: 8080}, api: {port: 9000, protocol: UDP}}}
containers:
  web:
    image: web:${TAG}
    command: [run, $(HOME)]
    variables:
      URL: 'pg://app:${resources.db.password}@${resources.db.host}'
      KEY: '${resources.db.password}'
      EMPTY: ''
    files:
      /etc/app/a.conf: {content: 'for ${metadata.name}', mode: '0400'}
      /etc/app/key: {content: '${resources.db.password}'}
    volumes: {/data: {source: '${resources.data}', path: sub, readOnly: true}}
    resources: {requests: {cpu: '0.5', memory: 1024Mi}, limits: {memory: 1280000K}}
    livenessProbe: {httpGet: {path: /, port: 8080, httpHeaders: [{name: A, value: b}]}}
    readinessProbe: {exec: {command: [ready]}}
resources: {db: {type: db}, data: {type: vol}}
";

const SERVED: &Served = &[
    (
        "db",
        "outputs: {host: pg, password: <pg/password>}
manifests: [{apiVersion: v1, kind: Secret, metadata: {name: pg}, stringData: {password: x}}]",
    ),
    ("vol", "outputs: {source: {emptyDir: {}}}"),
];

#[test]
fn a_project_as_the_reference_tool_prints_it() {
    insta::assert_snapshot!(file(&Options::reference(), &[SHOP], SERVED));
}

#[test]
fn a_project_in_its_better_form() {
    insta::assert_snapshot!(file(&Options::native(), &[SHOP], SERVED));
}

#[test]
fn what_is_said_of_a_run() {
    let (generated, found) = run(&Options::reference(), &[SHOP], SERVED);
    let generated = generated.unwrap();
    assert_eq!(found, "");
    assert_eq!(generated.summary, "4 objects from 1 workload");
    assert_eq!(generated.notices, ["db.default#shop.db: it is there", "vol.default#shop.data: it is there"]);
    let suffix = &generated.state.instance_suffixes["shop"];
    let mut state = State::default();
    state.instance_suffixes.insert("shop".to_owned(), "-0123456789".to_owned());
    let (kept, _) = run_with_state(&Options::native(), &[SHOP], SERVED, state);
    assert_ne!(suffix, "-0123456789");
    let kept = kept.unwrap();
    assert_eq!(kept.state.instance_suffixes["shop"], "-0123456789");
    let text = String::from_utf8(kept.artifacts.get(FILE_NAME).unwrap().content.to_vec()).unwrap();
    assert!(text.contains("app.kubernetes.io/instance: shop-0123456789"), "{text}");
}

#[test]
fn claims_belong_to_the_pods_of_a_stateful_set() {
    let shop = "
metadata: {name: shop, annotations: {k8s.score.dev/kind: StatefulSet}}
containers:
  web: {image: a, volumes: {/one: {source: '${resources.disk}'}, /two: {source: '${resources.disk}', path: b}}}
  side: {image: a, volumes: {/one: {source: '${resources.disk}'}}}
resources: {disk: {type: disk}}
";
    let served: &Served = &[(
        "disk",
        "outputs: {claimSpec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1024Mi}}}}",
    )];
    let manifests = values(&Options::native(), &[shop], served);
    assert_eq!(names(&manifests), ["Service shop-headless-svc", "StatefulSet shop"]);
    assert_eq!(at(&manifests[0], "spec.clusterIP"), &"None".into());
    let spec = at(&manifests[1], "spec");
    assert_eq!(at(spec, "serviceName"), &"shop-headless-svc".into());
    let claims = yaml(
        "[{metadata: {name: disk}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]",
    );
    assert_eq!(at(spec, "volumeClaimTemplates"), &claims);
    let mounts =
        |container: usize| at(spec, &format!("template.spec.containers.{container}.volumeMounts")).clone();
    assert_eq!(mounts(0), yaml("[{name: disk, mountPath: /one}, {name: disk, mountPath: /two, subPath: b}]"));
    assert_eq!(mounts(1), yaml("[{name: disk, mountPath: /one}]"));

    let manifests = values(&Options::reference(), &[shop], served);
    let set = object(&manifests, "StatefulSet", "shop");
    assert_eq!(at(set, "spec.volumeClaimTemplates.0.status"), &yaml("{}"));
    assert_eq!(at(set, "status"), &yaml("{availableReplicas: 0, replicas: 0}"));
}

#[test]
fn files_of_a_folder_are_one_volume_in_the_reference_form() {
    let shop = "
metadata: {name: shop}
containers:
  one: {image: a, files: {/etc/x: {content: a}, /etc/y: {content: '${resources.db.password}'}, /top: {content: c}}}
  two: {image: a, files: {/etc/x: {content: b}, /etc/y: {content: b}, /opt/x: {content: b}, /opt2/x: {content: b}}}
resources: {db: {type: db}}
";
    let manifests = values(&Options::reference(), &[shop], SERVED);
    let pod = at(object(&manifests, "Deployment", "shop"), "spec.template.spec");
    assert_eq!(
        at(pod, "containers.0.volumeMounts"),
        &yaml(
            "[{mountPath: /top, name: file-bb3d4f363b, subPath: top}, {mountPath: /etc, name: proj-vol-0, readOnly: true}]"
        )
    );
    let at_two = at(pod, "containers.1.volumeMounts").as_sequence().unwrap();
    let paths: Vec<&Value> = at_two.iter().map(|mount| at(mount, "mountPath")).collect();
    assert_eq!(paths, [&Value::from("/etc"), &"/opt".into(), &"/opt2".into()]);
    let volumes: Vec<&str> =
        at(pod, "volumes").as_sequence().unwrap().iter().map(|it| at(it, "name").as_str().unwrap()).collect();
    let mut apart = volumes.clone();
    apart.sort_unstable();
    apart.dedup();
    assert_eq!((volumes.len(), apart.len(), volumes[1]), (5, 5, "proj-vol-0"));
    assert_eq!(
        at(pod, "volumes.1.projected.sources.1"),
        &yaml("{secret: {items: [{key: password, path: y}], name: pg}}")
    );
}

#[test]
fn containers_that_others_wait_for_start_first() {
    let shop = "
metadata: {name: shop}
containers:
  web: {image: a}
  proxy:
    image: a
    before: {web: {ready: healthy}}
    readinessProbe: {httpGet: {path: /, port: 80}}
    livenessProbe: {exec: {command: [alive]}}
  agent: {image: a, before: {proxy: {ready: started}}}
  setup: {image: a, before: {agent: {ready: complete}, web: {ready: complete}}, readinessProbe: {exec: {command: [x]}}}
";
    for options in [Options::native(), Options::reference()] {
        let (generated, found) = run(&options, &[shop], &[]);
        let dropped = "field `containers.setup.readinessProbe` is carried only nearly: a container that others wait \
                       for to complete has no probes\n";
        assert!(generated.is_some() && found.ends_with(dropped) && found.lines().count() == 1, "{found}");
        let manifests = values(&options, &[shop], &[]);
        let pod = at(&manifests[0], "spec.template.spec");
        let init = at(pod, "initContainers").as_sequence().unwrap();
        let init: Vec<(&Value, &Value)> =
            init.iter().map(|it| (at(it, "name"), at(it, "restartPolicy"))).collect();
        let always = Value::from("Always");
        assert_eq!(
            init,
            [(&"setup".into(), &Value::Null), (&"agent".into(), &always), (&"proxy".into(), &always)]
        );
        let startup = at(pod, "initContainers.2.startupProbe");
        assert_eq!(startup, &yaml("{failureThreshold: 150, httpGet: {path: /, port: 80}, periodSeconds: 2}"));
        assert_eq!(at(pod, "containers.0.name"), &"web".into());
    }
}

#[test]
fn what_waits_without_being_asked_to_is_said() {
    let shop = "
metadata: {name: shop}
containers:
  web: {image: a}
  other: {image: a}
  setup: {image: a, before: {web: {ready: complete}}}
";
    let found = found(&Options::native(), &[shop], &[]);
    assert!(
        found.contains("warning[approximated-field]") && found.contains("`other` waits for it as well"),
        "{found}"
    );
}

#[test]
fn ports_are_listed_where_they_are_asked_for() {
    let shop = "
metadata: {name: shop}
service: {ports: {http: {port: 80}, admin: {port: 81, targetPort: 9901}, with-a-very-long-name: {port: 82}, '443': {port: 443}}}
containers:
  web: {image: a}
  proxy: {image: a, livenessProbe: {httpGet: {path: /, port: 9901}}}
";
    let manifests = values(&Options::native(), &[shop], &[]);
    let pod = at(object(&manifests, "Deployment", "shop"), "spec.template.spec");
    assert_eq!(
        at(pod, "containers.0.ports"),
        &yaml(
            "[{name: http, containerPort: 80, protocol: TCP}, {containerPort: 82, protocol: TCP}, \
             {containerPort: 443, protocol: TCP}]"
        )
    );
    assert_eq!(at(pod, "containers.1.ports"), &yaml("[{name: admin, containerPort: 9901, protocol: TCP}]"));
}

#[test]
fn names_and_labels_fit() {
    let long = format!("a{}b", "-a".repeat(30));
    let shop = format!(
        "\nmetadata: {{name: {long}b, annotations: {{k8s.score.dev/kind: StatefulSet}}}}\ncontainers: {{web: {{image: a, files: {{/a: {{content: x}}}}}}}}\n"
    );
    for options in [Options::native(), Options::reference()] {
        for manifest in values(&options, &[&shop], &[]) {
            let labels = at(&manifest, "spec.selector.matchLabels").as_mapping().into_iter().flatten();
            for (_, label) in labels {
                assert!(label.as_str().unwrap().len() <= 63, "{label:?}");
            }
            let longest = if at(&manifest, "kind") == &"ConfigMap".into() { 253 } else { 63 };
            assert!(at(&manifest, "metadata.name").as_str().unwrap().len() <= longest);
        }
    }
}

#[test]
fn secrets_that_cannot_be_read_where_they_stand() {
    let with = |container: &str| {
        format!(
            "\nmetadata: {{name: shop}}\ncontainers: {{web: {{image: a, {container}}}}}\nresources: {{db: {{type: db}}}}\n"
        )
    };
    let secret = "\u{1F510}\u{1F4AC}pg_password\u{1F4AC}\u{1F510}";
    for (container, problem) in [
        (
            "files: {/a: {content: 'x${resources.db.password}'}}".to_owned(),
            "error[secret-in-text]: the content of file `/a` mixes text and a secret",
        ),
        (
            format!("command: [{secret}]"),
            "error[unresolved-secret]: a secret cannot be read in `containers.web.command`",
        ),
        (
            format!("livenessProbe: {{exec: {{command: [{secret}]}}}}"),
            "error[unresolved-secret]: a secret cannot be read in `containers.web.livenessProbe.exec.command`",
        ),
        (
            "variables: {A: \"\u{1F510}\u{1F4AC}open ${resources.db.password}\"}".to_owned(),
            "error[unresolved-secret]: a secret cannot be read in `containers.web.variables.A`",
        ),
    ] {
        for options in [Options::native(), Options::reference()] {
            let found = found(&options, &[&with(&container)], SERVED);
            assert!(found.contains(problem), "{found}");
        }
    }
}

#[test]
fn volumes_that_cannot_be_mounted() {
    let shop = "
metadata: {name: shop}
containers: {web: {image: a, volumes: {/v: {source: '${resources.vol}'}}}}
resources: {vol: {type: vol}}
";
    for (outputs, problem) in [
        ("outputs: {}", "has to have exactly one of the outputs `source` and `claimSpec`"),
        ("outputs: {source: {emptyDir: {}}, claimSpec: {a: 1}}", "exactly one of the outputs"),
        ("outputs: {source: {}}", "output `source` of resource `vol.default#shop.vol` is empty"),
        ("outputs: {claimSpec: {}}", "output `claimSpec` of resource `vol.default#shop.vol` is empty"),
        (
            "outputs: {kind: disk}",
            "output `kind` of resource `vol.default#shop.vol` says nothing about a volume",
        ),
        ("outputs: {source: {emptyDri: {}}}", "output `source.emptyDri` of resource"),
        ("outputs: {source: {emptyDir: {}, hostPath: {path: /}}}", "is not exactly one volume"),
        ("outputs: {source: {hostPath: {path: 5}}}", "output `source.hostPath.path`"),
        (
            "outputs: {claimSpec: {accessModes: [ReadWriteOnce]}}",
            "is a claim, which only a StatefulSet can make",
        ),
        ("outputs: {source: {secret: {secretName: <pg/password>}}}", "error[unresolved-secret]"),
    ] {
        let served: &'static Served = Box::leak(Box::new([("vol", outputs)]));
        for options in [Options::native(), Options::reference()] {
            let found = found(&options, &[shop], served);
            assert!(found.contains("error[") && found.contains(problem), "{outputs}: {found}");
        }
    }
    let named = "\nmetadata: {name: shop}\ncontainers: {web: {image: a, volumes: {/v: {source: data}}}}\n";
    let found = found(&Options::native(), &[named], &[]);
    assert!(found.contains("error[invalid-volume]: volume `/v` does not come from a resource"), "{found}");
}

#[test]
fn workloads_that_kubernetes_does_not_take() {
    for (file, problem) in [
        (
            "metadata: {name: shop, annotations: {k8s.score.dev/kind: statefulset}}\ncontainers: {web: {image: a}}",
            "2:58: error[unsupported-kind]: workloads cannot be of kind `statefulset`",
        ),
        (
            "metadata: {name: shop, annotations: {k8s.score.dev/kind: ''}}\ncontainers: {web: {image: a}}",
            "error[unsupported-kind]",
        ),
        (
            "metadata: {name: shop, annotations: {k8s.score.dev/service-name: The_Shop}}\ncontainers: {web: {image: a}}",
            "error[invalid-name]: `The_Shop` cannot be the name of a service",
        ),
        (
            "metadata: {name: shop}\ncontainers: {web: {image: a}}\nservice: {ports: {one: {port: 80}, two: {port: 80}}}",
            "4:48: error[name-collision]: ports `one` and `two` of service `shop` are both TCP 80",
        ),
        (
            "metadata: {name: shop}\ncontainers: {web: {image: a, files: {/a: {content: x}, /a/: {content: y}}}}",
            "error[name-collision]: container `web` mounts two things at `/a`",
        ),
        ("metadata: {name: shop}\ncontainers: {web: {image: .}}", "3:27: error[image-not-given]"),
        (
            "metadata: {name: shop}\ncontainers: {web: {image: 'a:${NO}'}}",
            "3:30: error[unfilled-variable]: variable `NO` of an image has no value",
        ),
    ] {
        let found = found(&Options::native(), &[file], &[]);
        assert!(found.contains(problem) && found.lines().count() == 1, "{found}");
    }
}

#[test]
fn what_kubernetes_refuses_of_a_workload_is_written_in_the_reference_form() {
    let with = |annotations: &str, container: &str, ports: &str| {
        format!(
            "metadata: {{name: shop, annotations: {{{annotations}}}}}\ncontainers: {{web: {{image: a{container}}}}}\n\
             service: {{ports: {{{ports}}}}}"
        )
    };
    for (file, problem) in [
        (with("k8s.score.dev/service-name: The_Shop", "", ""), "[invalid-name]: `The_Shop`"),
        (with("", "", "one: {port: 80}, two: {port: 80}"), "[name-collision]: ports `one` and `two`"),
        (
            with("", ", resources: {limits: {cpu: '1'}, requests: {cpu: 1500m}}", ""),
            "[invalid-quantity]: container `web` requests more `cpu`",
        ),
        (
            with("", ", livenessProbe: {exec: {command: []}}", ""),
            "[empty-value]: `containers.web.livenessProbe.exec.command` is empty",
        ),
    ] {
        for (options, severity) in [(Options::native(), "error"), (Options::reference(), "warning")] {
            let (generated, found) = run(&options, &[&file], &[]);
            assert_eq!(generated.is_some(), severity == "warning", "{found}");
            assert!(found.contains(&format!("{severity}{problem}")) && found.lines().count() == 1, "{found}");
        }
    }
}

#[test]
fn what_is_carried_only_nearly_is_said_and_strictly_an_error() {
    let shop = "
metadata: {name: shop}
containers:
  web: {image: a, args: [], livenessProbe: {httpGet: {path: /, port: 80}, exec: {command: [alive]}}}
";
    for (options, left_out, asked) in
        [(Options::native(), "httpGet", "exec"), (Options::reference(), "exec", "httpGet")]
    {
        let (generated, found) = run(&options, &[shop], &[]);
        assert!(generated.is_some());
        assert!(
            found.contains(&format!(
                "warning[approximated-field]: field `containers.web.livenessProbe.{left_out}`"
            )),
            "{found}"
        );
        assert!(found.contains("warning[approximated-field]: field `containers.web.args`"), "{found}");
        let manifests = values(&options, &[shop], &[]);
        let probe = at(&manifests[0], "spec.template.spec.containers.0.livenessProbe");
        assert_eq!(probe.as_mapping().unwrap().keys().collect::<Vec<_>>(), [asked]);
        let strict = Options { strict: true, ..options };
        let (generated, found) = run(&strict, &[shop], &[]);
        assert!(generated.is_none() && found.contains("error[approximated-field]"), "{found}");
    }
}

#[test]
fn config_maps_of_two_workloads_that_want_one_name_differ() {
    let workload = |name: &str, container: &str| {
        format!(
            "\nmetadata: {{name: {name}}}\ncontainers: {{{container}: {{image: x, files: {{/f: {{content: {name}}}}}}}}}\n"
        )
    };
    let (one, two) = (workload("aa", "bb-cc"), workload("aa-bb", "cc"));
    let manifests = values(&Options::native(), &[&one, &two], &[]);
    let of_kind =
        |kind: &str| manifests.iter().filter(|it| at(it, "kind") == &kind.into()).collect::<Vec<_>>();
    let config_maps = of_kind("ConfigMap");
    let names: Vec<&Value> = config_maps.iter().map(|it| at(it, "metadata.name")).collect();
    assert_eq!(names.len(), 2);
    assert_ne!(names[0], names[1]);
    for (name, deployment) in names.iter().zip(of_kind("Deployment")) {
        assert!(
            score_yaml::json(deployment).unwrap().contains(&format!("{}\"", name.as_str().unwrap())),
            "{name:?}"
        );
    }
}
