//! How long templates take: those of the built-in provisioner for postgres, which are the largest, parsed and rendered.
#![allow(missing_docs, clippy::unwrap_used)]

use score_benches as _;
use std::hint::black_box;
use std::rc::Rc;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use score_template::{Functions, Object, Shape, Surroundings, Template, Value};
use score_yaml::{Limits, Mapping, SourceId};

const FIELDS: [&str; 5] = ["init", "state", "shared", "outputs", "manifests"];

/// The text of each field of the provisioner.
fn texts() -> Vec<String> {
    let files = score_k8s::default_provisioners();
    let (_, text) = files.iter().find(|(name, _)| name.ends_with("-postgres.provisioners.yaml")).unwrap();
    let documents = score_yaml::read(SourceId::NONE, text, &Limits::default()).unwrap();
    let entry = &documents[0].as_sequence().unwrap()[0];
    FIELDS.iter().map(|field| entry.get(field).unwrap().text().unwrap().trim().to_owned()).collect()
}

fn functions() -> Functions {
    let mut functions = Functions::sprig();
    functions.add("encodeSecretRef", 2..=2, |arguments| {
        let text = |index: usize| arguments[index].as_str().unwrap_or_default();
        Ok(format!("<{}/{}>", text(0), text(1)).into())
    });
    functions
}

fn seen(value: &score_yaml::Value) -> Value {
    match value {
        score_yaml::Value::Mapping(map) => seen_mapping(map),
        score_yaml::Value::String(text) => text.as_str().into(),
        score_yaml::Value::Number(number) => number.as_i64().unwrap_or_default().into(),
        _ => Value::Null,
    }
}

fn seen_mapping(map: &Mapping) -> Value {
    Value::map(map.iter().map(|(key, value)| (key.clone(), seen(value))))
}

/// The root value, which answers field by field as that of the provisioners does.
#[derive(Clone)]
struct Root(Vec<(&'static str, Value)>);

impl Object for Root {
    fn shape(&self) -> Shape {
        Shape::Struct { type_name: "Data" }
    }

    fn get(&self, key: &str) -> Option<Value> {
        self.0.iter().find(|(name, _)| *name == key).map(|(_, value)| value.clone())
    }

    fn keys(&self) -> Vec<Rc<str>> {
        self.0.iter().map(|(name, _)| Rc::from(*name)).collect()
    }
}

/// Data in which each field but the last has been rendered.
fn data(templates: &[Template]) -> Value {
    let mut root = Root(vec![
        ("Uid", Value::from("postgres.default#shop.db")),
        ("Id", "shop.db".into()),
        ("Guid", "4f1c09b7-0000-4000-8000-000000000000".into()),
        ("SourceWorkload", "shop".into()),
        ("Namespace", "".into()),
        ("Params", Value::map([])),
        ("Init", Value::map([])),
        ("State", Value::map([])),
        ("Shared", Value::map([])),
    ]);
    for (template, name) in templates.iter().zip(["Init", "State", "Shared"]) {
        let rendered = template.render(&Value::object(root.clone()), &Surroundings::fixed()).unwrap();
        let documents = score_yaml::read(SourceId::NONE, &rendered.text, &Limits::default()).unwrap();
        let field = root.0.iter_mut().find(|(field, _)| *field == name).unwrap();
        field.1 = seen(&documents[0].to_value());
    }
    Value::object(root)
}

fn templates(criterion: &mut Criterion) {
    let (texts, functions) = (texts(), functions());
    let parse = |text: &String| Template::parse(text, &functions).unwrap();
    let parsed: Vec<Template> = texts.iter().map(parse).collect();
    let data = data(&parsed);
    let mut group = criterion.benchmark_group("render/postgres");
    group.bench_function("parse", |bencher| {
        bencher.iter(|| black_box(&texts).iter().map(parse).collect::<Vec<_>>());
    });
    group.bench_function("render", |bencher| {
        bencher.iter(|| {
            let render =
                |template: &Template| template.render(&data, &Surroundings::fixed()).unwrap().text.len();
            black_box(&parsed).iter().map(render).sum::<usize>()
        });
    });
    for (field, template) in FIELDS.iter().zip(&parsed) {
        group.bench_function(BenchmarkId::new("render", field), |bencher| {
            bencher.iter(|| template.render(black_box(&data), &Surroundings::fixed()).unwrap());
        });
    }
    group.finish();
}

criterion_group!(benches, templates);
criterion_main!(benches);
