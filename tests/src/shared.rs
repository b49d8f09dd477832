//! Material that lies beside the repository and not in it: recorded behaviour of the reference tools, published schemas.

use std::path::{Path, PathBuf};

/// A folder or file of it: below `SCORE_SHARED`, or `../shared` seen from the root of the workspace. `None` when it is not
/// there, which is printed: a test that gets `None` has nothing to do.
///
/// # Panics
/// When `SCORE_SHARED` is set, as in CI, and it is not there: then nothing may be skipped.
#[allow(clippy::print_stderr, clippy::panic)]
pub fn path(below: &str) -> Option<PathBuf> {
    let named = std::env::var_os("SCORE_SHARED");
    let root = workspace().join(named.as_deref().unwrap_or("../shared".as_ref()));
    let path = root.join(below);
    match (path.exists(), named) {
        (true, _) => Some(path),
        (false, Some(_)) => panic!("SCORE_SHARED is set, and {} is not there", path.display()),
        (false, None) => {
            eprintln!("skipped: {} is not there", path.display());
            None
        }
    }
}

/// The root of the workspace.
pub fn workspace() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_owned()
}
