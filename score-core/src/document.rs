//! A score file as it was written: the located tree before anything is known of its meaning.

mod bracket;
pub mod overlay;
pub mod property;
pub mod upgrade;

use score_yaml::{Error, ErrorKind, Limits, Node, SourceId, read_reporting};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Sources;

/// One YAML document and where its texts are.
#[derive(Debug, Clone)]
pub struct Document {
    /// The text it was read from.
    pub source: SourceId,
    /// The tree. Nodes laid over it keep the source they came from.
    pub root: Node,
}

/// Reads the first YAML document of a text. Reports `yaml-syntax`, `duplicate-key`, `input-too-large`, `invalid-utf8`,
/// `empty-file` and, as a warning, `extra-documents`.
pub fn parse(sources: &Sources, id: SourceId, log: &mut Diagnostics) -> Option<Document> {
    let mut errors = Vec::new();
    let text = sources.text(id);
    let documents = read_reporting(id, text, &Limits::default(), &mut errors);
    let stopped = errors.iter().any(|error| !is_inside_the_tree(error));
    for error in &errors {
        log.push(diagnostic_of(error, text));
    }
    let mut documents = documents.into_iter();
    match documents.next() {
        Some(root) if root.is_null() && root.text() == Some("") && !stopped => {
            log.push(empty(sources, id));
            None
        }
        // A broken document behind the first would be lost in silence otherwise.
        Some(_) if stopped => None,
        Some(root) => {
            if let Some(second) = documents.next() {
                log.push(
                    Diagnostic::warning(Code::ExtraDocuments, "only the first document of a file is read")
                        .at(start_of(&second), "this one and what follows is not")
                        .help("put each workload into a file of its own"),
                );
            }
            Some(Document { source: id, root })
        }
        None if stopped => None,
        None => {
            log.push(empty(sources, id));
            None
        }
    }
}

fn start_of(node: &Node) -> score_yaml::Span {
    match node.as_mapping().and_then(<[_]>::first) {
        Some(entry) => entry.key.span,
        None => node.span,
    }
}

fn empty(sources: &Sources, id: SourceId) -> Diagnostic {
    let mut found = Diagnostic::error(Code::EmptyFile, format!("`{}` has no content", sources.name(id)));
    found = found.at(score_yaml::Span::new(id, 0, 0), "");
    found.help("a score file has at least `apiVersion`, `metadata` and `containers`")
}

fn is_inside_the_tree(error: &Error) -> bool {
    matches!(
        error.kind,
        ErrorKind::DuplicateKey | ErrorKind::BadTag | ErrorKind::BadMerge | ErrorKind::InvalidKey
    )
}

/// A mistake of YAML as a diagnostic, with what usually helps.
pub fn diagnostic_of(error: &Error, text: &str) -> Diagnostic {
    let code = match error.kind {
        ErrorKind::DuplicateKey => Code::DuplicateKey,
        ErrorKind::TooDeep | ErrorKind::TooManyNodes | ErrorKind::TooLarge => Code::InputTooLarge,
        ErrorKind::InvalidUtf8 => Code::InvalidUtf8,
        _ => Code::YamlSyntax,
    };
    let found = Diagnostic::error(code, error.message.clone());
    let is_about_brackets = error.message.contains("flow ") || error.message.contains("bracket");
    if let Some(bracket) = bracket::left_open(error, text).filter(|_| is_about_brackets) {
        return found
            .at(error.span, "")
            .related(bracket.span, "opened here")
            .help(format!("close it with `{}`", bracket.closing));
    }
    match (error.kind, error.related) {
        (ErrorKind::DuplicateKey, Some(first)) => found
            .at(error.span, "again here")
            .related(first, "first here")
            .help("remove one of the two, or rename it"),
        _ => {
            let label = match error.kind {
                ErrorKind::InvalidUtf8 => "this is no part of a character",
                _ => "",
            };
            let found = found.at(error.span, label);
            match advice(error, text) {
                Some(advice) => found.help(advice),
                None => found,
            }
        }
    }
}

/// What usually helps, told from the line where reading stopped and the one above.
fn advice(error: &Error, text: &str) -> Option<&'static str> {
    let at = error.span.start as usize;
    let line_start = text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
    let line = text.get(line_start..)?.lines().next()?;
    let content = line.trim_start();
    let value = content.split_once(": ").map_or(content, |(_, value)| value.trim_start());
    let value = value.strip_prefix("- ").unwrap_or(value);
    match error.kind {
        ErrorKind::InvalidUtf8 => Some("save the file as UTF-8"),
        ErrorKind::InvalidKey if value.starts_with("{{") || line.contains("{{") => {
            Some("put a value that begins with `{{` in quotes")
        }
        ErrorKind::Syntax if line[..line.len() - content.len()].contains('\t') => {
            Some("indent with blanks; YAML does not allow tabs there")
        }
        ErrorKind::UnknownAnchor => Some("put it in quotes if it is no alias but text"),
        ErrorKind::Syntax if value.starts_with(['@', '`', '*', '&', '%', '!', '|', '>']) => {
            Some("put a value that begins with a special character in quotes")
        }
        ErrorKind::Syntax if value.contains(": ") || value.ends_with(':') => {
            Some("put a value that contains `: ` in quotes, or begin a new line for the inner key")
        }
        ErrorKind::Syntax if value.matches('"').count() == 1 || value.matches('\'').count() == 1 => {
            Some("close the quote")
        }
        _ => None,
    }
}
