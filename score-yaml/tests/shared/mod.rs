//! The recorded corpus outside the project.

use std::path::{Path, PathBuf};

/// The folder of the corpus, or `None` with a line that says so.
pub(crate) fn folder(inside: &str) -> Option<PathBuf> {
    let root = std::env::var_os("SCORE_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"), PathBuf::from);
    let folder = root.join(inside);
    if !folder.exists() {
        println!("skipped: there is no {}", folder.display());
        return None;
    }
    Some(folder)
}
