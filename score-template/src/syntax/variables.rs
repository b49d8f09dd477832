//! Which variable a name means, found while parsing, so that rendering needs no names.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::tree::Slot;

/// The variables of one definition that are known at a place.
pub(super) struct Variables {
    /// In the order of their mention. One without a slot has no value here.
    known: Vec<(Rc<str>, Slot)>,
    /// Where each name is among those, innermost last.
    places: BTreeMap<Rc<str>, Vec<usize>>,
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
        let mut variables = Variables { known: Vec::new(), places: BTreeMap::new(), next: 1, most: 1 };
        variables.push("$", Some(0));
        variables
    }

    fn push(&mut self, name: &str, slot: Slot) {
        let name = Rc::from(name);
        self.places.entry(Rc::clone(&name)).or_default().push(self.known.len());
        self.known.push((name, slot));
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
        for (name, _) in self.known.drain(mark.known..) {
            if let Some(places) = self.places.get_mut(&name) {
                places.pop();
            }
        }
        self.next = mark.next;
    }

    /// Leaves the block begun at the mark for its `else`: Go still knows the names there, but they have no value.
    pub(super) fn leave(&mut self, mark: Mark) {
        self.known[mark.known..].iter_mut().for_each(|(_, slot)| *slot = None);
        self.next = mark.next;
    }

    /// Makes a name known before it has a value.
    pub(super) fn mention(&mut self, name: &str) {
        self.push(name, None);
    }

    /// Declares a variable that was mentioned.
    pub(super) fn declare(&mut self, name: &str) -> Slot {
        let slot = self.next;
        self.next += 1;
        self.most = self.most.max(self.next);
        self.push(name, Some(slot));
        Some(slot)
    }

    /// The innermost variable of the name that has a value here.
    pub(super) fn find(&self, name: &str) -> Slot {
        self.places.get(name)?.iter().rev().find_map(|place| self.known[*place].1)
    }

    pub(super) fn look_up(&self, name: &str) -> Lookup {
        match self.find(name) {
            Some(slot) => Lookup::Slot(slot),
            None if self.places.get(name).is_some_and(|places| !places.is_empty()) => Lookup::Mentioned,
            None => Lookup::Unknown,
        }
    }

    /// A known name that was probably meant.
    pub(super) fn similar(&self, name: &str) -> Option<String> {
        crate::text::closest(name, self.known.iter().map(|(known, _)| &**known).filter(|known| *known != "$"))
    }
}
