//! Provisioner files installed into a project. Their names make the one installed last the first to be tried, behind
//! files that people write by hand as `00-…` and before those that the reference tools install.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::project::PROVISIONERS;
use crate::retrieve::Fetched;

/// The reference tools begin the names of files they install with `Z`, and theirs were there before.
const FIRST_LETTER: char = 'Y';

/// A provisioner file in its place.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Installation {
    /// Where it goes.
    pub(crate) path: PathBuf,
    /// Its text, with a line that says where it came from.
    pub(crate) text: String,
    /// Files that came from the same source before.
    pub(crate) replaces: Vec<PathBuf>,
}

/// Where fetched files go. `existing` are the names of the files that are there; of files from the same source the
/// last counts.
pub(crate) fn installations(
    folder: &Path,
    existing: &[String],
    fetched: &[(Fetched, String)],
    now: SystemTime,
) -> Vec<Installation> {
    let nanoseconds = now.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    let mut rank = u64::MAX / 2 - u64::try_from(nanoseconds).unwrap_or(0);
    // Clocks are set back at times; what is installed last still comes first.
    if let Some(first) = existing.iter().filter_map(|name| rank_of(name)).min() {
        rank = rank.min(first.saturating_sub(1));
    }
    let at = humantime::format_rfc3339_seconds(now);
    let hashes: Vec<String> = fetched.iter().map(|(file, _)| hash(&file.source)).collect();
    let mut installed = Vec::new();
    for (index, (file, text)) in fetched.iter().enumerate() {
        let hash = &hashes[index];
        if hashes[index + 1..].contains(hash) {
            continue;
        }
        let replaces =
            existing.iter().filter(|name| hash_of(name) == Some(hash.as_str())).map(|name| folder.join(name));
        installed.push(Installation {
            path: folder.join(format!("{FIRST_LETTER}{rank:016x}.{hash}{PROVISIONERS}")),
            text: format!("# Downloaded from {} at {at}\n{text}", one_line(&file.name)),
            replaces: replaces.collect(),
        });
        rank = rank.saturating_sub(1);
    }
    installed
}

/// The part of the name that stands for the source.
fn hash(source: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(source.as_bytes())[..16])
}

/// `<rank>.<hash>.provisioners.yaml`
fn hash_of(name: &str) -> Option<&str> {
    let (_, hash) = name.strip_suffix(PROVISIONERS)?.split_once('.')?;
    Some(hash)
}

fn rank_of(name: &str) -> Option<u64> {
    let (rank, _) = name.strip_suffix(PROVISIONERS)?.strip_prefix(FIRST_LETTER)?.split_once('.')?;
    u64::from_str_radix(rank, 16).ok().filter(|_| rank.len() == 16)
}

fn one_line(text: &str) -> String {
    text.split(['\n', '\r']).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn fetched(source: &str) -> (Fetched, String) {
        let file = Fetched { name: source.to_owned(), source: source.to_owned(), bytes: Vec::new() };
        (file, "[]\n".to_owned())
    }

    fn names(installed: &[Installation]) -> Vec<String> {
        installed.iter().map(|it| it.path.file_name().unwrap().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn the_one_installed_last_sorts_first_whatever_the_clock_says() {
        let folder = Path::new(".score-compose");
        let mut existing =
            vec!["10-mine.provisioners.yaml".to_owned(), "ZxWk_HR_I7I.RBKkk7X4pQ.provisioners.yaml".into()];
        let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_790_000_000);
        let mut order = Vec::new();
        for (index, step) in [0_i64, 1, 1_000_000, -5_000_000_000, 86_400_000_000_000].into_iter().enumerate()
        {
            let shift = Duration::from_nanos(step.unsigned_abs());
            let now = if step < 0 { start - shift } else { start + shift };
            let pair = [fetched(&format!("a{index}")), fetched(&format!("b{index}"))];
            let new = names(&installations(folder, &existing, &pair, now));
            existing.extend(new.iter().cloned());
            order.extend(new);
        }
        existing.sort();
        order.push("10-mine.provisioners.yaml".to_owned());
        order.reverse();
        order.push("ZxWk_HR_I7I.RBKkk7X4pQ.provisioners.yaml".to_owned());
        assert_eq!(existing, order);
        assert!(existing.iter().all(|name| name.as_str() < super::super::project::DEFAULT_PROVISIONERS));
    }

    #[test]
    fn a_file_from_the_same_source_is_replaced() {
        let folder = Path::new("f");
        let first = installations(folder, &[], &[fetched("a"), fetched("a")], SystemTime::UNIX_EPOCH);
        assert_eq!(first.len(), 1);
        let again = installations(folder, &names(&first), &[fetched("a")], SystemTime::UNIX_EPOCH);
        assert_eq!(again[0].replaces, [first[0].path.clone()]);
        assert!(again[0].path < first[0].path);
    }
}
