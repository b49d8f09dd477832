//! Constraints: `>=1.2, <2 || ~3.1`.

use std::cmp::Ordering;

use super::{Version, compare_pre_releases};

/// Whether a version satisfies a constraint.
pub(crate) fn check(constraint: &str, version: &str) -> Result<bool, String> {
    let alternatives = constraint.split("||").map(parse_all).collect::<Result<Vec<_>, _>>()?;
    let version = Version::parse(version)?;
    Ok(alternatives.iter().any(|all| all.iter().all(|constraint| constraint.accepts(&version))))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Operator {
    /// None, `=`: exact, or `~` where numbers are missing.
    Equal,
    NotEqual,
    Greater,
    Less,
    GreaterEqual,
    LessEqual,
    Tilde,
    Caret,
}

/// Operators as written, longer ones first.
const OPERATORS: [(&str, Operator); 11] = [
    ("!=", Operator::NotEqual),
    (">=", Operator::GreaterEqual),
    ("=>", Operator::GreaterEqual),
    ("<=", Operator::LessEqual),
    ("=<", Operator::LessEqual),
    ("~>", Operator::Tilde),
    ("=", Operator::Equal),
    (">", Operator::Greater),
    ("<", Operator::Less),
    ("~", Operator::Tilde),
    ("^", Operator::Caret),
];

struct Constraint {
    operator: Operator,
    version: Version,
    /// How many numbers the version has; the others are missing or wildcards.
    numbers: usize,
}

/// Constraints that must all hold.
fn parse_all(text: &str) -> Result<Vec<Constraint>, String> {
    let improper = || format!("improper constraint: {text}");
    let mut constraints = Vec::new();
    let mut rest = text.trim_start();
    loop {
        let (operator, after) = OPERATORS
            .iter()
            .find_map(|(written, operator)| Some((*operator, rest.strip_prefix(written)?)))
            .unwrap_or((Operator::Equal, rest));
        let bare = after.len() == rest.len();
        let (first, after) = parse_version(after.trim_start()).ok_or_else(improper)?;
        let (first, numbers) = first?;
        let spaced = after.trim_start();
        let upper = spaced.strip_prefix('-').filter(|after| bare && after.starts_with([' ', '\t', '\n']));
        if let Some(upper) = upper.filter(|_| spaced.len() < after.len()) {
            let (last, after) = parse_version(upper.trim_start()).ok_or_else(improper)?;
            let (last, last_numbers) = last?;
            constraints.push(Constraint { operator: Operator::GreaterEqual, version: first, numbers });
            constraints.push(Constraint {
                operator: Operator::LessEqual,
                version: last,
                numbers: last_numbers,
            });
            rest = after;
        } else {
            constraints.push(Constraint { operator, version: first, numbers });
            rest = after;
        }
        let spaced = rest.trim_start();
        if spaced.is_empty() {
            return Ok(constraints);
        }
        let separated = spaced.len() < rest.len();
        rest = match spaced.strip_prefix(',') {
            Some(after) => after.trim_start(),
            None if separated => spaced,
            None => return Err(improper()),
        };
    }
}

type Partial = (Version, usize);

/// A version of which numbers may be missing or wildcards, how many there are, and the rest of the text.
fn parse_version(text: &str) -> Option<(Result<Partial, String>, &str)> {
    let body = text.strip_prefix('v').unwrap_or(text);
    let length =
        body.find([' ', '\t', '\n', '\r', '\x0c', ',', '<', '>', '=', '~', '^', '!']).unwrap_or(body.len());
    let (written, rest) = body.split_at(length);
    let split = written.find(['-', '+']).unwrap_or(written.len());
    let (core, extra) = written.split_at(split);
    let parts: Vec<&str> = core.split('.').collect();
    let is_part = |part: &&str| {
        !part.is_empty() && part.chars().all(|char| char.is_ascii_digit() || "xX*".contains(char))
    };
    if parts.len() > 3 || !parts.iter().all(is_part) {
        return None;
    }
    let numbers = parts.iter().take_while(|part| !matches!(**part, "x" | "X" | "*")).count();
    let pre_release = if extra.starts_with('+') { "" } else { extra.split('+').next().unwrap_or_default() };
    let mut full: Vec<&str> = parts[..numbers].to_vec();
    full.resize(3, "0");
    let whole = if numbers == 3 { extra } else { pre_release };
    let version = Version::parse(&format!("{}{whole}", full.join(".")));
    Some((version.map(|version| (version, numbers)).map_err(|_| "constraint Parser Error".to_owned()), rest))
}

impl Constraint {
    fn accepts(&self, version: &Version) -> bool {
        let wanted = &self.version;
        let dirty = self.numbers < 3;
        let order = version.compare(wanted);
        if !version.pre_release.is_empty()
            && wanted.pre_release.is_empty()
            && (self.operator != Operator::NotEqual || dirty)
        {
            return false;
        }
        match self.operator {
            Operator::Equal if !dirty => order == Ordering::Equal,
            Operator::Equal | Operator::Tilde => self.accepts_tilde(version, order),
            Operator::NotEqual => self.accepts_other(version, order),
            Operator::Greater => match self.numbers {
                1 => version.major > wanted.major,
                2 if version.major == wanted.major => version.minor > wanted.minor,
                _ if dirty && version.major != wanted.major => version.major > wanted.major,
                _ => order == Ordering::Greater,
            },
            Operator::Less => order == Ordering::Less,
            Operator::GreaterEqual => order != Ordering::Less,
            Operator::LessEqual if !dirty => order != Ordering::Greater,
            Operator::LessEqual => {
                version.major < wanted.major
                    || version.major == wanted.major && (version.minor <= wanted.minor || self.numbers == 1)
            }
            Operator::Caret => self.accepts_caret(version, order),
        }
    }

    fn accepts_tilde(&self, version: &Version, order: Ordering) -> bool {
        let wanted = &self.version;
        if order == Ordering::Less {
            return false;
        }
        let all_zero = (wanted.major, wanted.minor, wanted.patch) == (0, 0, 0);
        if all_zero && !matches!(self.numbers, 1 | 2) {
            return true;
        }
        version.major == wanted.major && (version.minor == wanted.minor || self.numbers == 1)
    }

    fn accepts_other(&self, version: &Version, order: Ordering) -> bool {
        let wanted = &self.version;
        match self.numbers {
            3 => order != Ordering::Equal,
            _ if version.major != wanted.major => true,
            1 => false,
            _ if version.minor != wanted.minor => true,
            2 => {
                (!version.pre_release.is_empty() || !wanted.pre_release.is_empty())
                    && compare_pre_releases(&version.pre_release, &wanted.pre_release) != Ordering::Equal
            }
            // No number at all: as zero.
            _ => version.patch != wanted.patch || order != Ordering::Equal,
        }
    }

    fn accepts_caret(&self, version: &Version, order: Ordering) -> bool {
        let wanted = &self.version;
        if order == Ordering::Less {
            return false;
        }
        if wanted.major > 0 || self.numbers == 1 {
            return version.major == wanted.major;
        }
        if version.major > 0 {
            return false;
        }
        if wanted.minor > 0 || self.numbers == 2 {
            return version.minor == wanted.minor;
        }
        version.minor == 0 && version.patch == wanted.patch
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints_follow_their_own_rules() {
        for (constraint, version, expected) in [
            ("1.2.3", "1.2.3", true),
            ("=1.2.3", "v1.2.3", true),
            ("1.2", "1.2.9", true),
            ("1.x", "1.9.0", true),
            ("*", "4.5.6", true),
            ("*", "4.5.6-beta", false),
            ("!=4.1", "4.1.0", false),
            ("!=4.1", "5.0.0", true),
            (">1.1", "1.1.5", false),
            (">=1.1", "1.1.0", true),
            ("<2", "1.9.9", true),
            ("<=1.1", "1.1.9", true),
            ("~1.2.3", "1.2.9", true),
            ("~1.2.3", "1.3.0", false),
            ("~1", "1.9.0", true),
            ("^1.2", "1.9.0", true),
            ("^0.2.3", "0.2.9", true),
            ("^0.2.3", "0.3.0", false),
            ("^0.0.3", "0.0.3", true),
            ("^0.0.3", "0.0.4", false),
            (">=1.2, <2.0 || >=3.1", "3.2.0", true),
            (">=1.2 <2.0", "1.5.0", true),
            ("1.2 - 1.4.5", "1.3.0", true),
            ("1.2 - 1.4.5", "1.4.6", false),
            (">=1.0.0-0", "1.2.0-rc.1", true),
            ("^1.2.0-beta.2", "1.2.0-beta.10", true),
        ] {
            assert_eq!(check(constraint, version), Ok(expected), "{constraint} {version}");
        }
        for (constraint, version) in [("", "1.0.0"), (">>1", "1.0.0"), ("foo", "1.0.0"), ("1.0", "x")] {
            assert!(check(constraint, version).is_err(), "{constraint} {version}");
        }
    }
}
