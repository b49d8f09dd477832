//! Which variable a name means, found while parsing, so that rendering needs no names.

use super::tree::Slot;

/// The variables of one definition that are known at a place.
pub(super) struct Variables {
    /// In the order of their mention. One without a slot has no value here.
    known: Vec<(String, Slot)>,
    next: u32,
    most: u32,
}

/// What a name means.
pub(super) enum Lookup {
    /// The variable in this slot.
    Slot(u32),
    /// The name was mentioned, but nothing declared it here: an error when it runs.
    Mentioned,
    /// An error at once.
    Unknown,
}

/// A place to come back to.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    known: usize,
    next: u32,
}

impl Variables {
    /// Nothing but `$`, in slot 0.
    pub(super) fn new() -> Variables {
        Variables { known: vec![("$".to_owned(), Some(0))], next: 1, most: 1 }
    }

    /// The slots that a rendering needs.
    pub(super) fn slots(&self) -> usize {
        self.most as usize
    }

    pub(super) fn mark(&self) -> Mark {
        Mark { known: self.known.len(), next: self.next }
    }

    /// Forgets the variables since the mark.
    pub(super) fn forget(&mut self, mark: Mark) {
        self.known.truncate(mark.known);
        self.next = mark.next;
    }

    /// Leaves the block begun at the mark for its `else`: Go still knows the names there, but they have no value.
    pub(super) fn leave(&mut self, mark: Mark) {
        self.known[mark.known..].iter_mut().for_each(|(_, slot)| *slot = None);
        self.next = mark.next;
    }

    /// Makes a name known before it has a value.
    pub(super) fn mention(&mut self, name: &str) {
        self.known.push((name.to_owned(), None));
    }

    /// Declares a variable that was mentioned.
    pub(super) fn declare(&mut self, name: &str) -> Slot {
        let slot = self.next;
        self.next += 1;
        self.most = self.most.max(self.next);
        self.known.push((name.to_owned(), Some(slot)));
        Some(slot)
    }

    /// The innermost variable of the name that has a value here.
    pub(super) fn find(&self, name: &str) -> Slot {
        self.known.iter().rev().filter(|(known, _)| known == name).find_map(|(_, slot)| *slot)
    }

    pub(super) fn look_up(&self, name: &str) -> Lookup {
        match self.find(name) {
            Some(slot) => Lookup::Slot(slot),
            None if self.known.iter().any(|(known, _)| known == name) => Lookup::Mentioned,
            None => Lookup::Unknown,
        }
    }

    /// A known name that was probably meant.
    pub(super) fn similar(&self, name: &str) -> Option<String> {
        crate::text::closest(
            name,
            self.known.iter().map(|(known, _)| known.as_str()).filter(|known| *known != "$"),
        )
    }
}
