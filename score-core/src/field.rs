//! No silent loss: for every field of the Score schema a target has one row that says what becomes of it.

/// What a target does with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    /// It is in the output with its whole meaning.
    Carried,
    /// It is in the output, nearly; how it differs. Its use is a warning (`approximated-field`).
    Approximated(&'static str),
    /// It cannot be expressed; why. Its use is an error (`unsupported-field`).
    Refused(&'static str),
}

/// One row of a target's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldRow {
    /// Keys joined by `.`, `*` for any name and `[]` for any item, such as `containers.*.readinessProbe.exec.command`.
    pub path: &'static str,
    /// What becomes of it.
    pub support: Support,
}
