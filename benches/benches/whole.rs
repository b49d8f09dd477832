//! From bytes to artifacts in one process, in both modes. `whole.sh` times the command itself.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use score_core::host::MemoryHost;
use score_core::link::State;
use score_core::provision::Provisioner;
use score_core::seed::Seed;
use score_core::target::{Generated, Input};
use std::sync::Arc;

/// The two presets of the options.
#[derive(Clone, Copy)]
enum Mode {
    Native,
    DropIn,
}

fn generate(target: &str, mode: Mode, count: usize, provisioners: &[Arc<dyn Provisioner>]) -> Generated {
    let (sources, ids) = common::sources(count);
    let workloads = common::workloads(&sources, &common::documents(&sources, &ids));
    let seed = Seed::from_text("benches");
    let input = Input {
        sources: &sources,
        workloads,
        provisioners,
        state: State::default(),
        seed: &seed,
        variables: Default::default(),
    };
    let host = MemoryHost::default();
    let reported = match target {
        "compose" => {
            let mut options = match mode {
                Mode::Native => score_compose::Options::native(),
                Mode::DropIn => score_compose::Options::reference(),
            };
            options.threads = common::threads();
            score_compose::generate(input, &options, &host)
        }
        _ => {
            let mut options = match mode {
                Mode::Native => score_k8s::Options::native(),
                Mode::DropIn => score_k8s::Options::reference(),
            };
            options.threads = common::threads();
            score_k8s::generate(input, &options, &host)
        }
    };
    reported.output.unwrap()
}

fn whole(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("whole");
    group.sample_size(10);
    for (target, _, set) in common::targets() {
        for (name, mode) in [("native", Mode::Native), ("drop-in", Mode::DropIn)] {
            for count in [1, 10, 100, 1_000, 10_000] {
                group.throughput(Throughput::Elements(count as u64));
                let id = BenchmarkId::new(format!("{target}/{name}"), count);
                group.bench_function(id, |bencher| bencher.iter(|| generate(target, mode, count, &set)));
            }
        }
    }
    group.finish();
}

criterion_group!(benches, whole);
criterion_main!(benches);
