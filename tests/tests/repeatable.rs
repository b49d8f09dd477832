//! What comes out follows from what went in: not from the order of files, nor from the folder they lie in.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use score_tests::case::Case;
use score_tests::expected::differences;
use score_tests::run::{Arrangement, run};

/// What a workload of a project is made of.
#[derive(Debug, Clone)]
struct Sketch {
    containers: usize,
    port: Option<u16>,
    /// Type, and the id when it is shared.
    resources: Vec<(&'static str, Option<&'static str>)>,
    file: bool,
}

fn sketch() -> impl Strategy<Value = Sketch> {
    let kind = prop::sample::select(&["postgres", "redis", "amqp", "volume", "dns"][..]);
    let id = prop::option::of(prop::sample::select(&["shared", "other.one"][..]));
    (1..4_usize, prop::option::of(1..10_000_u16), prop::collection::vec((kind, id), 0..4), any::<bool>())
        .prop_map(|(containers, port, resources, file)| Sketch { containers, port, resources, file })
}

fn text(name: &str, sketch: &Sketch) -> String {
    let mut text = format!("apiVersion: score.dev/v1b1\nmetadata: {{name: {name}}}\ncontainers:\n");
    for at in 0..sketch.containers {
        text.push_str(&format!("  c{at}:\n    image: acme/{name}:{at}\n"));
        if sketch.file {
            text.push_str("    files:\n      /etc/a.conf: {content: \"${metadata.name}\"}\n");
        }
        text.push_str("    variables:\n      NAME: ${metadata.name}\n");
        for (number, (kind, _)) in sketch.resources.iter().enumerate() {
            if matches!(*kind, "postgres" | "redis" | "amqp") {
                text.push_str(&format!("      R{number}: ${{resources.r{number}.connection_string}}\n"));
            }
        }
    }
    if let Some(port) = sketch.port {
        text.push_str(&format!("service: {{ports: {{web: {{port: {port}}}}}}}\n"));
    }
    if !sketch.resources.is_empty() {
        text.push_str("resources:\n");
    }
    for (number, (kind, id)) in sketch.resources.iter().enumerate() {
        let id = id.map(|id| format!(", id: {id}")).unwrap_or_default();
        text.push_str(&format!("  r{number}: {{type: {kind}{id}}}\n"));
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_project_gives_the_same_bytes_in_any_order_and_folder(sketches in prop::collection::vec(sketch(), 1..6)) {
        let names = ["shop", "stock", "a1", "zz", "billing"];
        let files = names.iter().zip(&sketches).map(|(name, sketch)| (format!("{name}/score.yaml"), text(name, sketch)));
        let case = Case::of_files(files);
        let first = run(&case, Arrangement::Plain).unwrap();
        prop_assert!(first.contains_key("compose.yaml"), "{}", String::from_utf8_lossy(&first["diagnostics.txt"]));
        for arrangement in [Arrangement::Plain].into_iter().chain(Arrangement::OTHERS) {
            let other = run(&case, arrangement).unwrap();
            if let Err(text) = differences(&first, &other) {
                return Err(TestCaseError::fail(format!("{arrangement:?}\n{text}")));
            }
        }
    }
}

#[test]
fn many_workloads_give_the_same_bytes_on_any_number_of_threads() {
    let sketch = |number: usize| Sketch {
        containers: 1 + number % 2,
        port: Some(8080),
        resources: vec![
            ("postgres", number.is_multiple_of(3).then_some("shared")),
            ("redis", number.is_multiple_of(5).then_some("other.one")),
            ("dns", None),
        ],
        file: number.is_multiple_of(4),
    };
    let files = (0..60).map(|number| {
        let name = format!("w{number:02}");
        (format!("{name}/score.yaml"), text(&name, &sketch(number)))
    });
    let case = Case::of_files(files);
    let first = run(&case, Arrangement::Plain).unwrap();
    assert!(first.contains_key("compose.yaml") && first.contains_key("manifests.yaml"));
    let other = run(&case, Arrangement::Threaded).unwrap();
    if let Err(text) = differences(&first, &other) {
        panic!("{text}");
    }
}
