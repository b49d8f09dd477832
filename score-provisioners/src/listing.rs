//! What there is to list: which provisioner serves what, where it came from, and what keeps it from serving.

use std::sync::Arc;

use score_core::provision::{Description, Provisioner};
use score_core::{Sources, Span};
use score_yaml::{Limits, SourceId, read};

/// A provisioner in a list.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    /// What it says of itself.
    pub description: Description<'a>,
    /// The file it was read from, as the user gave it, and the line its URI is in, from 1; absent when it is built in.
    pub origin: Option<(&'a str, usize)>,
    /// The position in the list of an earlier one that serves everything this one could.
    pub shadowed_by: Option<usize>,
}

/// Provisioners in the order they are tried.
pub fn list<'a>(provisioners: &'a [Arc<dyn Provisioner>], sources: &'a Sources) -> Vec<Listed<'a>> {
    let descriptions: Vec<Description<'a>> =
        provisioners.iter().map(|provisioner| provisioner.describe()).collect();
    let listed = |(at, description): (usize, &Description<'a>)| {
        let earlier = descriptions.iter().take(at);
        let span = description.span;
        let line = || sources.line_column(span.source, span.start as usize).line;
        Listed {
            description: *description,
            origin: (!span.is_none()).then(|| (sources.name(span.source), line())),
            shadowed_by: earlier.enumerate().find(|(_, it)| covers(it, description)).map(|(at, _)| at),
        }
    };
    descriptions.iter().enumerate().map(listed).collect()
}

/// Whether one serves everything that another could.
fn covers(one: &Description<'_>, other: &Description<'_>) -> bool {
    one.kind == other.kind
        && one.class.is_none_or(|class| other.class == Some(class))
        && one.id.is_none_or(|id| other.id == Some(id))
}

/// The part of a provisioner file that defines the entry whose URI stands at `span`, from the start of its first line.
pub fn entry_text(text: &str, span: Span) -> Option<&str> {
    let documents = read(SourceId::NONE, text, &Limits::default()).ok()?;
    let items = documents.first()?.as_sequence()?;
    let is_it = |uri: &score_yaml::Node| (uri.span.start, uri.span.end) == (span.start, span.end);
    let item = items.iter().find(|item| item.get("uri").is_some_and(is_it))?;
    let start = text.get(..item.span.start as usize)?.rfind('\n').map_or(0, |end| end + 1);
    Some(text.get(start..item.span.end as usize)?.trim_end())
}

#[cfg(test)]
mod tests {
    use score_core::Diagnostics;

    use super::*;
    use crate::file::load;
    use crate::targets::COMPOSE;

    const FILE: &str = "\
# words
- uri: template://any
  type: redis
  outputs: |
    a: 1

- uri: cmd://x
  type: redis
  class: big
- {uri: template://other, type: dns}
";

    #[test]
    fn later_entries_that_never_serve_are_shadowed() {
        let mut sources = Sources::new();
        let id = sources.add("my.provisioners.yaml", FILE);
        let mut log = Diagnostics::new();
        let provisioners = load(&sources, id, &COMPOSE, &mut log);
        assert!(log.is_empty(), "{log:?}");
        let listed = list(&provisioners, &sources);
        let found: Vec<_> = listed.iter().map(|it| (it.description.uri, it.origin, it.shadowed_by)).collect();
        let at = |line| Some(("my.provisioners.yaml", line));
        assert_eq!(
            found,
            [
                ("template://any", at(2), None),
                ("cmd://x", at(7), Some(0)),
                ("template://other", at(10), None)
            ]
        );
        let texts: Vec<_> = listed.iter().map(|it| entry_text(FILE, it.description.span).unwrap()).collect();
        assert_eq!(
            texts,
            [
                "- uri: template://any\n  type: redis\n  outputs: |\n    a: 1",
                "- uri: cmd://x\n  type: redis\n  class: big",
                "- {uri: template://other, type: dns}"
            ]
        );
    }
}
