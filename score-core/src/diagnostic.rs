//! What a run noticed, as data: a code, a message, the place, the fix. Drawing is a choice of the caller, one file a
//! form: [`human`], [`short`], [`json`], [`github`], [`sarif`].

pub mod code;
pub mod github;
pub mod human;
pub mod json;
pub mod sarif;
pub mod short;
pub mod suggest;

pub use code::Code;
use score_yaml::Span;

/// How bad it is. An error stops artifacts; a warning never changes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// Worth knowing; the output is complete.
    Warning,
}

/// A place and what is to be said there, in a few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The narrowest span that is meant.
    pub span: Span,
    /// A phrase; may be empty.
    pub text: String,
}

/// What to do next. With edits when the fix is certain enough to be shown as a diff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// A phrase without a full stop.
    pub text: String,
    /// Replacements in one source; empty when the fix is not certain.
    pub edits: Vec<Edit>,
}

/// Replaces the text of a span. An empty span inserts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub replacement: String,
}

/// One thing noticed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable, kebab-case in every output.
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// One line, lower-case start, no full stop, true without the excerpt.
    pub message: String,
    /// The key path such as `containers.web.image`, for tools that cannot show source; may be empty.
    pub path: String,
    /// The narrowest span that is wrong: the key for names, the value for values.
    pub primary: Option<Label>,
    /// Other places that explain it, possibly in other files.
    pub related: Vec<Label>,
    /// The rule in full, or where a value came from.
    pub notes: Vec<String>,
    /// What to do next.
    pub hints: Vec<Hint>,
}

impl Diagnostic {
    /// An error without a place yet.
    pub fn error(code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, Severity::Error, bounded(message))
    }

    /// A warning without a place yet.
    pub fn warning(code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, Severity::Warning, bounded(message))
    }

    fn new(code: Code, severity: Severity, message: String) -> Diagnostic {
        let (path, primary) = (String::new(), None);
        Diagnostic { code, severity, message, path, primary, related: vec![], notes: vec![], hints: vec![] }
    }

    /// Sets the key path.
    #[must_use]
    pub fn path(mut self, path: impl Into<String>) -> Diagnostic {
        self.path = bounded(path);
        self
    }

    /// Sets the place that is wrong. A span without a source leaves the diagnostic without an excerpt.
    #[must_use]
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        if !span.is_none() {
            self.primary = Some(Label { span, text: bounded(text) });
        }
        self
    }

    /// Adds a place that explains it.
    #[must_use]
    pub fn related(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        if !span.is_none() {
            self.related.push(Label { span, text: bounded(text) });
        }
        self
    }

    /// Adds the rule, or where a value came from.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Diagnostic {
        self.notes.push(bounded(text));
        self
    }

    /// Adds what to do next, in words.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Diagnostic {
        self.hints.push(Hint { text: bounded(text), edits: vec![] });
        self
    }

    /// Adds a certain fix: `text` says what it does, the edit does it.
    #[must_use]
    pub fn fix(mut self, text: impl Into<String>, span: Span, replacement: impl Into<String>) -> Diagnostic {
        let edits =
            if span.is_none() { vec![] } else { vec![Edit { span, replacement: replacement.into() }] };
        self.hints.push(Hint { text: bounded(text), edits });
        self
    }

    /// Whether it stops artifacts.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Longer texts, in bytes, are cut in the middle: names and values in them may be of any length.
const LONGEST_TEXT: usize = 4_000;

fn bounded(text: impl Into<String>) -> String {
    let text = text.into();
    if text.len() <= LONGEST_TEXT {
        return text;
    }
    let (start, end) = (LONGEST_TEXT / 2, text.len() - LONGEST_TEXT / 2);
    format!("{} … {}", &text[..text.floor_char_boundary(start)], &text[text.ceil_char_boundary(end)..])
}

/// Everything noticed in a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Nothing noticed yet.
    pub fn new() -> Diagnostics {
        Diagnostics::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.items.push(diagnostic);
    }

    /// Adds all of another.
    pub fn append(&mut self, other: Diagnostics) {
        if self.items.is_empty() {
            self.items = other.items;
        } else {
            self.items.extend(other.items);
        }
    }

    /// Leaves out those that are not to be kept.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.items.retain(keep);
    }

    /// Whether anything stops artifacts.
    pub fn has_errors(&self) -> bool {
        self.items.iter().any(Diagnostic::is_error)
    }

    /// How many errors there are.
    pub fn error_count(&self) -> usize {
        self.items.iter().filter(|item| item.is_error()).count()
    }

    /// How many were noticed in all.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether nothing was noticed.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// In the order they are in; [`Diagnostics::sort`] makes it the order of output.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.items.iter()
    }

    /// Puts them in the one order of output: file, position, code, message; those without a place come last. What was
    /// noticed twice at one place, as by two targets or behind an alias, is kept once with all that was said of it.
    pub fn sort(&mut self) {
        self.items.sort_by(|a, b| sort_key(a).cmp(&sort_key(b)));
        self.items.dedup_by(|again, first| {
            let is_same = sort_key(again) == sort_key(first)
                && again.severity == first.severity
                && (again.primary.is_some() || again == first);
            if is_same {
                add_missing(&mut first.related, &mut again.related);
                add_missing(&mut first.notes, &mut again.notes);
                add_missing(&mut first.hints, &mut again.hints);
            }
            is_same
        });
    }

    /// Turns warnings of a code into errors, for `--strict`.
    pub fn promote(&mut self, code: Code) {
        for item in self.items.iter_mut().filter(|item| item.code == code) {
            item.severity = Severity::Error;
        }
    }
}

fn add_missing<T: PartialEq>(all: &mut Vec<T>, more: &mut Vec<T>) {
    for item in more.drain(..) {
        if !all.contains(&item) {
            all.push(item);
        }
    }
}

fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// The message with notes and hints below it, for forms that have one text.
fn whole_text(item: &Diagnostic) -> String {
    let lines =
        std::iter::once(&item.message).chain(&item.notes).chain(item.hints.iter().map(|hint| &hint.text));
    lines.map(String::as_str).collect::<Vec<_>>().join("\n")
}

/// How much was noticed, such as `2 errors, 1 warning`.
pub fn summary(log: &Diagnostics) -> String {
    let count = |number: usize, noun: &str| match number {
        0 => None,
        1 => Some(format!("1 {noun}")),
        more => Some(format!("{more} {noun}s")),
    };
    let errors = log.error_count();
    let parts = [count(errors, "error"), count(log.len() - errors, "warning")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn sort_key(item: &Diagnostic) -> (bool, Option<Span>, Code, &str) {
    (item.primary.is_none(), item.primary.as_ref().map(|label| label.span), item.code, &item.message)
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}
