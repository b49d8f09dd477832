//! From bytes to located trees.
#![allow(missing_docs)]

mod common;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

fn parse(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("parse");
    for count in [1, 100] {
        let (sources, ids) = common::sources(count);
        group.throughput(Throughput::Bytes(common::bytes(&sources, &ids)));
        group.bench_function(BenchmarkId::from_parameter(count), |bencher| {
            bencher.iter(|| common::documents(black_box(&sources), &ids));
        });
    }
    group.finish();
}

criterion_group!(benches, parse);
criterion_main!(benches);
