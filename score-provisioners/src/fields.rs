//! The fields of an entry by kind, and fields that were meant for another target.

use score_core::target::TargetDescription;

/// The kinds of provisioners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Template,
    Command,
    LocalEnvironment,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    Text,
    TextList,
    Template,
}

/// A field of an entry.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) holds: Holds,
}

const fn field(name: &'static str, holds: Holds) -> Field {
    Field { name, holds }
}

/// The templates that come before those of the target, in the order they are rendered.
pub(crate) const FIRST_TEMPLATES: [&str; 4] = ["init", "state", "shared", "outputs"];

impl Kind {
    /// By the scheme of the URI.
    pub(crate) fn of_scheme(scheme: &str) -> Option<Kind> {
        match scheme {
            "template" => Some(Kind::Template),
            "cmd" => Some(Kind::Command),
            "local-env" => Some(Kind::LocalEnvironment),
            _ => None,
        }
    }

    /// The fields it may have on a target.
    pub(crate) fn fields(self, target: &'static TargetDescription) -> Vec<Field> {
        let mut fields =
            vec![field("uri", Holds::Text), field("type", Holds::Text), field("class", Holds::Text)];
        if self != Kind::LocalEnvironment {
            fields.push(field("id", Holds::Text));
        }
        fields.push(field("description", Holds::Text));
        match self {
            Kind::Template => {
                let of_target = target.sections.iter().map(|section| section.name);
                let templates = FIRST_TEMPLATES.into_iter().chain(of_target);
                fields.extend(templates.map(|name| field(name, Holds::Template)));
            }
            Kind::Command => {
                // `params` and `outputs` have no meaning; the reference tools accept them.
                fields.extend(["args", "params", "outputs"].map(|name| field(name, Holds::TextList)));
            }
            Kind::LocalEnvironment => {}
        }
        fields.extend(["supported_params", "expected_outputs"].map(|name| field(name, Holds::TextList)));
        fields
    }
}

/// Fields of template provisioners by the target that reads them, to tell a file that was meant for another target.
const FIELDS_OF_TARGETS: &[(&str, &str, &[&str])] = &[
    (
        "compose",
        "Compose",
        &["directories", "files", "networks", "services", "volumes", "models", "info_logs"],
    ),
    ("k8s", "Kubernetes", &["manifests"]),
];

/// The target, as people call it, that reads a field which this one does not.
pub(crate) fn other_target(name: &str, target: &TargetDescription) -> Option<&'static str> {
    FIELDS_OF_TARGETS
        .iter()
        .find(|(other, _, fields)| *other != target.name && fields.contains(&name))
        .map(|(_, title, _)| *title)
}

/// A target as people call it.
pub(crate) fn title(target: &TargetDescription) -> &'static str {
    let known = FIELDS_OF_TARGETS.iter().find(|(name, ..)| *name == target.name);
    known.map_or(target.name, |(_, title, _)| title)
}
