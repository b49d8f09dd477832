//! The bytes of a file to write.

use std::fmt;

/// The bytes of a file, in pieces that follow one another: a large file is made in pieces, and to put them together would
/// take as much room again. Two are equal when their bytes are, however they are cut.
#[derive(Clone, Default)]
pub struct Content {
    // Most files have one piece, which needs no list.
    first: Vec<u8>,
    others: Vec<Vec<u8>>,
}

impl Content {
    /// The pieces in order. Some may be empty.
    pub fn pieces(&self) -> impl Iterator<Item = &[u8]> + Clone {
        std::iter::once(&self.first).chain(&self.others).map(Vec::as_slice)
    }

    /// How many bytes there are.
    pub fn len(&self) -> usize {
        self.pieces().map(<[u8]>::len).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.pieces().all(<[u8]>::is_empty)
    }

    /// All bytes behind one another.
    pub fn to_vec(&self) -> Vec<u8> {
        let mut all = Vec::with_capacity(self.len());
        self.pieces().for_each(|piece| all.extend_from_slice(piece));
        all
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Content {
        Content { first: bytes, others: Vec::new() }
    }
}

impl From<String> for Content {
    fn from(text: String) -> Content {
        text.into_bytes().into()
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Content {
        text.to_owned().into()
    }
}

impl FromIterator<String> for Content {
    fn from_iter<I: IntoIterator<Item = String>>(pieces: I) -> Content {
        let mut pieces = pieces.into_iter().map(String::into_bytes);
        Content { first: pieces.next().unwrap_or_default(), others: pieces.collect() }
    }
}

impl PartialEq for Content {
    fn eq(&self, other: &Content) -> bool {
        match (&self.others[..], &other.others[..]) {
            ([], []) => self.first == other.first,
            _ => self.len() == other.len() && self.pieces().flatten().eq(other.pieces().flatten()),
        }
    }
}

impl Eq for Content {}

impl fmt::Debug for Content {
    /// How long it is: it can hold secrets.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} bytes", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pieces: &[&str]) -> Content {
        pieces.iter().map(|piece| (*piece).to_owned()).collect()
    }

    #[test]
    fn the_same_bytes_are_equal_however_they_are_cut() {
        for pieces in [&["one", "two"][..], &["onetwo"], &["", "o", "", "netwo", ""]] {
            let content = of(pieces);
            assert_eq!(content, "onetwo".into());
            assert_eq!(content.to_vec(), b"onetwo");
            assert_eq!((content.len(), content.is_empty()), (6, false));
        }
        assert_ne!(of(&["one", "two"]), of(&["one", "tw0"]));
        assert_ne!(of(&["one", "two"]), of(&["one"]));
        assert!(of(&[]).is_empty() && of(&["", ""]) == Content::default());
    }
}
