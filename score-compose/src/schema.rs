//! The Compose file as data: which keys an object has, in the order they are printed, and what each may hold.
//!
//! What comes from provisioners and patches is converted by these tables, so that nothing reaches the output that
//! Compose would refuse, and the same content has one spelling. Keys, kinds and order are those of compose-go 2.13.

mod convert;
mod scalar;
mod short;
mod tables;

pub(crate) use convert::{Converter, Problem, sorted};
use scalar::{go_duration, parse_bytes, parse_duration, split_words};
pub(crate) use tables::{
    BUILD, MODEL, MOUNT_BIND, MOUNT_TMPFS, MOUNT_VOLUME, NETWORK, ROOT, SERVICE, VOLUME,
};

use score_yaml::Value;

/// A mapping with known keys. Extensions, `x-…`, are allowed everywhere.
#[derive(Debug)]
pub(crate) struct Object {
    /// What it is, as a noun with its article.
    pub(crate) noun: &'static str,
    /// In the order of output.
    pub(crate) keys: &'static [Key],
}

/// A key of an object.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) print: Print,
    /// Writes the short form of Compose in full; gives back what is no short form.
    pub(crate) expand: Option<fn(Value) -> Result<Value, String>>,
}

/// When a key is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Print {
    /// When it says something: not for `false`, `0` and what is empty.
    Meaningful,
    /// When it is given.
    Given,
    /// Always.
    Always,
}

/// What a key may hold.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    /// Text; whole numbers become text.
    Text,
    /// True or false.
    Boolean,
    /// True unless said otherwise; only `false` is printed.
    TrueUnlessSaid,
    /// Whether a dependency is required; always printed.
    Required,
    /// A whole number.
    Integer,
    /// A whole number that is not negative.
    Unsigned,
    /// A number.
    Float,
    /// An amount of bytes, printed as digits in quotes.
    Bytes,
    /// A duration such as `1m30s`.
    Duration,
    /// Permissions, printed in octal.
    FileMode,
    /// How many devices; `all` is -1.
    DeviceCount,
    /// Words of a command, or one text that is split into words. An empty list says something.
    Command,
    /// A command that tests health, or one text for a shell.
    Test,
    /// A list of texts.
    Texts,
    /// A list of texts, or one.
    OneOrMoreTexts,
    /// A list of texts and numbers, or one text.
    TextsAndNumbers,
    /// Texts by name, as a mapping or as a list of `name=text`.
    Table,
    /// Texts by name, as a mapping.
    Options,
    /// Lists of texts by name.
    ListOptions,
    /// Texts by name, as a mapping or as a list of `name=text`; without a text the name stands for itself.
    Variables,
    /// Addresses by name, printed as a sorted list of `name=address`.
    Hosts,
    /// Keys of an SSH agent by id, printed as a list.
    SshKeys,
    /// Limits by name: a number, or `soft` and `hard`.
    Ulimits,
    /// A mapping with known keys.
    Object(&'static Object),
    /// A list of them.
    Objects(&'static Object),
    /// Them by name.
    ObjectTable(&'static Object),
    /// Them by name, or nothing.
    OptionalObjectTable(&'static Object),
}

/// Whether a key of a service is printed behind another one.
pub(crate) fn comes_after(key: &str, other: &str) -> bool {
    let position = |name: &str| SERVICE.keys.iter().position(|key| key.name == name);
    // Extensions are printed last.
    position(key).unwrap_or(usize::MAX) > position(other).unwrap_or(usize::MAX)
}

impl Key {
    const fn new(name: &'static str, kind: Kind) -> Key {
        Key { name, kind, print: Print::Meaningful, expand: None }
    }

    /// The same key, printed whenever it is given.
    const fn given(name: &'static str, kind: Kind) -> Key {
        Key { name, kind, print: Print::Given, expand: None }
    }

    /// The same key, printed always.
    const fn always(name: &'static str, kind: Kind) -> Key {
        Key { name, kind, print: Print::Always, expand: None }
    }

    /// The same key with a short form.
    const fn or(mut self, expand: fn(Value) -> Result<Value, String>) -> Key {
        self.expand = Some(expand);
        self
    }
}
