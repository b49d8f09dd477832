//! Which line of a template a rendered line came from, so that a mistake in rendered text can be shown without showing
//! the text, which may be secret.

use std::ops::Range;

/// A line of a template, and the rendered line with `…` for all that is not in the template.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Aligned {
    /// Bytes of the template, without the blanks around the line.
    pub(crate) line: Range<usize>,
    /// The rendered line, what actions printed left out.
    pub(crate) shown: String,
}

/// Finds the only line of the template that can have rendered a line; none when there are several, or none.
pub(crate) fn align(template: &str, rendered: &str) -> Option<Aligned> {
    if rendered.trim().is_empty() {
        return None;
    }
    let mut found = None;
    let mut start = 0;
    for line in template.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        if let Some(literals) = literals(content)
            && can_render(&literals, rendered.trim_end_matches('\r'))
        {
            if found.is_some() {
                return None;
            }
            let from = start + content.len() - content.trim_start().len();
            found =
                Some(Aligned { line: from..start + content.trim_end().len(), shown: literals.join("…") });
        }
        start += line.len();
    }
    found
}

/// What stands outside of the actions of a line; none when an action begins or ends in another line, or when there is
/// nothing to tell the line by.
fn literals(line: &str) -> Option<Vec<&str>> {
    let mut literals = Vec::new();
    let mut rest = line;
    while let Some((before, behind)) = rest.split_once("{{") {
        literals.push(before);
        rest = behind.split_once("}}")?.1;
    }
    literals.push(rest);
    let is_telling = literals.iter().any(|literal| !literal.trim().is_empty());
    (is_telling && !rest.contains("}}")).then_some(literals)
}

/// Whether the literals stand in a line in this order, the first at its start and the last at its end.
fn can_render(literals: &[&str], line: &str) -> bool {
    let [first, middle @ .., last] = literals else { return literals == [line] };
    let Some(mut rest) = line.strip_prefix(first).and_then(|rest| rest.strip_suffix(last)) else {
        return false;
    };
    middle.iter().all(|literal| match rest.split_once(literal) {
        Some((_, behind)) => {
            rest = behind;
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rendered_line_leads_to_its_template_line() {
        let template = "host: {{ .State.host }}\n  user: {{ .u }}:{{ .p }}!\n{{ if .x }}\nplain: 1\n{{ .y }}\na: {{ 1 }}\na: {{ 2 }}\n";
        for (rendered, wanted) in [
            ("host: pg", Some((0..23, "host: …"))),
            ("  user: a:b!", Some((26..50, "  user: …:…!"))),
            ("plain: 1", Some((63..71, "plain: 1"))),
            ("plain: 2", None),
            ("other", None),
            ("a: 1", None),
            ("", None),
        ] {
            let wanted = wanted.map(|(line, shown)| Aligned { line, shown: shown.to_owned() });
            assert_eq!(align(template, rendered), wanted, "{rendered:?}");
        }
    }
}
