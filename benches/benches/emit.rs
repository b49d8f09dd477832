//! From objects of Kubernetes to text: as values, and printed.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use score_core::Diagnostics;
use score_yaml::{Style, Value, write_documents};

const WORKLOADS: usize = 100;

fn emit(criterion: &mut Criterion) {
    let resolved = common::resolved(WORKLOADS);
    let options = score_k8s::Options::native();
    let lowered = score_k8s::lower(&resolved, &BTreeMap::new(), &options, &mut Diagnostics::new());
    let manifests = || -> Vec<Value> {
        let objects = black_box(&lowered).iter().flat_map(|workload| &workload.objects);
        objects.map(|object| object.to_manifest().unwrap()).collect()
    };
    let values = manifests();
    let mut group = criterion.benchmark_group("emit/k8s");
    group.throughput(Throughput::Elements(values.len() as u64));
    group.bench_function("manifests", |bencher| bencher.iter(manifests));
    let text = write_documents(&values, &Style::AS_GIVEN);
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("text", |bencher| {
        bencher.iter(|| write_documents(black_box(&values), &Style::AS_GIVEN));
    });
    group.finish();
}

criterion_group!(benches, emit);
criterion_main!(benches);
