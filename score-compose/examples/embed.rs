//! Translates a score file to a Compose file without touching the disk: `cargo run -p score-compose --example embed`.

use score_compose::{FILE_NAME, Options, default_provisioners, generate, target};
use score_core::diagnostic::short;
use score_core::host::MemoryHost;
use score_core::link::{SourcedWorkload, State};
use score_core::seed::Seed;
use score_core::target::Input;
use score_core::{Diagnostics, Sources, check::check, document::parse};
use score_provisioners::{LoadOptions, load_builtin};

const SCORE_FILE: &str = "\
apiVersion: score.dev/v1b1
metadata:
  name: hello
containers:
  main:
    image: nginx:1.29
    variables:
      REDIS_URL: ${resources.cache.connection_string}
resources:
  cache:
    type: redis
";

#[allow(clippy::print_stdout)]
fn main() -> Result<(), String> {
    // Every text that a diagnostic may point into is a source.
    let (mut sources, mut log) = (Sources::new(), Diagnostics::new());
    let id = sources.add("score.yaml", SCORE_FILE);
    let workload = parse(&sources, id, &mut log)
        .and_then(|document| check(&document, &sources, &mut log))
        .ok_or_else(|| short::render(&log, &sources))?;

    let reported = generate(
        Input {
            sources: &sources,
            workloads: vec![SourcedWorkload { workload, file: "score.yaml".to_owned() }],
            provisioners: &load_builtin(default_provisioners(), target(), &LoadOptions::new()),
            state: State::default(),
            // The same seed gives the same passwords.
            seed: &Seed::from_text("a secret of the caller"),
            variables: [].into(),
        },
        &Options::native(),
        // Where mounted files are read and `cmd://` provisioners are run. This one has neither files nor programs.
        &MemoryHost::default(),
    );
    let generated = reported.output.ok_or_else(|| short::render(&reported.diagnostics, &sources))?;
    for (path, artifact) in generated.artifacts.iter() {
        println!("{path}: {} bytes", artifact.content.len());
    }
    let compose = generated.artifacts.get(FILE_NAME).ok_or("no Compose file")?;
    println!("\n{}", String::from_utf8_lossy(&compose.content.to_vec()));
    Ok(())
}
