//! The order in which yaml.v3 writes the keys of a map.

use std::cmp::Ordering;

/// Compares keys as yaml.v3 sorts them: numbers inside by their value; of a letter and another character the letter
/// comes last, unless the characters before are digits; everything else by code point.
pub fn natural_order(a: &str, b: &str) -> Ordering {
    // Almost all keys are plain ASCII letters, where the order is that of bytes.
    let simple = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphabetic());
    if simple(a) && simple(b) {
        return a.cmp(b);
    }
    if a.is_ascii() && b.is_ascii() {
        return compare(a.as_bytes(), b.as_bytes());
    }
    let (one, two): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    compare(&one, &two)
}

fn compare<C: Copy + Into<char> + PartialEq>(one: &[C], two: &[C]) -> Ordering {
    let Some(at) = one.iter().zip(two).position(|(x, y)| x != y) else {
        return one.len().cmp(&two.len());
    };
    let (x, y): (char, char) = (one[at].into(), two[at].into());
    match (x.is_alphabetic(), y.is_alphabetic()) {
        (true, true) => x.cmp(&y),
        (false, false) => compare_numbers(one, two, at).then_with(|| x.cmp(&y)),
        (x_is_letter, _) => {
            let behind_digit = at > 0 && is_digit(one[at - 1].into());
            let letter_first = if x_is_letter { Ordering::Less } else { Ordering::Greater };
            if behind_digit { letter_first } else { letter_first.reverse() }
        }
    }
}

fn is_digit(character: char) -> bool {
    character.is_numeric() && character.is_ascii_digit()
}

/// Compares the numbers that go on at the first difference; equal when neither is one.
fn compare_numbers<C: Copy + Into<char>>(one: &[C], two: &[C], at: usize) -> Ordering {
    // A zero that differs counts as a digit of a number begun before, not as a leading zero.
    let is_zero = |character: &C| (*character).into() == '0';
    let begun = (is_zero(&one[at]) || is_zero(&two[at]))
        && one[..at].iter().rev().take_while(|c| is_digit((**c).into())).any(|digit| !is_zero(digit));
    let (value_one, end_one) = number(one, at, begun);
    let (value_two, end_two) = number(two, at, begun);
    value_one.cmp(&value_two).then(end_one.cmp(&end_two))
}

fn number<C: Copy + Into<char>>(text: &[C], from: usize, begun: bool) -> (i64, usize) {
    let digits = text[from..].iter().map_while(|character| (*character).into().to_digit(10));
    digits.fold((i64::from(begun), from), |(value, end), digit| {
        (value.wrapping_mul(10).wrapping_add(i64::from(digit)), end + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_as_yaml_v3_sorts_them() {
        let sorted =
            ["", "1", "2", "10", "a-b", "a.b", "a1", "a2", "a10", "aB", "ab", "b0", "b00", "b1", "b01"];
        for pair in sorted.windows(2) {
            assert_eq!(natural_order(pair[0], pair[1]), Ordering::Less, "{pair:?}");
            assert_eq!(natural_order(pair[1], pair[0]), Ordering::Greater, "{pair:?}");
        }
        assert_eq!(natural_order("a1b", "a1-"), Ordering::Less);
        assert_eq!(natural_order("same", "same"), Ordering::Equal);
    }
}
