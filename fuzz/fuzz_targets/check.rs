//! Score files: any text is checked to its end, and every form of what was noticed can be drawn.
#![no_main]

use libfuzzer_sys::fuzz_target;
use score_core::Sources;
use score_core::check::check;
use score_core::diagnostic::human::{self, Color};
use score_core::diagnostic::{Diagnostics, github, json, sarif, short};
use score_core::document::parse;
use score_core::document::upgrade::upgrade;
use score_core::parallel::Threads;

fuzz_target!(|text: &str| {
    let mut sources = Sources::new();
    let id = sources.add("score.yaml", text);
    let mut log = Diagnostics::new();
    let workload = parse(&sources, id, &mut log)
        .map(|document| upgrade(document, &mut log))
        .and_then(|document| check(&document, &sources, &mut log));
    assert!(workload.is_some() || log.has_errors(), "refused without a word");
    log.sort();
    human::render(&log, &sources, Color::Never, Threads::ONE);
    short::render(&log, &sources);
    json::render(&log, &sources);
    github::render(&log, &sources);
    sarif::render(&log, &sources);
});
