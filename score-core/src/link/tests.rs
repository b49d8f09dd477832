#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use score_yaml::OrderedMap;

use super::samples::{name, resource, template, workload};
use super::*;
use crate::host::{Command, CommandOutput, HostError, MemoryHost};
use crate::model::{Container, File, FileOrigin, Located};

fn link_all(workloads: Vec<SourcedWorkload>) -> Result<Project, Vec<Diagnostic>> {
    link_with(workloads, State::default(), &LinkOptions::default(), &MemoryHost::default())
}

fn link_with(
    workloads: Vec<SourcedWorkload>,
    state: State,
    options: &LinkOptions,
    host: &dyn Host,
) -> Result<Project, Vec<Diagnostic>> {
    let mut log = Diagnostics::new();
    let project = link(workloads, state, options, host, &mut log);
    assert_eq!(project.is_none(), log.has_errors());
    log.sort();
    project.ok_or_else(|| log.into_iter().collect())
}

fn order(project: &Project) -> Vec<&str> {
    project.resources.iter().map(|resource| resource.uid.as_str()).collect()
}

fn messages(found: &[Diagnostic]) -> Vec<&str> {
    found.iter().map(|diagnostic| diagnostic.message.as_str()).collect()
}

#[test]
fn two_workloads_with_one_name_are_reported_with_both_files() {
    let mut second = workload("shop", &[]);
    second.file = "other/score.yaml".to_owned();
    let found = link_all(vec![second, workload("shop", &[]), workload("blog", &[])]).unwrap_err();
    assert_eq!(messages(&found), ["two workloads are named `shop`"]);
    assert_eq!(found[0].code, Code::DuplicateWorkload);
    assert_eq!(found[0].hints[0].text, "rename one of the two workloads");
}

#[test]
fn dependencies_come_first_and_equals_by_identity() {
    let needs = |on: &str| format!(r#"{{"a":["x ${{resources.{on}.host}}"]}}"#);
    let project = link_all(vec![workload(
        "shop",
        &[
            ("r3", resource("thing", 1).with_params(&needs("r1"))),
            ("r1", resource("thing", 2).with_params(&needs("r2"))),
            ("r2", resource("thing", 3)),
            ("z9", resource("aaa", 4)),
            ("u1", resource("thing", 5).with_params(r#"{"a":"${resources.nobody.x} ${metadata.name}"}"#)),
        ],
    )])
    .unwrap();
    let expected = [
        "aaa.default#shop.z9",
        "thing.default#shop.r2",
        "thing.default#shop.u1",
        "thing.default#shop.r1",
        "thing.default#shop.r3",
    ];
    assert_eq!(order(&project), expected);
    assert_eq!(project.workloads["shop"].resources["r3"].as_str(), "thing.default#shop.r3");
}

#[test]
fn params_of_a_shared_resource_count_wherever_they_are_given() {
    let shared = |line| resource("route", line).with_id("shared.route");
    let with_params = |line| shared(line).with_params(r#"{"host":"${resources.dns.host}"}"#);
    for (first, second, third) in [
        (shared(1), with_params(2), shared(3)),
        (with_params(1), shared(2), with_params(3)),
        (with_params(1), with_params(2), with_params(3)),
    ] {
        let workloads = [("aa", first), ("bb", second), ("cc", third)]
            .map(|(name, route)| workload(name, &[("route", route), ("dns", resource("zdns", 9))]));
        let project = link_all(workloads.to_vec()).unwrap();
        assert_eq!(
            order(&project).last(),
            Some(&"route.default#shared.route"),
            "after its dependency, and once"
        );
        assert_eq!(project.resources.len(), 4);
        let route = project.resources.last().unwrap();
        assert!(route.params.is_some());
        assert_eq!(route.workloads, ["aa", "bb", "cc"]);
    }
}

#[test]
fn the_definition_that_counts_is_the_last_with_params_else_the_first() {
    let shared = |line| resource("redis", line).with_id("cache");
    let project = link_all(vec![
        workload("aa", &[("one", shared(1))]),
        workload("bb", &[("two", shared(2).with_params(r#"{"size":1}"#).with_metadata(r#"{"k":"v"}"#))]),
        workload("cc", &[("three", shared(3))]),
    ])
    .unwrap();
    let cache = &project.resources[0];
    assert_eq!((cache.source_workload.as_str(), cache.name.as_str()), ("bb", "two"));
    assert_eq!(cache.declared.iter().map(|span| span.start).collect::<Vec<_>>(), [200, 100, 300]);
    assert_eq!(cache.metadata, samples::json(r#"{"k":"v"}"#).as_mapping().cloned());
    assert_eq!(cache.params.as_ref().map(|params| params["size"].to_value()), Some(samples::json("1")));

    let project =
        link_all(vec![workload("bb", &[("two", shared(2))]), workload("aa", &[("one", shared(1))])]).unwrap();
    assert_eq!(project.resources[0].source_workload, "aa");
    assert_eq!(project.resources[0].params, None);
}

#[test]
fn every_different_definition_is_reported_with_both_places() {
    let shared = |line, params: &str| resource("redis", line).with_id("cache").with_params(params);
    let found = link_all(vec![
        workload("aa", &[("one", shared(1, r#"{"size":1,"x":{"y":true}}"#).with_metadata(r#"{"k":1}"#))]),
        workload("bb", &[("one", shared(2, r#"{"size":2,"x":{"y":true}}"#).with_metadata(r#"{"k":2}"#))]),
        workload("cc", &[("one", shared(3, r#"{"x":{"y":true},"size":1}"#))]),
        workload("dd", &[("one", shared(4, r#"{}"#))]),
    ])
    .unwrap_err();
    let params = "shared resource `redis.default#cache` has two different sets of params";
    let metadata = "shared resource `redis.default#cache` has two different sets of metadata";
    assert_eq!(messages(&found), [params, params, metadata]);
    assert_eq!(found[0].primary.as_ref().unwrap().span.start, 250);
    assert_eq!(found[0].related[0].span.start, 150);
    assert_eq!(found[1].primary.as_ref().unwrap().span.start, 450);
}

#[test]
fn an_id_that_spells_an_implicit_identity_is_refused_unless_allowed() {
    let workloads = vec![
        workload("app", &[("db", resource("postgres", 1))]),
        workload("other", &[("mine", resource("postgres", 2).with_id("app.db"))]),
    ];
    let found = link_all(workloads.clone()).unwrap_err();
    assert_eq!(messages(&found), ["id `app.db` is also the identity of a resource without an id"]);
    assert_eq!(found[0].primary.as_ref().unwrap().span.start, 230);
    assert_eq!(found[0].related[0].span.start, 100);

    let options = LinkOptions { ambiguous_ids: AmbiguousIds::Shared, ..LinkOptions::default() };
    let project = link_with(workloads, State::default(), &options, &MemoryHost::default()).unwrap();
    assert_eq!(order(&project), ["postgres.default#app.db"]);
}

#[test]
fn cycles_name_every_member_in_turn() {
    let needs =
        |on: &str, line| resource("thing", line).with_params(&format!(r#"{{"x":"${{resources.{on}.y}}"}}"#));
    let found = link_all(vec![
        workload(
            "shop",
            &[("aa", needs("bb", 1)), ("bb", needs("cc", 2)), ("cc", needs("aa", 3)), ("dd", needs("aa", 4))],
        ),
        workload("solo", &[("me", needs("me", 5))]),
    ])
    .unwrap_err();
    let mut found = messages(&found);
    found.sort_unstable();
    let expected = [
        "resources need each other in a cycle: `aa → bb → cc → aa`",
        "the params of resource `me` refer to the resource itself",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_cycle_across_workloads_is_named_by_identity() {
    let shared = |id: &str, on: &str| {
        resource("thing", 1).with_id(id).with_params(&format!(r#"{{"x":"${{resources.{on}.y}}"}}"#))
    };
    let found = link_all(vec![
        workload("aa", &[("mine", shared("one", "yours")), ("yours", resource("thing", 2).with_id("two"))]),
        workload("bb", &[("mine", shared("two", "yours")), ("yours", resource("thing", 3).with_id("one"))]),
    ])
    .unwrap_err();
    let cycle = "thing.default#one → thing.default#two → thing.default#one";
    assert_eq!(messages(&found), [format!("resources need each other in a cycle: `{cycle}`")]);
}

#[test]
fn ids_of_an_earlier_run_stay() {
    let uid = ResourceUid::from_text("redis.default#shop.cache");
    let known =
        ResourceState { guid: "11111111-2222-4333-4444-555555555555".to_owned(), ..ResourceState::default() };
    let state = State { resources: OrderedMap::from_iter([(uid, known)]), ..State::default() };
    let workloads =
        vec![workload("shop", &[("cache", resource("redis", 1)), ("other", resource("redis", 2))])];
    let project =
        link_with(workloads, state.clone(), &LinkOptions::default(), &MemoryHost::default()).unwrap();
    assert_eq!(project.resources[0].guid, "11111111-2222-4333-4444-555555555555");
    assert_ne!(project.resources[1].guid, project.resources[0].guid);
    assert_eq!(project.state, state);
}

fn with_file(target: &str, origin: FileOrigin, expand: bool) -> SourcedWorkload {
    let mut sourced = workload("shop", &[]);
    let mut container = Container::of_image("busybox");
    container.files.insert(target.to_owned().into(), File { mode: None, origin, expand });
    sourced.workload.containers.insert(name("main"), container);
    sourced
}

fn source(path: &str) -> FileOrigin {
    FileOrigin::Source(Located::from(path.to_owned()))
}

#[test]
fn files_are_read_beside_the_score_file() {
    let bytes = vec![b'a', b'\n', 0xff];
    let host = MemoryHost {
        files: BTreeMap::from([
            ("shop/a.txt".to_owned(), b"hi ${metadata.name}".to_vec()),
            ("up.txt".to_owned(), b"up".to_vec()),
            ("shop/a.bin".to_owned(), bytes.clone()),
        ]),
        ..MemoryHost::default()
    };
    let read = |origin, expand, options: &LinkOptions| {
        let linked = link_with(vec![with_file("/t", origin, expand)], State::default(), options, &host)?;
        Ok::<FileBytes, Vec<Diagnostic>>(
            linked.workloads["shop"].files[&("main".to_owned(), "/t".to_owned())].clone(),
        )
    };
    let usual = LinkOptions::default();
    let strict = LinkOptions { file_sources: FileSources::InsideFolder, ..LinkOptions::default() };
    let lenient = LinkOptions { binary_sources: BinarySources::Verbatim, ..LinkOptions::default() };

    let text = template("hi ${metadata.name}");
    assert_eq!(read(source("a.txt"), true, &usual).unwrap(), FileBytes::Template(text.clone()));
    assert_eq!(read(source("./x/../a.txt"), true, &strict).unwrap(), FileBytes::Template(text.clone()));
    assert_eq!(
        read(source("a.txt"), false, &usual).unwrap(),
        FileBytes::Verbatim(b"hi ${metadata.name}".to_vec())
    );
    assert_eq!(read(source("../up.txt"), true, &usual).unwrap(), FileBytes::Template(template("up")));
    assert_eq!(read(source("a.bin"), false, &usual).unwrap(), FileBytes::Verbatim(bytes.clone()));
    assert_eq!(read(source("a.bin"), true, &lenient).unwrap(), FileBytes::Verbatim(bytes.clone()));
    assert_eq!(
        read(FileOrigin::Content(text.clone()), true, &usual).unwrap(),
        FileBytes::Template(text.clone())
    );
    assert_eq!(
        read(FileOrigin::Content(text), false, &usual).unwrap(),
        FileBytes::Verbatim(b"hi ${metadata.name}".to_vec())
    );
    assert_eq!(
        read(FileOrigin::Binary(bytes.clone().into()), true, &usual).unwrap(),
        FileBytes::Verbatim(bytes)
    );

    for (origin, options, code) in [
        (source("../up.txt"), &strict, Code::FileOutsideFolder),
        (source("/up.txt"), &strict, Code::FileOutsideFolder),
        (source("nobody.txt"), &usual, Code::FileUnreadable),
        (source("a.bin"), &usual, Code::InvalidUtf8),
    ] {
        let found = read(origin, true, options).unwrap_err();
        assert_eq!(found.iter().map(|diagnostic| diagnostic.code).collect::<Vec<_>>(), [code]);
        assert_eq!(found[0].path, "containers.main.files./t.source");
    }
}

/// Counts what is read.
struct CountingHost(std::sync::atomic::AtomicUsize);

impl Host for CountingHost {
    fn read(&self, _: &str) -> Result<Vec<u8>, HostError> {
        self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Ok(b"text".to_vec())
    }

    fn run(&self, _: &Command) -> Result<CommandOutput, HostError> {
        Err(HostError::Unavailable)
    }
}

#[test]
fn a_file_that_is_mounted_twice_is_read_once() {
    let mut sourced = with_file("/one", source("a.txt"), true);
    let container = sourced.workload.containers.get_mut("main").unwrap();
    let again = File { mode: None, origin: source("b/../a.txt"), expand: false };
    container.files.insert("/two".to_owned().into(), again);
    let host = CountingHost(Default::default());
    let project = link_with(vec![sourced], State::default(), &LinkOptions::default(), &host).unwrap();
    assert_eq!(project.workloads["shop"].files.len(), 2);
    assert_eq!(host.0.into_inner(), 1);
}

#[test]
fn thousands_of_workloads_keep_their_order() {
    let needs = r#"{"x":"${resources.b0.y}"}"#;
    let workloads = (0..5000)
        .map(|number| {
            let shared = resource("zone", 3).with_id("shared");
            let resources = [
                ("a0", resource("thing", 1).with_params(needs)),
                ("b0", resource("thing", 2)),
                ("c0", shared),
            ];
            workload(&format!("w{number:04}"), &resources)
        })
        .collect();
    let project = link_all(workloads).unwrap();
    assert_eq!(project.resources.len(), 10_001);
    assert_eq!(project.resources[0].uid.as_str(), "thing.default#w0000.b0");
    assert_eq!(project.resources[5000].workloads.len(), 5000);
    assert_eq!(project.resources[10_000].uid.as_str(), "thing.default#w4999.a0");
}

proptest! {
    #[test]
    fn the_order_of_the_workloads_does_not_matter(
        seeds in prop::collection::vec((0u8..4, 0u8..4, any::<bool>()), 1..6),
        order in any::<prop::sample::Index>(),
    ) {
        let mut workloads: Vec<SourcedWorkload> = seeds
            .iter()
            .enumerate()
            .map(|(at, (id, on, with_params))| {
                let mut first = resource("thing", at * 2 + 1).with_id(&format!("id{id}"));
                if *with_params {
                    first = first.with_params(r#"{"x":"${resources.second.y}"}"#);
                }
                let second = resource("thing", at * 2 + 2).with_id(&format!("id{on}"));
                workload(&format!("w{at}"), &[("first", first), ("second", second)])
            })
            .collect();
        let given = link_all(workloads.clone()).map(|project| format!("{project:?}"));
        let turn = order.index(workloads.len());
        workloads.rotate_left(turn);
        prop_assert_eq!(&given, &link_all(workloads.clone()).map(|project| format!("{project:?}")));
        workloads.reverse();
        prop_assert_eq!(&given, &link_all(workloads).map(|project| format!("{project:?}")));
    }
}
