//! How long provisioners take: one resource, and all resources of many workloads. Provisioners are loaded once.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use score_core::host::MemoryHost;
use score_core::provision::{ProvisionOptions, provision};
use score_core::seed::Seed;
use score_core::{Diagnostics, Sources};
use score_provisioners::trial::{TrialRequest, read_request, run};

fn request(kind: &str) -> TrialRequest {
    let mut sources = Sources::new();
    let text = format!("{{type: {kind}, source_workload: shop, metadata: {{}}}}");
    let id = sources.add("request.yaml", text);
    read_request(&sources, id, &mut Diagnostics::new()).unwrap()
}

fn one_resource(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("provision/one");
    for (target, description, set) in common::targets() {
        for kind in ["postgres", "redis", "dns"] {
            let request = request(kind);
            group.bench_function(BenchmarkId::new(target, kind), |bencher| {
                bencher.iter(|| {
                    let mut log = Diagnostics::new();
                    let host = MemoryHost::default();
                    run(black_box(&request), &set, description, &host, &mut log).unwrap()
                });
            });
        }
    }
    group.finish();
}

fn many_workloads(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("provision/workloads");
    group.sample_size(10);
    let seed = Seed::from_text("benches");
    for count in [1, 100, 1000] {
        let project = common::project(count);
        group.throughput(Throughput::Elements(project.resources.len() as u64));
        for (target, description, set) in common::targets() {
            group.bench_function(BenchmarkId::new(target, count), |bencher| {
                bencher.iter_batched(
                    || project.clone(),
                    |project| {
                        let mut log = Diagnostics::new();
                        let options = ProvisionOptions::new(&seed);
                        let host = MemoryHost::default();
                        provision(project, &set, description, &options, &host, &mut log).unwrap()
                    },
                    BatchSize::PerIteration,
                );
            });
        }
    }
    group.finish();
}

criterion_group!(benches, one_resource, many_workloads);
criterion_main!(benches);
