//! From resolved workloads to objects of Kubernetes.
#![allow(missing_docs)]

mod common;

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use score_core::Diagnostics;

fn lower(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("lower/k8s");
    for count in [1, 100] {
        let resolved = common::resolved(count);
        let options = score_k8s::Options::native();
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(BenchmarkId::from_parameter(count), |bencher| {
            let suffixes = BTreeMap::new();
            bencher.iter(|| {
                score_k8s::lower(black_box(&resolved), &suffixes, &options, &mut Diagnostics::new())
            });
        });
    }
    group.finish();
}

criterion_group!(benches, lower);
criterion_main!(benches);
