//! Writing: everything is written beside its place first and moved there when all of it is on the disk, so that a run
//! leaves either the old files or the new ones, whenever it is stopped.

mod file;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::{Component, Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::fs::FlockOperation;
use score_core::content::Content;
use score_core::parallel::{self, Threads};
use score_core::target::{Artifact, Artifacts};
use tempfile::{TempDir, TempPath};

use self::file::{Durability, fill, is_there, write_new};
use crate::exit::Failure;
use crate::host;

/// How long another run is waited for.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// What the name of a file begins and ends with until it is moved to its place.
const UNFINISHED: (&str, &str) = (".score-", ".new");
/// Of up to this many files beside the main one, each is brought to the disk before it is moved to its place.
const MOST_SYNCED: usize = 16;

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
            let _ = remove(&entry.path());
        }
    }
}

/// Changes ready to be made. They are made in this order: paths removed, new folders moved to their places, folders
/// made, files moved to their places step by step in the order they were added.
#[derive(Debug, Default)]
pub(crate) struct Staged {
    removed: BTreeSet<PathBuf>,
    /// By the place of a folder: what is moved there as a whole.
    // As text, for paths are compared part by part, which takes longer than all else here.
    new_folders: BTreeMap<OsString, TempDir>,
    folders: Vec<PathBuf>,
    /// The files of each step, which are moved in any order.
    steps: Vec<Vec<(TempPath, PathBuf)>>,
    /// Files to remove when everything else is in place.
    replaced: Vec<PathBuf>,
    /// Folders that exist and are clear of what a run that was killed has left in them.
    ready: BTreeSet<OsString>,
}

impl Staged {
    /// All of `artifacts`. Paths are relative to `folder`, but that of the main file, which is given by its name and its
    /// place: none when it is not written.
    pub(crate) fn add_artifacts(
        &mut self,
        artifacts: &Artifacts,
        folder: &Path,
        (main, place): (&str, Option<&Path>),
    ) -> Result<(), Failure> {
        self.removed.extend(artifacts.removed().map(|path| folder.join(path)));
        self.folders.extend(artifacts.directories().map(|path| folder.join(path)));
        let files: Vec<(&str, &Artifact)> = artifacts.iter().filter(|(path, _)| *path != main).collect();
        let threads = host::threads(files.len());
        let workplaces = self.workplaces(folder, files.iter().map(|(path, _)| split(path).0), threads)?;
        let main = match place.zip(artifacts.get(main)) {
            Some((path, file)) => Some((path, file, self.folder_of(path)?)),
            None => None,
        };
        // Bringing thousands of small files to the disk takes longer than all the rest, and the next run makes them again.
        let durability =
            if files.len() > MOST_SYNCED { Durability::LeftToSystem } else { Durability::Synced };
        let stage_main = || {
            let (path, file, folder) = main.as_ref()?;
            stage(path, folder, self.removed(path), file, Durability::Synced).transpose()
        };
        let stage_other = |(path, artifact)| {
            let (parent, name) = split(path);
            let path = folder.join(path);
            match workplaces.get(parent) {
                Some(Workplace::NewFolder(inside)) => {
                    let written = write_new(inside, name, artifact, durability);
                    written.map(|()| None).map_err(|source| Failure::Write { path, source })
                }
                Some(Workplace::Beside(folder)) => {
                    stage(&path, folder, self.removed(&path), artifact, durability)
                }
                // Every parent has one; a file without would still be written.
                None => stage(&path, &self.beside(&path), self.removed(&path), artifact, durability),
            }
        };
        // The main file is as large as all others together.
        let (main, others) =
            parallel::both(threads, stage_main, || parallel::map(threads, files, stage_other));
        let others = others.into_iter().filter_map(Result::transpose).collect::<Result<_, Failure>>()?;
        self.steps.extend([others, main.into_iter().collect::<Result<_, Failure>>()?]);
        Ok(())
    }

    /// Where the files of each of these folders below `folder` are written, all of which are made ready.
    fn workplaces<'a>(
        &mut self,
        folder: &Path,
        parents: impl Iterator<Item = &'a str>,
        threads: Threads,
    ) -> Result<BTreeMap<&'a str, Workplace>, Failure> {
        let parents: BTreeSet<&str> = parents.collect();
        // When the folder of all mounted files is new, so is everything in it.
        let mut new: BTreeSet<&str> = parents.iter().map(|parent| outermost(parent)).collect();
        new.retain(|outer| !outer.is_empty() && self.is_new(&folder.join(outer)));
        let looked_at = parallel::map(threads, parents.into_iter().collect(), |parent| {
            let new = new.get(outermost(parent)).map(|outer| outer.len());
            (parent, new.or_else(|| self.outermost_new(folder, parent)))
        });
        let mut workplaces = BTreeMap::new();
        let mut unprepared = Vec::new();
        for (parent, new) in looked_at {
            let workplace = match new {
                Some(outer) => Workplace::NewFolder(self.inside_new_folder(folder, parent, outer)?),
                None => {
                    let beside = self.beside(&folder.join(parent).join(UNFINISHED.0));
                    if self.ready.insert(beside.clone().into_os_string()) {
                        unprepared.push(beside.clone());
                    }
                    Workplace::Beside(beside)
                }
            };
            workplaces.insert(parent, workplace);
        }
        let made = parallel::map(threads, workplaces.iter().collect(), |(parent, workplace)| {
            let Workplace::NewFolder(inside) = workplace else { return Ok(()) };
            // What is said is where it will be, not where it is until then.
            fs::create_dir_all(inside).map_err(|source| Failure::Write { path: folder.join(parent), source })
        });
        let prepared = parallel::map(threads, unprepared, |folder| prepare(&folder));
        made.into_iter().chain(prepared).collect::<Result<(), Failure>>()?;
        Ok(workplaces)
    }

    /// The length of the path of the outermost folder that is not there yet, of one below `folder` and those it lies in:
    /// that one is moved to its place as a whole, in less time than file by file.
    fn outermost_new(&self, folder: &Path, path: &str) -> Option<usize> {
        // Mostly all of them are there.
        if path.is_empty() || !self.is_new(&folder.join(path)) {
            return None;
        }
        let mut ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]).filter(|end| *end > 0);
        ends.find(|end| path.get(..*end).is_some_and(|outer| self.is_new(&folder.join(outer))))
    }

    /// Whether there is nothing at a place, or what will be there is new.
    fn is_new(&self, place: &Path) -> bool {
        self.new_folders.contains_key(place.as_os_str())
            || fs::symlink_metadata(place).is_err_and(|error| error.kind() == ErrorKind::NotFound)
    }

    /// Where a folder is filled that is new, or lies in one that is.
    fn inside_new_folder(&mut self, folder: &Path, path: &str, outer: usize) -> Result<PathBuf, Failure> {
        let (outer, rest) = path.split_at(outer);
        let place = folder.join(outer);
        let rest = rest.trim_start_matches('/');
        if let Some(staged) = self.new_folders.get(place.as_os_str()) {
            return Ok(staged.path().join(rest));
        }
        let staged = self.staging_folder(&place)?;
        let inside = staged.path().join(rest);
        self.new_folders.insert(place.into_os_string(), staged);
        Ok(inside)
    }

    fn staging_folder(&mut self, place: &Path) -> Result<TempDir, Failure> {
        let beside = self.folder_of(place)?;
        unfinished()
            .permissions(fs::Permissions::from_mode(0o777))
            .tempdir_in(beside)
            .map_err(|source| Failure::Write { path: place.to_owned(), source })
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
    pub(crate) fn add_file(
        &mut self,
        path: &Path,
        content: impl Into<Content>,
        mode: u32,
    ) -> Result<(), Failure> {
        let file = Artifact { content: content.into(), mode };
        let folder = self.folder_of(path)?;
        let staged = stage(path, &folder, self.removed(path), &file, Durability::Synced)?;
        self.steps.push(staged.into_iter().collect());
        Ok(())
    }

    /// The outermost folder that a change goes away with first, if there is one.
    fn removed<'a>(&self, path: &'a Path) -> Option<&'a Path> {
        if self.removed.is_empty() {
            return None;
        }
        path.ancestors().filter(|folder| self.removed.contains(*folder)).last()
    }

    /// The folder in which a file is written before it is moved to its place.
    fn beside(&self, path: &Path) -> PathBuf {
        // A folder that goes away first cannot hold the unfinished file.
        around(self.removed(path).unwrap_or(path)).to_owned()
    }

    /// The same, made ready for that.
    fn folder_of(&mut self, path: &Path) -> Result<PathBuf, Failure> {
        let folder = self.beside(path);
        if self.ready.insert(folder.clone().into_os_string()) {
            prepare(&folder)?;
        }
        Ok(folder)
    }

    /// Makes every change.
    pub(crate) fn commit(self) -> Result<(), Failure> {
        for path in &self.removed {
            remove(path).map_err(|source| Failure::Write { path: path.clone(), source })?;
        }
        // Their folders may have been removed just now.
        let remake_folders = !self.removed.is_empty();
        for (path, staged) in self.new_folders {
            move_to(path.into(), remake_folders, |path| fs::rename(staged.path(), path))?;
            // There is nothing to clear away any more.
            let _ = staged.keep();
        }
        for path in self.folders {
            make(&path)?;
        }
        for files in self.steps {
            let moved = parallel::map(host::threads(files.len()), files, |(file, path)| {
                move_to(path, remake_folders, |path| file.persist(path).map_err(|error| error.error))
            });
            moved.into_iter().collect::<Result<(), Failure>>()?;
        }
        for path in self.replaced {
            remove(&path).map_err(|source| Failure::Write { path, source })?;
        }
        Ok(())
    }
}

/// The first folder of a path that is written with `/`.
fn outermost(path: &str) -> &str {
    path.split_once('/').map_or(path, |(outer, _)| outer)
}

/// The folder and the name of a path that is written with `/`.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// The folder a path lies in.
fn around(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn make(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|source| Failure::Write { path: folder.to_owned(), source })
}

/// Makes a folder when it is missing, and clears away what a run that was killed has left in it; one that lies elsewhere
/// is not cleared, as this run does not hold it.
fn prepare(folder: &Path) -> Result<(), Failure> {
    if !folder.is_dir() {
        return make(folder);
    }
    let is_elsewhere = |part| matches!(part, Component::ParentDir | Component::RootDir);
    if !folder.components().any(is_elsewhere) {
        clear_unfinished(folder);
    }
    Ok(())
}

/// Moves something to its place; the folder around that is made again when it may be gone.
fn move_to(
    path: PathBuf,
    remake_folder: bool,
    rename: impl FnOnce(&Path) -> std::io::Result<()>,
) -> Result<(), Failure> {
    let remade = match path.parent() {
        Some(folder) if remake_folder => fs::create_dir_all(folder),
        _ => Ok(()),
    };
    remade.and_then(|()| rename(&path)).map_err(|source| Failure::Write { path, source })
}

/// Where a file is written before it is moved to its place.
enum Workplace {
    /// Into this folder.
    Beside(PathBuf),
    /// Into this one, under its name: a folder around it is moved as a whole.
    NewFolder(PathBuf),
}

/// Writes one file into `folder`, to be moved to its place; nothing when it is there already, unless `removed` goes away
/// with it first.
fn stage(
    path: &Path,
    folder: &Path,
    removed: Option<&Path>,
    artifact: &Artifact,
    durability: Durability,
) -> Result<Option<(TempPath, PathBuf)>, Failure> {
    if removed.is_none() && is_there(path, artifact) {
        return Ok(None);
    }
    let failed = |source| Failure::Write { path: path.to_owned(), source };
    let mut place = path.to_owned();
    let mut folder = folder.to_owned();
    let mut found = fs::symlink_metadata(path).ok();
    if found.as_ref().is_some_and(fs::Metadata::is_symlink) {
        place = fs::canonicalize(path).unwrap_or(place);
        found = fs::metadata(&place).ok();
        if removed.is_none() {
            if is_there(&place, artifact) {
                return Ok(None);
            }
            folder = around(&place).to_owned();
        }
    }
    if found.is_some_and(|found| found.is_dir()) {
        return Err(failed(std::io::Error::other("there is a folder of this name")));
    }
    let file = unfinished()
        .permissions(fs::Permissions::from_mode(artifact.mode))
        .tempfile_in(folder)
        .map_err(failed)?;
    fill(file.as_file(), artifact, durability).map_err(failed)?;
    Ok(Some((file.into_temp_path(), place)))
}

fn unfinished() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED.0).suffix(UNFINISHED.1);
    builder
}

fn remove(path: &Path) -> std::io::Result<()> {
    let removed = match fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) => Err(error),
    };
    match removed {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
