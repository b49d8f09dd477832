//! Where the seed of a run comes from: a file named on the command line, SCORE_SEED, or `.score/seed`, which is made
//! when a run first draws something secret.

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use score_core::seed::Seed;
use sha2::{Digest, Sha256};

use crate::exit::Failure;
use crate::report;
use crate::selection;

/// The folder of the seed, in the current folder.
const FOLDER: &str = ".score";
/// The seed: 64 hexadecimal digits.
const FILE: &str = ".score/seed";

/// Holds the seed when no file is named.
const VARIABLE: &str = "SCORE_SEED";

/// A seed, and whether it still has to be kept.
#[derive(Debug)]
pub(crate) struct RunSeed {
    /// The seed.
    pub(crate) seed: Seed,
    fresh: Option<String>,
}

/// The seed of this run.
pub(crate) fn load(seed_file: Option<&Path>) -> Result<RunSeed, Failure> {
    if let Some(path) = seed_file {
        return Ok(kept(&selection::read_file(path)?));
    }
    if let Some(text) = std::env::var_os(VARIABLE).filter(|text| !text.is_empty()) {
        return Ok(kept(text.as_encoded_bytes()));
    }
    match fs::read(FILE) {
        Ok(bytes) if bytes.trim_ascii().is_empty() => Err(Failure::Usage {
            problem: format!("`{FILE}` is empty, so passwords cannot be derived from it"),
            help: "restore it, or remove it and let the next run make new passwords".to_owned(),
        }),
        Ok(bytes) => Ok(kept(&bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => fresh(),
        Err(source) => Err(Failure::Read { path: FILE.into(), source }),
    }
}

fn kept(bytes: &[u8]) -> RunSeed {
    RunSeed { seed: seed_of(bytes), fresh: None }
}

/// A seed out of bytes of any length. Line ends around them do not count.
fn seed_of(bytes: &[u8]) -> Seed {
    Seed::new(Sha256::digest(bytes.trim_ascii()).into())
}

fn fresh() -> Result<RunSeed, Failure> {
    let text: String = random_bytes()?.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(RunSeed { seed: seed_of(text.as_bytes()), fresh: Some(text) })
}

/// The seed of a run whose passwords a state keeps: SCORE_SEED, otherwise drawn from the system, as nothing has to be
/// repeated from it.
pub(crate) fn for_stateful_run() -> Result<Seed, Failure> {
    match std::env::var_os(VARIABLE).filter(|text| !text.is_empty()) {
        Some(text) => Ok(seed_of(text.as_encoded_bytes())),
        None => Ok(Seed::new(random_bytes()?)),
    }
}

fn random_bytes() -> Result<[u8; 32], Failure> {
    let mut bytes = [0u8; 32];
    fs::File::open("/dev/urandom")
        .and_then(|mut file| std::io::Read::read_exact(&mut file, &mut bytes))
        .map_err(|source| Failure::Read { path: "/dev/urandom".into(), source })?;
    Ok(bytes)
}

impl RunSeed {
    /// Keeps a fresh seed for the next run, when this one drew from it, and says so.
    pub(crate) fn keep(&self) -> Result<(), Failure> {
        let Some(text) = self.fresh.as_deref().filter(|_| self.seed.was_drawn()) else { return Ok(()) };
        let failed = |path: &str| {
            let path = path.into();
            move |source| Failure::Write { path, source }
        };
        fs::create_dir_all(FOLDER).map_err(failed(FOLDER))?;
        let ignore = Path::new(FOLDER).join(".gitignore");
        if !ignore.exists() {
            fs::write(&ignore, "# Passwords are derived from the seed.\n/seed\n")
                .map_err(|source| Failure::Write { path: ignore, source })?;
        }
        // Another run may have kept its own seed meanwhile; the files of this run would then not match it.
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(FILE)
            .map_err(failed(FILE))?;
        writeln!(file, "{text}").and_then(|()| file.sync_all()).map_err(failed(FILE))?;
        report::to_stderr(&format!(
            "made {FILE}: passwords are derived from it, keep it secret and keep it\n"
        ));
        Ok(())
    }
}
