//! Places in texts.

use std::ops::Range;

/// Which text a place is in. The numbers are the caller's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(pub u32);

impl SourceId {
    /// No text at all.
    pub const NONE: SourceId = SourceId(u32::MAX);
}

impl Default for SourceId {
    fn default() -> SourceId {
        SourceId::NONE
    }
}

/// The bytes from `start` up to, but without, `end` of one text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The text.
    pub source: SourceId,
    /// Byte offset of the first byte.
    pub start: u32,
    /// Byte offset behind the last byte.
    pub end: u32,
}

impl Span {
    /// Nowhere: of values that were not read.
    pub const NONE: Span = Span { source: SourceId::NONE, start: 0, end: 0 };

    /// A place. Offsets beyond 4 GiB count as 4 GiB.
    pub fn new(source: SourceId, start: usize, end: usize) -> Span {
        let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span { source, start: narrow(start), end: narrow(end) }
    }

    /// As a range of bytes.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether it is nowhere.
    pub fn is_none(self) -> bool {
        self.source == SourceId::NONE
    }

    /// From the start of the one that comes first to the end of the one that comes last. Both are in the same text.
    #[must_use]
    pub fn join(self, other: Span) -> Span {
        Span { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}
