//! "Did you mean": one helper for all messages.

/// How many candidates a list shows.
const SHOWN: usize = 8;

/// The candidate that was probably meant: the same but for case, `-` and `_`, or else few edits away, about a third of
/// the length. Of several equally near the first in order of text.
pub fn closest<'a>(given: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(given);
    let limit = (given.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| *candidate != given)
        .filter_map(|candidate| {
            let distance = match fold(candidate) == folded {
                true => 0,
                false => strsim::damerau_levenshtein(&candidate.to_lowercase(), &given.to_lowercase()),
            };
            // In a short word one letter is much: `gpu` is no misspelt `cpu`, but `bd` may be `db`.
            let alike = limit > 1 || begin_alike(&folded, &fold(candidate));
            (distance <= limit && alike).then_some((distance, candidate))
        })
        .min()
        .map(|(_, candidate)| candidate)
}

/// Whether two words begin with the same letter, or their first two are swapped.
fn begin_alike(one: &str, two: &str) -> bool {
    let first = |text: &str| {
        let mut letters = text.chars();
        (letters.next(), letters.next())
    };
    let ((a, b), (c, d)) = (first(one), first(two));
    a == c || (a == d && b == c)
}

fn fold(text: &str) -> String {
    text.chars().filter(|character| !matches!(character, '-' | '_')).flat_map(char::to_lowercase).collect()
}

/// Candidates in one phrase: `` `a`, `b` and `c` ``, cut with a count when there are many.
pub fn list<'a>(candidates: impl IntoIterator<Item = &'a str>) -> String {
    phrase(candidates, "and")
}

/// Candidates one of which is wanted: `` `a`, `b` or `c` ``.
pub fn choice<'a>(candidates: impl IntoIterator<Item = &'a str>) -> String {
    phrase(candidates, "or")
}

fn phrase<'a>(candidates: impl IntoIterator<Item = &'a str>, word: &str) -> String {
    let mut names: Vec<String> = candidates.into_iter().map(|name| format!("`{name}`")).collect();
    if names.len() > SHOWN {
        let more = names.len() - SHOWN;
        names.truncate(SHOWN);
        return format!("{} {word} {more} more", names.join(", "));
    }
    match names.pop() {
        None => "none".to_owned(),
        Some(last) if names.is_empty() => last,
        Some(last) => format!("{} {word} {last}", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_candidate_is_suggested() {
        for (given, candidates, wanted) in [
            ("imge", &["image", "command"][..], Some("image")),
            ("read_only", &["readOnly", "path"], Some("readOnly")),
            ("databse", &["database", "cache"], Some("database")),
            ("postgress", &["postgres", "redis"], Some("postgres")),
            ("nme", &["name", "type"], Some("name")),
            ("bd", &["db", "cache"], Some("db")),
            ("gpu", &["cpu", "memory"], None),
            ("x", &["image"], None),
            ("completely", &["different"], None),
        ] {
            assert_eq!(closest(given, candidates.iter().copied()), wanted, "{given}");
        }
    }

    #[test]
    fn lists_read_as_a_phrase() {
        assert_eq!(list([]), "none");
        assert_eq!(list(["a"]), "`a`");
        assert_eq!(list(["a", "b", "c"]), "`a`, `b` and `c`");
        assert_eq!(choice(["a", "b"]), "`a` or `b`");
        assert_eq!(list(["x"; 10]), "`x`, `x`, `x`, `x`, `x`, `x`, `x`, `x` and 2 more");
    }
}
