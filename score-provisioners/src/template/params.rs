//! Which param of a resource a failing template was about, so that its place can be shown. Only what is written out counts.

use std::ops::Range;

use score_core::Span;
use score_core::provision::Request;

/// The place of the value of the one param out of these names that the resource has; none when there are several.
pub(super) fn only<'a>(names: impl Iterator<Item = &'a str>, request: &Request<'_>) -> Option<Span> {
    let params = request.params?;
    let mut found: Vec<usize> = names.filter_map(|name| params.get_index_of(name)).collect();
    found.sort_unstable();
    found.dedup();
    match found.as_slice() {
        [index] => request.param_spans.get(*index).map(|span| span.value),
        _ => None,
    }
}

/// The names behind `params.` in a message, however it is capitalised.
pub(super) fn mentioned(message: &str) -> impl Iterator<Item = &str> {
    let behind = ["params.", "Params."].into_iter().flat_map(|word| message.split(word).skip(1));
    behind.map(|rest| {
        let end = rest.find(|it: char| !is_part_of_name(it) && it != '-').unwrap_or(rest.len());
        rest.get(..end).unwrap_or_default().trim_end_matches('-')
    })
}

/// The names of params that an expression of a template reads, or when it reads none, those that its action reads.
pub(super) fn read<'t>(template: &'t str, expression: &Range<usize>) -> impl Iterator<Item = &'t str> {
    let (before, behind) = (
        template.get(..expression.start).unwrap_or_default(),
        template.get(expression.end..).unwrap_or_default(),
    );
    // The failing part of a chain of fields may be its end alone.
    let start = before.trim_end_matches(|it| is_part_of_name(it) || it == '.').len();
    let chain = template.get(start..expression.end).unwrap_or_default();
    let text = match chain.contains(".Params.") {
        true => chain,
        false => {
            let start = before.rfind("{{").unwrap_or_default();
            let end = expression.end + behind.find("}}").unwrap_or_default();
            template.get(start..end).unwrap_or_default()
        }
    };
    text.split(".Params.").skip(1).map(|rest| {
        let end = rest.find(|it: char| !is_part_of_name(it)).unwrap_or(rest.len());
        rest.get(..end).unwrap_or_default()
    })
}

fn is_part_of_name(it: char) -> bool {
    it.is_alphanumeric() || it == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_params() {
        for (message, wanted) in [
            ("params.version must be 1 or 2", vec!["version"]),
            ("give `.Params.max-size`, or params.size.", vec!["size", "max-size"]),
            ("unknown version", vec![]),
        ] {
            assert_eq!(mentioned(message).collect::<Vec<_>>(), wanted, "{message}");
        }
    }

    #[test]
    fn an_expression_or_its_action_reads_params() {
        let template = "{{ .Params.a }} {{ index .Params.list 3 }} {{ .Params.b.c }} {{ .Params.d | trim }}";
        for (failing, wanted) in [
            ("index .Params.list 3", vec!["list"]),
            (".Params.b.c", vec!["b"]),
            ("c }} {{ .Params.d", vec!["b"]),
            ("trim", vec!["d"]),
        ] {
            let start = template.find(failing).unwrap();
            let failing = if failing.starts_with("c }}") { "c" } else { failing };
            let place = start..start + failing.len();
            assert_eq!(read(template, &place).collect::<Vec<_>>(), wanted, "{failing}");
        }
    }
}
