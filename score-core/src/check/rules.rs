//! What concerns more than one field.

pub(super) mod before;
pub(super) mod placeholders;
