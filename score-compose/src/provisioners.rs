//! The built-in provisioners, one file a type, so that a run parses only what it needs.

/// The files of the built-in set, in order: the name that messages show, and the text.
pub fn default_provisioners() -> &'static [(&'static str, &'static str)] {
    BUILT_IN
}

const BUILT_IN: &[(&str, &str)] = &[];
