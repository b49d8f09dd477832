//! From the text of a provisioner file to provisioners, in the order of the file.

use std::sync::Arc;

use score_core::document::diagnostic_of;
use score_core::provision::Provisioner;
use score_core::target::TargetDescription;
use score_core::{Code, Diagnostic, Diagnostics, Node, Sources};
use score_yaml::{Limits, SourceId, read_reporting};

use crate::options::LoadOptions;
use crate::origin::Origin;

mod entry;

/// Reads the provisioners of a file, in their order, with the default of every choice.
///
/// Reports what [`load_with`] reports.
pub fn load(
    sources: &Sources,
    id: SourceId,
    target: &'static TargetDescription,
    log: &mut Diagnostics,
) -> Vec<Arc<dyn Provisioner>> {
    load_with(sources, id, target, &LoadOptions::default(), log)
}

/// Reads the provisioners of a file, in their order. Goes on over mistakes; an entry with mistakes that says what it
/// serves is kept and fails in silence when it is used, so that nobody reports that nothing serves it.
///
/// Reports `yaml-syntax` and what else is wrong with the text, `invalid-provisioner-file`, `unsupported-provisioner`
/// and `template-error`.
pub fn load_with(
    sources: &Sources,
    id: SourceId,
    target: &'static TargetDescription,
    options: &LoadOptions,
    log: &mut Diagnostics,
) -> Vec<Arc<dyn Provisioner>> {
    let origin = Arc::new(Origin::given(sources, id));
    Reader { origin: &origin, target, options, log }.file()
}

/// What reading a file works with.
pub(crate) struct Reader<'a> {
    pub(crate) origin: &'a Arc<Origin>,
    pub(crate) target: &'static TargetDescription,
    pub(crate) options: &'a LoadOptions,
    pub(crate) log: &'a mut Diagnostics,
}

impl Reader<'_> {
    /// The provisioners of the file.
    pub(crate) fn file(&mut self) -> Vec<Arc<dyn Provisioner>> {
        let mut errors = Vec::new();
        let documents = read_reporting(self.origin.id, self.origin.text(), &Limits::default(), &mut errors);
        for error in &errors {
            self.log.push(diagnostic_of(error, self.origin.text()));
        }
        let mut documents = documents.into_iter();
        let Some(root) = documents.next() else { return vec![] };
        if let Some(second) = documents.next() {
            self.log.push(
                Diagnostic::warning(Code::ExtraDocuments, "only the first document of a file is read")
                    .at(start_of(&second), "this one and what follows is not")
                    .help("put all entries into one list"),
            );
        }
        // A file of comments alone.
        if root.is_null() {
            return vec![];
        }
        match root.as_sequence() {
            Some(items) => items.iter().enumerate().filter_map(|(at, item)| self.entry(at, item)).collect(),
            None => {
                self.log.push(no_list(&root));
                vec![]
            }
        }
    }
}

fn no_list(root: &Node) -> Diagnostic {
    let found = Diagnostic::error(
        Code::InvalidProvisionerFile,
        format!("a provisioner file is a list, and this one is {}", root.kind()),
    )
    .at(start_of(root), "expected `- ` at the start of each entry");
    match root.get("uri") {
        Some(_) => found.help("put `- ` before the first key and indent the others by two"),
        None => found.note("each entry has at least `uri` and `type`"),
    }
}

/// What to underline of a value that may have many lines.
fn start_of(node: &Node) -> score_core::Span {
    match node.as_mapping() {
        Some([first, ..]) => first.key.span,
        _ => node.span,
    }
}
