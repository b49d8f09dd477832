//! What stands between the parentheses of a query, and patterns with `*` and `?`.

use score_core::Value;

use super::{Found, NeverSets, at, find};

/// `path`, `path op value` or `op value`.
#[derive(Debug)]
pub(super) struct Condition<'p> {
    path: &'p str,
    /// `None` asks only whether there is something.
    test: Option<Test>,
}

#[derive(Debug)]
struct Test {
    operator: Operator,
    value: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Like,
    NotLike,
}

impl Operator {
    /// In an order in which no sign hides a longer one.
    const SIGNS: [(&'static str, Operator); 9] = [
        ("!=", Operator::NotEqual),
        ("!%", Operator::NotLike),
        ("<=", Operator::LessOrEqual),
        (">=", Operator::GreaterOrEqual),
        ("==", Operator::Equal),
        ("=", Operator::Equal),
        ("<", Operator::Less),
        (">", Operator::Greater),
        ("%", Operator::Like),
    ];

    fn of_order(self, order: Option<std::cmp::Ordering>) -> bool {
        let Some(order) = order else { return self == Operator::NotEqual };
        match self {
            Operator::Equal => order.is_eq(),
            Operator::NotEqual => order.is_ne(),
            Operator::Less => order.is_lt(),
            Operator::LessOrEqual => order.is_le(),
            Operator::Greater => order.is_gt(),
            Operator::GreaterOrEqual => order.is_ge(),
            Operator::Like | Operator::NotLike => false,
        }
    }
}

impl<'p> Condition<'p> {
    /// Reads the condition at the start of a text, its parentheses included, and returns what follows; nothing when the
    /// parentheses are not closed.
    pub(super) fn parse(text: &'p str) -> Option<(Condition<'p>, &'p str)> {
        let bytes = text.as_bytes();
        let (mut depth, mut operator, mut index) = (0_usize, None, 0);
        while index < bytes.len() {
            match bytes[index] {
                b'!' | b'=' | b'<' | b'>' | b'%' if depth == 1 && operator.is_none() => {
                    operator = Some(index)
                }
                b'\\' => index += 1,
                b'(' | b'[' => depth += 1,
                b')' | b']' => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        break;
                    }
                }
                b'"' => index += quoted_length(&bytes[index..]) - 1,
                _ => {}
            }
            index += 1;
        }
        let behind = text.get(index + 1..)?;
        let (path, test) = match operator {
            None => (text.get(1..index)?, None),
            Some(operator) => (text.get(1..operator)?, Test::parse(text.get(operator..index)?.trim())),
        };
        Some((Condition { path: path.trim(), test }, behind))
    }

    /// Whether it holds for an item of a list.
    pub(super) fn holds(&self, item: &Value) -> Result<bool, NeverSets> {
        let is_collection = matches!(item, Value::Mapping(_) | Value::Sequence(_));
        if !is_collection {
            return Ok(self.path.is_empty() && self.holds_for(Some(item)));
        }
        let Found { locations, is_list, count } = find(item, self.path)?;
        Ok(match (count, locations.as_slice()) {
            (Some(count), _) => self.holds_for(Some(&Value::from(count as u64))),
            // A list can be there, and that is all that can be said of it.
            _ if is_list => self.test.is_none(),
            (None, locations) => self.holds_for(locations.first().and_then(|location| at(item, location))),
        })
    }

    fn holds_for(&self, value: Option<&Value>) -> bool {
        let Some(Test { operator, value: wanted }) = &self.test else { return value.is_some() };
        if let Some(kind) = wanted.strip_prefix('~') {
            let truth = match kind {
                "*" => value.is_some(),
                "null" => value.is_none_or(Value::is_null),
                "true" => truth(value) == Some(true),
                "false" => value.is_none_or(Value::is_null) || truth(value) == Some(false),
                _ => return false,
            };
            return compare_truth(truth, *operator, "true");
        }
        match value {
            Some(Value::String(text) | Value::Timestamp(text)) => match operator {
                Operator::Like => Glob::new(wanted).matches(text),
                Operator::NotLike => !Glob::new(wanted).matches(text),
                _ => operator.of_order(Some(text.as_str().cmp(wanted))),
            },
            Some(Value::Number(number)) => {
                operator.of_order(number.as_f64().partial_cmp(&wanted.parse().unwrap_or(0.0)))
            }
            Some(Value::Bool(value)) => compare_truth(*value, *operator, wanted),
            _ => false,
        }
    }
}

impl Test {
    /// An operator and what it compares with; nothing when the operator is none.
    fn parse(text: &str) -> Option<Test> {
        let (operator, value) = Operator::SIGNS
            .iter()
            .find_map(|(sign, operator)| Some((*operator, text.strip_prefix(sign)?.trim())))?;
        let quoted = value.len() >= 2 && value.starts_with('"') && value.ends_with('"');
        let value = match serde_json::from_str(value) {
            Ok(unquoted) if quoted => unquoted,
            _ if quoted => value[1..value.len() - 1].to_owned(),
            _ => value.to_owned(),
        };
        Some(Test { operator, value })
    }
}

/// The length of a text in quotes, which may lack the last one.
fn quoted_length(bytes: &[u8]) -> usize {
    let mut index = 1;
    while index < bytes.len() && bytes[index] != b'"' {
        index += if bytes[index] == b'\\' { 2 } else { 1 };
    }
    index + 1
}

fn truth(value: Option<&Value>) -> Option<bool> {
    match value? {
        Value::Bool(value) => Some(*value),
        Value::Number(number) => Some(number.as_f64() != 0.0),
        Value::String(text) => match text.to_lowercase().as_str() {
            "1" | "t" | "true" => Some(true),
            "0" | "f" | "false" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn compare_truth(value: bool, operator: Operator, wanted: &str) -> bool {
    match (operator, value) {
        (Operator::Equal, _) => wanted == if value { "true" } else { "false" },
        (Operator::NotEqual, _) => wanted != if value { "true" } else { "false" },
        (Operator::Greater, true) => wanted == "false",
        (Operator::Less, false) => wanted == "true",
        (Operator::GreaterOrEqual, true) | (Operator::LessOrEqual, false) => true,
        _ => false,
    }
}

/// A pattern.
#[derive(Debug)]
pub(super) struct Glob {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Character(char),
    /// `?`
    One,
    /// `*`
    Any,
}

impl Glob {
    /// A pattern, in which `\` takes its meaning from a character.
    pub(super) fn new(pattern: &str) -> Glob {
        let mut parts = Vec::new();
        let mut characters = pattern.chars();
        while let Some(character) = characters.next() {
            parts.extend(match character {
                '*' => Some(Part::Any),
                '?' => Some(Part::One),
                '\\' => characters.next().map(Part::Character),
                other => Some(Part::Character(other)),
            });
        }
        Glob { parts }
    }

    /// The text, when it stands for this text alone.
    pub(super) fn as_literal(&self) -> Option<String> {
        let character = |part: &Part| match part {
            Part::Character(character) => Some(*character),
            Part::One | Part::Any => None,
        };
        self.parts.iter().map(character).collect()
    }

    /// Whether it stands for a text. Takes time in proportion to the length of both, multiplied.
    pub(super) fn matches(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        let (mut in_text, mut in_parts) = (0, 0);
        // Where to go on when what follows the last `*` does not fit: behind it, one character further in the text.
        let mut retry: Option<(usize, usize)> = None;
        while in_text < text.len() {
            match self.parts.get(in_parts) {
                Some(Part::Any) => {
                    retry = Some((in_text, in_parts + 1));
                    in_parts += 1;
                    continue;
                }
                Some(Part::One) => {}
                Some(Part::Character(character)) if *character == text[in_text] => {}
                _ => match &mut retry {
                    Some((from, behind)) => {
                        *from += 1;
                        (in_text, in_parts) = (*from, *behind);
                        continue;
                    }
                    None => return false,
                },
            }
            in_text += 1;
            in_parts += 1;
        }
        self.parts[in_parts..].iter().all(|part| *part == Part::Any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_stand_for_texts() {
        for (pattern, text, wanted) in [
            ("abc", "abc", true),
            ("abc", "abcd", false),
            ("a*c", "abbbc", true),
            ("a*c", "ac", true),
            ("*", "", true),
            ("*b*d", "abcbd", true),
            ("*b*d", "abcbe", false),
            ("a?c", "aüc", true),
            ("a?c", "ac", false),
            (r"a\*c", "a*c", true),
            (r"a\*c", "abc", false),
            ("web-*", "web-1", true),
        ] {
            assert_eq!(Glob::new(pattern).matches(text), wanted, "{pattern} {text}");
        }
    }

    #[test]
    fn a_condition_ends_where_its_parentheses_do() {
        for (text, path, behind) in [
            ("(a==1).b", "a", ".b"),
            ("( a . b )#", "a . b", "#"),
            (r#"(a==")").b"#, "a", ".b"),
            (r#"(a=="\")").b"#, "a", ".b"),
            ("(a.#(b==1)).c", "a.#(b==1)", ".c"),
            (r"(a\)b>1)", r"a\)b", ""),
            ("[a==1]", "a", ""),
        ] {
            let (condition, rest) = Condition::parse(text).unwrap();
            assert_eq!((condition.path, rest), (path, behind), "{text}");
        }
        for text in ["(a==1", "(a", "(", r#"(a==")"#] {
            assert!(Condition::parse(text).is_none(), "{text}");
        }
    }
}
