//! The codes of diagnostics. Each is one variant, one name that never changes, and one page.

mod files;
mod output;
mod provisioning;
mod resources;
mod values;

use std::fmt;

/// What a code means, for `score explain`.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// A phrase.
    pub title: &'static str,
    /// What it means and why it matters.
    pub meaning: &'static str,
    /// An example that is reported; empty where none fits in a few lines.
    pub wrong: &'static str,
    /// The example put right.
    pub right: &'static str,
}

macro_rules! codes {
    ($($variant:ident $name:literal $page:path,)*) => {
        /// The code of a diagnostic. In order of the stages that report them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = concat!("`", $name, "`")] $variant,)*
        }

        impl Code {
            /// All of them.
            pub const ALL: &[Code] = &[$(Code::$variant,)*];

            /// The name, kebab-case.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Code::$variant => $name,)*
                }
            }

            /// The page.
            pub fn page(self) -> &'static Page {
                match self {
                    $(Code::$variant => &$page,)*
                }
            }
        }
    };
}

codes! {
    InvalidUtf8 "invalid-utf8" files::INVALID_UTF8,
    YamlSyntax "yaml-syntax" files::YAML_SYNTAX,
    DuplicateKey "duplicate-key" files::DUPLICATE_KEY,
    InputTooLarge "input-too-large" files::INPUT_TOO_LARGE,
    EmptyFile "empty-file" files::EMPTY_FILE,
    ExtraDocuments "extra-documents" files::EXTRA_DOCUMENTS,
    OutdatedSyntax "outdated-syntax" files::OUTDATED_SYNTAX,
    InvalidOverride "invalid-override" files::INVALID_OVERRIDE,
    InvalidState "invalid-state" files::INVALID_STATE,
    UnknownField "unknown-field" values::UNKNOWN_FIELD,
    MissingField "missing-field" values::MISSING_FIELD,
    WrongType "wrong-type" values::WRONG_TYPE,
    UnsupportedVersion "unsupported-version" values::UNSUPPORTED_VERSION,
    InvalidName "invalid-name" values::INVALID_NAME,
    InvalidValue "invalid-value" values::INVALID_VALUE,
    ValueOutOfRange "value-out-of-range" values::VALUE_OUT_OF_RANGE,
    EmptyValue "empty-value" values::EMPTY_VALUE,
    ConflictingFields "conflicting-fields" values::CONFLICTING_FIELDS,
    InvalidBase64 "invalid-base64" values::INVALID_BASE64,
    InvalidQuantity "invalid-quantity" values::INVALID_QUANTITY,
    InvalidFileMode "invalid-file-mode" values::INVALID_FILE_MODE,
    InvalidKey "invalid-key" values::INVALID_KEY,
    MalformedPlaceholder "malformed-placeholder" resources::MALFORMED_PLACEHOLDER,
    UnknownPlaceholderRoot "unknown-placeholder-root" resources::UNKNOWN_PLACEHOLDER_ROOT,
    UnknownResource "unknown-resource" resources::UNKNOWN_RESOURCE,
    UnknownMetadataKey "unknown-metadata-key" resources::UNKNOWN_METADATA_KEY,
    UnknownContainer "unknown-container" resources::UNKNOWN_CONTAINER,
    SelfReference "self-reference" resources::SELF_REFERENCE,
    BeforeCycle "before-cycle" resources::BEFORE_CYCLE,
    BeforeWithoutProbe "before-without-probe" resources::BEFORE_WITHOUT_PROBE,
    DuplicateWorkload "duplicate-workload" resources::DUPLICATE_WORKLOAD,
    ConflictingResource "conflicting-resource" resources::CONFLICTING_RESOURCE,
    AmbiguousResourceId "ambiguous-resource-id" resources::AMBIGUOUS_RESOURCE_ID,
    ResourceCycle "resource-cycle" resources::RESOURCE_CYCLE,
    FileUnreadable "file-unreadable" files::FILE_UNREADABLE,
    FileOutsideFolder "file-outside-folder" files::FILE_OUTSIDE_FOLDER,
    NoProvisioner "no-provisioner" provisioning::NO_PROVISIONER,
    ProvisionerChanged "provisioner-changed" provisioning::PROVISIONER_CHANGED,
    UnknownOutput "unknown-output" provisioning::UNKNOWN_OUTPUT,
    UnfilledVariable "unfilled-variable" provisioning::UNFILLED_VARIABLE,
    InvalidProvisionerFile "invalid-provisioner-file" provisioning::INVALID_PROVISIONER_FILE,
    UnsupportedProvisioner "unsupported-provisioner" provisioning::UNSUPPORTED_PROVISIONER,
    TemplateError "template-error" provisioning::TEMPLATE_ERROR,
    MissingTemplateValue "missing-template-value" provisioning::MISSING_TEMPLATE_VALUE,
    UnrepeatableTemplate "unrepeatable-template" provisioning::UNREPEATABLE_TEMPLATE,
    ProvisionerFailed "provisioner-failed" provisioning::PROVISIONER_FAILED,
    InvalidProvisionerOutput "invalid-provisioner-output" provisioning::INVALID_PROVISIONER_OUTPUT,
    UnknownParam "unknown-param" provisioning::UNKNOWN_PARAM,
    MissingOutput "missing-output" provisioning::MISSING_OUTPUT,
    UnsupportedField "unsupported-field" output::UNSUPPORTED_FIELD,
    ApproximatedField "approximated-field" output::APPROXIMATED_FIELD,
    NameCollision "name-collision" output::NAME_COLLISION,
    ImageNotGiven "image-not-given" output::IMAGE_NOT_GIVEN,
    InvalidVolume "invalid-volume" output::INVALID_VOLUME,
    SecretInText "secret-in-text" output::SECRET_IN_TEXT,
    UnresolvedSecret "unresolved-secret" output::UNRESOLVED_SECRET,
    InvalidManifest "invalid-manifest" output::INVALID_MANIFEST,
    InvalidSection "invalid-section" output::INVALID_SECTION,
    UnsupportedKind "unsupported-kind" output::UNSUPPORTED_KIND,
    InvalidPatch "invalid-patch" output::INVALID_PATCH,
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// The page of a code as text.
pub fn render_page(code: Code) -> String {
    let page = code.page();
    let mut out = format!("{code}: {}\n\n{}\n", page.title, page.meaning);
    for (heading, example) in [("Wrong", page.wrong), ("Right", page.right)] {
        if !example.is_empty() {
            out.push_str(&format!("\n{heading}:\n\n"));
            for line in example.lines() {
                out.push_str(format!("    {line}").trim_end());
                out.push('\n');
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_name_and_a_page() {
        for code in Code::ALL {
            let page = code.page();
            assert!(!page.title.is_empty() && page.meaning.len() > 40, "{code}");
            assert!(
                code.as_str()
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            );
            assert!(render_page(*code).starts_with(code.as_str()));
        }
        let names: std::collections::BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(names.len(), Code::ALL.len());
    }
}
