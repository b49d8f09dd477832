//! Versions and constraints on them, with the rules of Go's Masterminds/semver.
//!
//! Those rules are not Cargo's: `1.2` is a version, a bare `1.2.3` is exact, ranges are written `1.2 - 1.4`, and a
//! constraint without a pre-release never accepts one.

mod constraint;

use std::cmp::Ordering;
use std::fmt;

pub(crate) use constraint::check;

/// A version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub(crate) major: u64,
    pub(crate) minor: u64,
    pub(crate) patch: u64,
    pub(crate) pre_release: String,
    pub(crate) metadata: String,
    /// As it was written.
    pub(crate) original: String,
}

const INVALID: &str = "Invalid Semantic Version";

impl Version {
    /// Reads a version; a `v` before it and missing numbers are fine.
    pub(crate) fn parse(text: &str) -> Result<Version, String> {
        let rest = text.strip_prefix('v').unwrap_or(text);
        let (rest, metadata) = match rest.split_once('+') {
            Some((rest, metadata)) => (rest, Some(metadata)),
            None => (rest, None),
        };
        let (numbers, pre_release) = match rest.split_once('-') {
            Some((numbers, pre_release)) => (numbers, Some(pre_release)),
            None => (rest, None),
        };
        let parts: Vec<&str> = numbers.split('.').collect();
        let digits = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let identifiers = |text: Option<&str>| text.is_none_or(|text| text.split('.').all(is_identifier));
        if parts.len() > 3 || !parts.iter().all(digits) || !identifiers(pre_release) || !identifiers(metadata)
        {
            return Err(INVALID.to_owned());
        }
        let mut values = [0; 3];
        for (value, part) in values.iter_mut().zip(&parts) {
            *value = part.parse().map_err(|_| {
                let part = crate::text::quoted(part);
                format!(
                    "Error parsing version segment: strconv.ParseUint: parsing {part}: value out of range"
                )
            })?;
        }
        let pre_release = pre_release.unwrap_or_default();
        if pre_release.split('.').any(|part| part.len() > 1 && part.starts_with('0') && digits(&part)) {
            return Err("Version segment starts with 0".to_owned());
        }
        Ok(Version {
            major: values[0],
            minor: values[1],
            patch: values[2],
            pre_release: pre_release.to_owned(),
            metadata: metadata.unwrap_or_default().to_owned(),
            original: text.to_owned(),
        })
    }

    /// Which comes first. Metadata does not count.
    pub(crate) fn compare(&self, other: &Version) -> Ordering {
        let numbers = |version: &Version| (version.major, version.minor, version.patch);
        numbers(self).cmp(&numbers(other)).then_with(|| {
            match (self.pre_release.is_empty(), other.pre_release.is_empty()) {
                (true, true) => Ordering::Equal,
                (true, false) => Ordering::Greater,
                (false, true) => Ordering::Less,
                (false, false) => compare_pre_releases(&self.pre_release, &other.pre_release),
            }
        })
    }

    /// A version with other numbers, and nothing after them.
    pub(crate) fn with_numbers(&self, major: u64, minor: u64, patch: u64) -> Version {
        let prefix = if self.original.starts_with('v') { "v" } else { "" };
        let mut version = Version {
            major,
            minor,
            patch,
            pre_release: String::new(),
            metadata: String::new(),
            original: String::new(),
        };
        version.original = format!("{prefix}{version}");
        version
    }
}

fn is_identifier(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn compare_pre_releases(one: &str, other: &str) -> Ordering {
    let (mut one, mut other) = (one.split('.'), other.split('.'));
    loop {
        let (one, other) = match (one.next(), other.next()) {
            (None, None) => return Ordering::Equal,
            (one, other) => (one.unwrap_or_default(), other.unwrap_or_default()),
        };
        let order = match (one.parse::<u64>(), other.parse::<u64>()) {
            _ if one == other => Ordering::Equal,
            _ if one.is_empty() => Ordering::Less,
            _ if other.is_empty() => Ordering::Greater,
            (Ok(one), Ok(other)) => one.cmp(&other),
            (Ok(_), Err(_)) => Ordering::Less,
            (Err(_), Ok(_)) => Ordering::Greater,
            (Err(_), Err(_)) => one.cmp(other),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}.{}", self.major, self.minor, self.patch)?;
        if !self.pre_release.is_empty() {
            write!(formatter, "-{}", self.pre_release)?;
        }
        if !self.metadata.is_empty() {
            write!(formatter, "+{}", self.metadata)?;
        }
        Ok(())
    }
}
