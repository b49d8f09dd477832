//! What never changes is fetched once. An entry is a file, named after the URI, that begins with the digest of the rest;
//! one that is damaged counts as not there, and one that cannot be written is not needed.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use super::{Fetched, Settings, hex_sha256};

/// Where the version of the form is part of the first line.
const FORM: &str = "score fetched 1";

/// What is kept for a URI.
pub(super) fn read(settings: &Settings, uri: &str) -> Option<Vec<Fetched>> {
    let bytes = fs::read(path(settings, uri)?).ok()?;
    let (digest, content) = line(bytes.strip_prefix(FORM.as_bytes())?.strip_prefix(b"\n")?)?;
    if digest != hex_sha256(content) {
        return None;
    }
    let (mut files, mut rest) = (Vec::new(), content);
    while !rest.is_empty() {
        let (name, source, bytes);
        (name, rest) = part(rest)?;
        (source, rest) = part(rest)?;
        (bytes, rest) = part(rest)?;
        files.push(Fetched { name: text(name)?, source: text(source)?, bytes: bytes.to_owned() });
    }
    Some(files)
}

/// Keeps what a URI stands for.
pub(super) fn write(settings: &Settings, uri: &str, files: &[Fetched]) {
    let mut content = Vec::new();
    for file in files {
        for part in [file.name.as_bytes(), file.source.as_bytes(), &file.bytes] {
            content.extend_from_slice(format!("{}\n", part.len()).as_bytes());
            content.extend_from_slice(part);
        }
    }
    let head = format!("{FORM}\n{}\n", hex_sha256(&content));
    let written = || -> std::io::Result<()> {
        let Some((path, folder)) = path(settings, uri).zip(settings.cache.as_ref()) else { return Ok(()) };
        fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(head.as_bytes())?;
        file.write_all(&content)?;
        file.persist(path)?;
        Ok(())
    };
    // Without it the next run fetches again.
    let _ = written();
}

fn path(settings: &Settings, uri: &str) -> Option<PathBuf> {
    Some(settings.cache.as_ref()?.join(hex_sha256(uri.as_bytes())))
}

fn line(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    Some((std::str::from_utf8(&bytes[..end]).ok()?, &bytes[end + 1..]))
}

fn part(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = line(bytes)?;
    rest.split_at_checked(length.parse().ok()?)
}

fn text(bytes: &[u8]) -> Option<String> {
    String::from_utf8(bytes.to_owned()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back_and_what_is_damaged_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = Settings::of_environment();
        settings.cache = Some(folder.path().join("a/b"));
        let file = |name: &str, bytes: &[u8]| Fetched {
            name: name.to_owned(),
            source: format!("from {name}"),
            bytes: bytes.to_owned(),
        };
        let files = [file("ü", b"\n1\n\xff"), file("", b"")];
        assert_eq!(read(&settings, "x"), None);
        write(&settings, "x", &files);
        assert_eq!(read(&settings, "x"), Some(files.to_vec()));
        assert_eq!(read(&settings, "y"), None);
        let path = path(&settings, "x").unwrap();
        let whole = fs::read(&path).unwrap();
        for damaged in [&whole[..whole.len() - 1], &whole[..10], b"", &whole.repeat(2)] {
            fs::write(&path, damaged).unwrap();
            assert_eq!(read(&settings, "x"), None);
        }
        settings.cache = None;
        write(&settings, "x", &files);
        assert_eq!(read(&settings, "x"), None);
    }
}
