//! Provisioners and the outputs of resources.

use super::Page;

pub(super) const NO_PROVISIONER: Page = Page {
    title: "nobody provides a resource",
    meaning: "A provisioner serves a type of resource, sometimes only one class or id of it. None of those loaded serves this one. Further ones are given with `--provisioners`.",
    wrong: r#"resources:
  db: {type: postgress}"#,
    right: r#"resources:
  db: {type: postgres}"#,
};

pub(super) const PROVISIONER_CHANGED: Page = Page {
    title: "a resource was provisioned by another provisioner before",
    meaning: "The state says which provisioner made a resource; another one may not understand what it left behind.",
    wrong: "",
    right: "",
};

pub(super) const UNKNOWN_OUTPUT: Page = Page {
    title: "a placeholder for an output that a resource does not have",
    meaning: "The provisioner of a resource decides which outputs it has; the message lists them.",
    wrong: "HOST: ${resources.db.hostname}",
    right: "HOST: ${resources.db.host}",
};

pub(super) const UNFILLED_VARIABLE: Page = Page {
    title: "a variable without a value",
    meaning: "`${NAME}` in an image and the variables of an `environment` resource get their values when generating: `--var NAME=value`, or `--var NAME` for the value of the environment. Compose fills variables itself when it runs; Kubernetes does not.",
    wrong: "image: acme/app:${TAG}",
    right: "score generate -t k8s --var TAG=1.4.2",
};

pub(super) const INVALID_PROVISIONER_FILE: Page = Page {
    title: "a provisioner file that cannot be used",
    meaning: "A provisioner file is a list of mappings, each with at least `uri` and `type`. Unknown keys are refused, so that a misspelt one is never lost in silence.",
    wrong: r#"- uri: template://x
  type: redis
  output: """#,
    right: r#"- uri: template://x
  type: redis
  outputs: """#,
};

pub(super) const UNSUPPORTED_PROVISIONER: Page = Page {
    title: "a kind of provisioner that is not known",
    meaning: "The scheme of `uri` says what kind it is: `template://`, `cmd://` or `local-env://`.",
    wrong: "- uri: tmpl://x",
    right: "- uri: template://x",
};

pub(super) const TEMPLATE_ERROR: Page = Page {
    title: "a template failed",
    meaning: "Fields of `template://` provisioners and patch templates are Go templates. The place shown is in the file of the template; the resource that a field was rendered for is named.",
    wrong: r#"outputs: |
  host: {{ .State.host"#,
    right: r#"outputs: |
  host: {{ .State.host }}"#,
};

pub(super) const MISSING_TEMPLATE_VALUE: Page = Page {
    title: "a template printed a value that is not there",
    meaning: "A missing key of a map prints `<no value>`, which would end up in the output. Use `dig` or `default` where a value may be absent.",
    wrong: "size: {{ .Params.size }}",
    right: r#"size: {{ dig "size" "small" (.Params | default dict) }}"#,
};

pub(super) const UNREPEATABLE_TEMPLATE: Page = Page {
    title: "a template asks for the time or the environment",
    meaning: "What a template renders should follow from the score files, the provisioner and the seed alone, so that the same commit gives the same output on any machine. The time is the start of 1970 and variables of the environment are empty unless they were handed in.",
    wrong: "created: {{ now | date \"2006-01-02\" }}",
    right: "created: {{ .Params.created | quote }}",
};

pub(super) const PROVISIONER_FAILED: Page = Page {
    title: "a provisioner gave up",
    meaning: "The provisioner itself reported a problem with the resource, usually with its params. Its words are in the message.",
    wrong: "",
    right: "",
};

pub(super) const INVALID_PROVISIONER_OUTPUT: Page = Page {
    title: "a provisioner returned something unexpected",
    meaning: "What a provisioner renders or prints is read as YAML or JSON of a fixed shape: outputs are a mapping, manifests a list of mappings, and so on.",
    wrong: r#"outputs: |
  just text"#,
    right: r#"outputs: |
  host: example"#,
};

pub(super) const UNKNOWN_PARAM: Page = Page {
    title: "a param that the provisioner does not know",
    meaning: "The provisioner lists the params it supports, and this is none of them, so it has no effect.",
    wrong: r#"params: {verson: "16"}"#,
    right: r#"params: {version: "16"}"#,
};

pub(super) const MISSING_OUTPUT: Page = Page {
    title: "a provisioner did not return an output it promises",
    meaning: "`expected_outputs` lists what workloads may rely on.",
    wrong: "",
    right: "",
};
