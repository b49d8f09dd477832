//! What a target can and cannot express.

use super::Page;

pub(super) const UNSUPPORTED_FIELD: Page = Page {
    title: "a field that the target cannot express",
    meaning: "Nothing is dropped in silence: what a target cannot carry at all is an error.",
    wrong: "",
    right: "",
};

pub(super) const APPROXIMATED_FIELD: Page = Page {
    title: "a field that the target carries only nearly",
    meaning: "The output does almost what the field says; the message says where it differs. `--strict` makes this an error.",
    wrong: "",
    right: "",
};

pub(super) const NAME_COLLISION: Page = Page {
    title: "two things of the same name in the output",
    meaning: "One would replace the other. Both places are shown.",
    wrong: "",
    right: "",
};

pub(super) const IMAGE_NOT_GIVEN: Page = Page {
    title: "the image `.` was not supplied",
    meaning: "`image: .` means that the image is given when generating, with `--image`.",
    wrong: "score generate -t k8s score.yaml",
    right: "score generate -t k8s --image acme/app:1.4.2 score.yaml",
};

pub(super) const INVALID_VOLUME: Page = Page {
    title: "a volume that cannot be mounted",
    meaning: "The outputs of the resource behind a volume say what is mounted. They have to be of the form that the target expects.",
    wrong: r#"volumes:
  /data: {source: data}"#,
    right: r#"volumes:
  /data: {source: "${resources.data}"}"#,
};

pub(super) const SECRET_IN_TEXT: Page = Page {
    title: "a secret inside the content of a file",
    meaning: "A file is either literal text or exactly one secret: the value of a secret is not known when the output is written, so it cannot be mixed into text.",
    wrong: r#"content: "password=${resources.db.password}""#,
    right: "content: ${resources.db.password}",
};

pub(super) const UNRESOLVED_SECRET: Page = Page {
    title: "a secret where it cannot be read",
    meaning: "References to secrets can be used in variables and as the whole content of a file. Nowhere else does the platform replace them.",
    wrong: "",
    right: "",
};

pub(super) const INVALID_MANIFEST: Page = Page {
    title: "a manifest that Kubernetes would refuse",
    meaning: "Manifests of provisioners are checked against the types of Kubernetes: unknown fields and wrong kinds of values are refused here rather than by the cluster.",
    wrong: "",
    right: "",
};

pub(super) const INVALID_SECTION: Page = Page {
    title: "something that Compose would refuse",
    meaning: "What provisioners add to a Compose file is checked for keys that Compose does not know, because Compose refuses the whole file for one of them.",
    wrong: "",
    right: "",
};

pub(super) const UNSUPPORTED_KIND: Page = Page {
    title: "a kind of workload that is not supported",
    meaning: "The annotation `k8s.score.dev/kind` is `Deployment` or `StatefulSet`.",
    wrong: r#"annotations:
  k8s.score.dev/kind: statefulset"#,
    right: r#"annotations:
  k8s.score.dev/kind: StatefulSet"#,
};

pub(super) const INVALID_PATCH: Page = Page {
    title: "a patch that cannot be applied",
    meaning: "A patch template renders a list of operations: `op` is `set` or `delete`, `path` leads to what is changed, `value` is what is set there, and `description` says why. Keys of a path are joined by `.`, items of a list are counted from 0, and `\\` takes its meaning from a character such as a `.` inside a key.",
    wrong: r#"- op: replace
  path: services.web.read_only
  value: true"#,
    right: r#"- op: set
  path: services.web.read_only
  value: true"#,
};
