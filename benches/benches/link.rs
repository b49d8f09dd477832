//! From workloads to a project: identities of resources, what is shared, their order.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use score_core::Diagnostics;
use score_core::host::MemoryHost;
use score_core::link::{LinkOptions, State, link};

fn project(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("link");
    for count in [1, 100, 1000] {
        let (sources, ids) = common::sources(count);
        let workloads = common::workloads(&sources, &common::documents(&sources, &ids));
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(BenchmarkId::from_parameter(count), |bencher| {
            bencher.iter_batched(
                || workloads.clone(),
                |workloads| {
                    let (options, host) = (LinkOptions::default(), MemoryHost::default());
                    link(workloads, State::default(), &options, &host, &mut Diagnostics::new()).unwrap()
                },
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, project);
criterion_main!(benches);
