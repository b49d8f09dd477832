//! One file: whether it is there already, and writing it where it does not count yet.

use std::fs;
use std::io::{Error, ErrorKind, IoSlice, Result, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use rustix::fs::OFlags;
use score_core::content::Content;
use score_core::parallel;
use score_core::target::Artifact;

use crate::host;

/// How many bytes of a file that is there are in memory at a time, on each thread.
const COMPARED_AT_ONCE: usize = 64 * 1024;
/// How many pieces the system takes at a time.
const MOST_PIECES: usize = 1024;

/// When the bytes of a file are on the disk.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Durability {
    /// Before the file is moved to its place.
    Synced,
    /// When the system likes.
    LeftToSystem,
}

/// Fills a file that was just made with the permissions it shall have.
pub(super) fn fill(mut file: &fs::File, artifact: &Artifact, durability: Durability) -> Result<()> {
    let mut pieces: Vec<_> =
        artifact.content.pieces().filter(|piece| !piece.is_empty()).map(IoSlice::new).collect();
    for mut pieces in pieces.chunks_mut(MOST_PIECES) {
        while !pieces.is_empty() {
            match file.write_vectored(pieces) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(count) => IoSlice::advance_slices(&mut pieces, count),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
    // The mask of the process must not decide what a container may read.
    if permissions(&file.metadata()?) != artifact.mode {
        file.set_permissions(fs::Permissions::from_mode(artifact.mode))?;
    }
    if durability == Durability::Synced {
        file.sync_all()?;
    }
    Ok(())
}

/// Writes a file into a folder that is moved to its place later.
pub(super) fn write_new(
    folder: &Path,
    name: &str,
    artifact: &Artifact,
    durability: Durability,
) -> Result<()> {
    let file =
        fs::OpenOptions::new().write(true).create_new(true).mode(artifact.mode).open(folder.join(name))?;
    fill(&file, artifact, durability)
}

fn permissions(found: &fs::Metadata) -> u32 {
    found.permissions().mode() & 0o7777
}

/// Whether there is a file, and no symbolic link, that has this content and these permissions.
pub(super) fn is_there(path: &Path, artifact: &Artifact) -> bool {
    // To open a pipe must not wait for someone who writes to it.
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let is_this = |file: fs::File| {
        let found = file.metadata()?;
        let is_alike = found.is_file()
            && found.len() == artifact.content.len() as u64
            && permissions(&found) == artifact.mode;
        Ok::<_, Error>(is_alike && has_content(&file, &artifact.content))
    };
    let file = fs::OpenOptions::new().read(true).custom_flags(flags.bits() as i32).open(path);
    file.and_then(is_this).unwrap_or(false)
}

/// Whether a file of as many bytes has these.
fn has_content(file: &fs::File, content: &Content) -> bool {
    let stretches = stretches(content);
    let same =
        parallel::map(host::threads(stretches.len()), stretches, |Stretch { start, length, pieces }| {
            let mut found = vec![0; length];
            let mut rest = found.as_mut_slice();
            file.read_exact_at(rest, start).is_ok()
                && pieces.into_iter().all(|piece| {
                    let (here, behind) = std::mem::take(&mut rest).split_at_mut(piece.len());
                    rest = behind;
                    here == piece
                })
        });
    same.into_iter().all(|same| same)
}

/// Bytes of a file that are compared at a time.
struct Stretch<'a> {
    start: u64,
    length: usize,
    pieces: Vec<&'a [u8]>,
}

fn stretches(content: &Content) -> Vec<Stretch<'_>> {
    let mut stretches: Vec<Stretch<'_>> = Vec::new();
    let mut start = 0;
    for piece in content.pieces().flat_map(|piece| piece.chunks(COMPARED_AT_ONCE)) {
        match stretches.last_mut() {
            Some(last) if last.length + piece.len() <= COMPARED_AT_ONCE => {
                last.length += piece.len();
                last.pieces.push(piece);
            }
            _ => stretches.push(Stretch { start, length: piece.len(), pieces: vec![piece] }),
        }
        start += piece.len() as u64;
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_in_pieces_is_written_and_known_again() {
        let folder = tempfile::tempdir().unwrap();
        let pieces = |length: usize| (0..3_000).map(move |piece| format!("{piece:length$}"));
        for (at, length) in [0, 1, 100].into_iter().enumerate() {
            let artifact = Artifact { content: pieces(length).collect(), mode: 0o644 };
            let name = at.to_string();
            let path = folder.path().join(&name);
            write_new(folder.path(), &name, &artifact, Durability::Synced).unwrap();
            assert_eq!(fs::read(&path).unwrap(), artifact.content.to_vec());
            assert!(is_there(&path, &artifact));

            let other =
                pieces(length).map(|piece| if piece.trim() == "2999" { "299x".into() } else { piece });
            assert!(!is_there(&path, &Artifact { content: other.collect(), mode: 0o644 }));
            assert!(!is_there(&path, &Artifact { mode: 0o600, ..artifact.clone() }));
            let whole = String::from_utf8(artifact.content.to_vec()).unwrap();
            assert!(is_there(&path, &Artifact { content: whole.into(), mode: 0o644 }));
        }
        let empty = Artifact { content: Content::default(), mode: 0o600 };
        write_new(folder.path(), "empty", &empty, Durability::LeftToSystem).unwrap();
        assert!(is_there(&folder.path().join("empty"), &empty));
        assert!(!is_there(folder.path(), &empty));
        assert!(!is_there(&folder.path().join("missing"), &empty));
    }
}
