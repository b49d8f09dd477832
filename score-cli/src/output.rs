//! Writing: everything is written beside its place first and moved there when all of it is on the disk, so that a run
//! leaves either the old files or the new ones.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::fs::FlockOperation;
use score_core::target::Artifacts;
use tempfile::NamedTempFile;

use crate::exit::Failure;

/// How long another run is waited for.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Holds the output folder for one run at a time. The lock is on the folder itself and ends with the process.
#[derive(Debug)]
pub struct Lock {
    _folder: fs::File,
}

/// Waits for other runs on a folder, ten seconds at most.
pub fn lock(folder: &Path) -> Result<Lock, Failure> {
    let failed = |source| Failure::Write { path: folder.to_owned(), source };
    fs::create_dir_all(folder).map_err(failed)?;
    let file = fs::File::open(folder).map_err(failed)?;
    let start = Instant::now();
    loop {
        match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => return Ok(Lock { _folder: file }),
            Err(rustix::io::Errno::WOULDBLOCK) if start.elapsed() < LONGEST_WAIT => {
                std::thread::sleep(Duration::from_millis(20));
            }
            Err(rustix::io::Errno::WOULDBLOCK) => return Err(Failure::Locked { path: folder.to_owned() }),
            // Some network file systems know no locks; two runs at once are then the user's business.
            Err(rustix::io::Errno::NOLCK | rustix::io::Errno::NOTSUP) => return Ok(Lock { _folder: file }),
            Err(error) => return Err(failed(error.into())),
        }
    }
}

/// Files ready to be moved to their places.
#[derive(Debug, Default)]
pub struct Staged {
    files: Vec<(NamedTempFile, PathBuf)>,
}

impl Staged {
    /// Writes every artifact beside its place below `folder`.
    pub fn add(&mut self, folder: &Path, artifacts: &Artifacts) -> Result<(), Failure> {
        for (path, artifact) in artifacts.iter() {
            self.add_file(&folder.join(path), &artifact.bytes, artifact.mode)?;
        }
        Ok(())
    }

    /// Writes one file beside its place. A symbolic link stays; what it points to is replaced.
    pub fn add_file(&mut self, path: &Path, bytes: &[u8], mode: u32) -> Result<(), Failure> {
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let failed = |source| Failure::Write { path: path.to_owned(), source };
        if place.is_dir() {
            return Err(failed(std::io::Error::other("there is a folder of this name")));
        }
        let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(failed)?;
        let mut file = tempfile::Builder::new()
            .prefix(".score-")
            .permissions(fs::Permissions::from_mode(mode))
            .tempfile_in(folder)
            .map_err(failed)?;
        file.write_all(bytes).map_err(failed)?;
        // The mask of the process must not decide what a container may read.
        file.as_file().set_permissions(fs::Permissions::from_mode(mode)).map_err(failed)?;
        file.as_file().sync_all().map_err(failed)?;
        self.files.push((file, place));
        Ok(())
    }

    /// Moves every file to its place.
    pub fn commit(self) -> Result<(), Failure> {
        for (file, path) in self.files {
            file.persist(&path).map_err(|error| Failure::Write { path, source: error.error })?;
        }
        Ok(())
    }
}
