//! From trees to typed workloads.
#![allow(missing_docs)]

mod common;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

fn check(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("check");
    for count in [1, 100] {
        let (sources, ids) = common::sources(count);
        let documents = common::documents(&sources, &ids);
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(BenchmarkId::from_parameter(count), |bencher| {
            bencher.iter(|| common::workloads(&sources, black_box(&documents)));
        });
    }
    group.finish();
}

criterion_group!(benches, check);
criterion_main!(benches);
