//! `check-version`: whether the release of the reference tool that is reproduced here is recent enough.

use crate::exit::{Exit, Failure, Outcome};

/// How a version is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Newer,
    AtLeast,
    Equal,
}

/// Succeeds when `current` meets the constraint.
pub(crate) fn run(current: &str, constraint: &str) -> Outcome {
    let (comparison, wanted) = read(constraint).ok_or_else(|| Failure::Usage {
        problem: format!("`{constraint}` is no constraint on a version"),
        help: "write `>=1.2.3`, `>1.2.3` or `=1.2.3`; parts left out count as 0".to_owned(),
    })?;
    let Some(comparison) = comparison else {
        return Err(Failure::Usage {
            problem: format!("`{constraint}` does not say how the version {current} is compared"),
            help: format!("write `>={constraint}` or `={constraint}`"),
        });
    };
    let current_parts = parts(current).unwrap_or_default();
    let met = match comparison {
        Comparison::Newer => current_parts > wanted,
        Comparison::AtLeast => current_parts >= wanted,
        Comparison::Equal => current_parts == wanted,
    };
    if met {
        return Ok(Exit::Done);
    }
    Err(Failure::Usage {
        problem: format!("version {current} does not meet `{constraint}`"),
        help: "install a newer version, or relax the constraint".to_owned(),
    })
}

/// The comparison, absent when none is written, and the version.
fn read(constraint: &str) -> Option<(Option<Comparison>, [u64; 3])> {
    let forms = [(">=", Comparison::AtLeast), (">", Comparison::Newer), ("=", Comparison::Equal)];
    let found = forms.iter().find_map(|(sign, meaning)| Some((*meaning, constraint.strip_prefix(sign)?)));
    let (comparison, version) = found.map_or((None, constraint), |(meaning, rest)| (Some(meaning), rest));
    Some((comparison, parts(version.strip_prefix('v').unwrap_or(version))?))
}

/// `1`, `1.2` or `1.2.3`; parts left out are 0.
fn parts(version: &str) -> Option<[u64; 3]> {
    let mut parts = [0; 3];
    for (at, text) in version.split('.').enumerate() {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        *parts.get_mut(at)? = is_number.then(|| text.parse().ok())??;
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_part_by_part() {
        for (constraint, met) in [
            (">=0.45.0", true),
            (">=v0.9", true),
            (">0.45", false),
            (">0.44.9", true),
            ("=0.45", true),
            ("=v0.45.0", true),
            (">=1", false),
            ("0.45.0", false),
            ("v0", false),
            ("abc", false),
            (">=1.2.3.4", false),
            (">=1.", false),
            ("", false),
        ] {
            assert_eq!(run("0.45.0", constraint).is_ok(), met, "{constraint}");
        }
    }
}
