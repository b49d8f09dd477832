//! From places in a rendered text to places in the template it came from.

use std::ops::Range;

use score_core::Span;
use score_yaml::SourceId;

use crate::template::align::align;

/// A rendered text and its template.
pub(super) struct Located<'a> {
    pub(super) source: SourceId,
    pub(super) template: &'a str,
    /// Without blanks around it.
    pub(super) rendered: &'a str,
}

impl Located<'_> {
    /// The place of the template that rendered a part of the text; the narrowest that can be told, or none.
    pub(super) fn span(&self, place: Range<usize>) -> Span {
        let Some(at) = self.range(place) else { return Span::NONE };
        Span::new(self.source, at.start, at.end)
    }

    fn range(&self, place: Range<usize>) -> Option<Range<usize>> {
        // Without actions the text is the template.
        if !self.template.contains("{{") {
            let cut = self.template.len() - self.template.trim_start().len();
            return Some(place.start + cut..place.end + cut);
        }
        let before = self.rendered.get(..place.start)?;
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let line = self.rendered.get(start..)?.lines().next()?;
        let aligned = align(self.template, line)?.line;
        let written = self.template.get(aligned.clone())?;
        let part = self.rendered.get(place).filter(|part| !part.is_empty() && !part.contains('\n'));
        let mut matches = part.into_iter().flat_map(|part| written.match_indices(part));
        match (matches.next(), matches.next()) {
            (Some((at, part)), None) => Some(aligned.start + at..aligned.start + at + part.len()),
            _ => Some(aligned),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_rendered_text_lead_into_the_template() {
        let actions = "{{ range .x }}\n- op: set\n  path: a.{{ . }}.b\n  valu: 1\n{{ end }}\n";
        let rendered = "- op: set\n  path: a.web.b\n  valu: 1\n\n- op: set\n  path: a.db.b\n  valu: 1";
        for (template, rendered, part, wanted) in [
            ("\n\n- op: set\n  valu: 1\n", "- op: set\n  valu: 1", "valu", Some("valu")),
            (actions, rendered, "valu", Some("valu")),
            (actions, rendered, "a.db.b", Some("path: a.{{ . }}.b")),
            (actions, rendered, "op: set", Some("op: set")),
            ("{{ .x }}", "- op: set", "op", None),
        ] {
            let start = rendered.find(part).unwrap();
            let located = Located { source: SourceId(0), template, rendered };
            let range = located.range(start..start + part.len());
            assert_eq!(range.map(|range| &template[range]), wanted, "{template:?} {part}");
        }
    }
}
