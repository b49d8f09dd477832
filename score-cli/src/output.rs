//! Writing: everything is written beside its place first and moved there when all of it is on the disk, so that a run
//! leaves either the old files or the new ones, whenever it is stopped.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Component, Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::fs::FlockOperation;
use score_core::target::Artifacts;
use tempfile::TempPath;

use crate::exit::Failure;

/// How long another run is waited for.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// What the name of a file begins and ends with until it is moved to its place.
const UNFINISHED: (&str, &str) = (".score-", ".new");
/// Up to this many files are brought to the disk one by one; with more, everything is at once.
const SYNCED_ONE_BY_ONE: usize = 16;

/// Holds a folder for one run at a time. The lock is on the folder itself and ends with the process.
#[derive(Debug)]
pub(crate) struct Lock {
    _folder: fs::File,
}

/// Waits for other runs on a folder, ten seconds at most. Makes the folder when it is missing, and clears away what a
/// run that was killed has left in it.
pub(crate) fn lock(folder: &Path) -> Result<Lock, Failure> {
    let failed = |source| Failure::Write { path: folder.to_owned(), source };
    fs::create_dir_all(folder).map_err(failed)?;
    let file = fs::File::open(folder).map_err(failed)?;
    let start = Instant::now();
    loop {
        match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => break,
            Err(rustix::io::Errno::WOULDBLOCK) if start.elapsed() < LONGEST_WAIT => {
                std::thread::sleep(Duration::from_millis(20));
            }
            Err(rustix::io::Errno::WOULDBLOCK) => return Err(Failure::Locked { path: folder.to_owned() }),
            // Some network file systems know no locks; two runs at once are then the user's business.
            Err(rustix::io::Errno::NOLCK | rustix::io::Errno::NOTSUP) => break,
            Err(error) => return Err(failed(error.into())),
        }
    }
    clear_unfinished(folder);
    Ok(Lock { _folder: file })
}

/// Removes what a run that was killed has left in a folder. Nothing depends on it.
pub(crate) fn clear_unfinished(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(UNFINISHED.0) && name.ends_with(UNFINISHED.1) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Changes ready to be made. They are made in this order: paths removed, folders made, files moved to their places in
/// the order they were added.
#[derive(Debug, Default)]
pub(crate) struct Staged {
    removed: Vec<PathBuf>,
    folders: Vec<PathBuf>,
    files: Vec<(TempPath, PathBuf)>,
    /// Files to remove when everything else is in place.
    replaced: Vec<PathBuf>,
    /// Folders that were cleared of what a run that was killed has left in them.
    cleared: BTreeSet<PathBuf>,
}

impl Staged {
    /// Everything of `artifacts` but the main file, which is added by its own name. Paths are relative to `folder`.
    pub(crate) fn add_all_but(
        &mut self,
        main: &str,
        artifacts: &Artifacts,
        folder: &Path,
    ) -> Result<(), Failure> {
        self.removed.extend(artifacts.removed().map(|path| folder.join(path)));
        self.folders.extend(artifacts.directories().map(|path| folder.join(path)));
        for (path, artifact) in artifacts.iter().filter(|(path, _)| *path != main) {
            self.add_file(&folder.join(path), &artifact.bytes, artifact.mode)?;
        }
        Ok(())
    }

    /// A folder to make.
    pub(crate) fn add_folder(&mut self, path: impl Into<PathBuf>) {
        self.folders.push(path.into());
    }

    /// A file to remove at the end, because another has come in its place.
    pub(crate) fn remove_at_the_end(&mut self, path: impl Into<PathBuf>) {
        self.replaced.push(path.into());
    }

    /// Writes one file beside its place. A symbolic link stays; what it points to is replaced. A file that has this
    /// content and these permissions already is left alone.
    pub(crate) fn add_file(&mut self, path: &Path, bytes: &[u8], mode: u32) -> Result<(), Failure> {
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let failed = |source| Failure::Write { path: path.to_owned(), source };
        if place.is_dir() {
            return Err(failed(std::io::Error::other("there is a folder of this name")));
        }
        self.clear(path.parent().unwrap_or(path));
        // A folder that goes away first cannot hold the unfinished file.
        let removed = self.removed.iter().find(|removed| path.starts_with(removed));
        if removed.is_none() && is_there_already(&place, bytes, mode) {
            return Ok(());
        }
        let folder = removed.map_or(place.as_path(), PathBuf::as_path).parent();
        let folder = folder.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(failed)?;
        let mut file = tempfile::Builder::new()
            .prefix(UNFINISHED.0)
            .suffix(UNFINISHED.1)
            .permissions(fs::Permissions::from_mode(0o600))
            .tempfile_in(folder)
            .map_err(failed)?;
        file.write_all(bytes).map_err(failed)?;
        // The mask of the process must not decide what a container may read.
        file.as_file().set_permissions(fs::Permissions::from_mode(mode)).map_err(failed)?;
        if self.files.len() < SYNCED_ONE_BY_ONE {
            file.as_file().sync_all().map_err(failed)?;
        }
        self.files.push((file.into_temp_path(), place));
        Ok(())
    }

    /// Clears a folder the first time it is used. One that lies elsewhere is left alone, as this run does not hold it.
    fn clear(&mut self, folder: &Path) {
        let is_elsewhere = |part| matches!(part, Component::ParentDir | Component::RootDir);
        if !folder.components().any(is_elsewhere) && self.cleared.insert(folder.to_owned()) {
            clear_unfinished(folder);
        }
    }

    /// Makes every change.
    pub(crate) fn commit(self) -> Result<(), Failure> {
        if self.files.len() > SYNCED_ONE_BY_ONE {
            rustix::fs::sync();
        }
        for path in &self.removed {
            remove(path).map_err(|source| Failure::Write { path: path.clone(), source })?;
        }
        for path in self.folders {
            fs::create_dir_all(&path).map_err(|source| Failure::Write { path, source })?;
        }
        for (file, path) in self.files {
            // A folder of it may have been removed just now.
            let moved = match path.parent() {
                Some(folder) if !self.removed.is_empty() => fs::create_dir_all(folder),
                _ => Ok(()),
            };
            moved
                .and_then(|()| file.persist(&path).map_err(|error| error.error))
                .map_err(|source| Failure::Write { path, source })?;
        }
        for path in self.replaced {
            remove(&path).map_err(|source| Failure::Write { path, source })?;
        }
        Ok(())
    }
}

fn is_there_already(place: &Path, bytes: &[u8], mode: u32) -> bool {
    let Ok(found) = fs::metadata(place) else { return false };
    found.len() == bytes.len() as u64
        && found.permissions().mode() & 0o7777 == mode
        && fs::read(place).is_ok_and(|found| found == bytes)
}

fn remove(path: &Path) -> std::io::Result<()> {
    let removed = match fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) => Err(error),
    };
    match removed {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
