//! Placeholders, containers that wait for each other, and resources of several workloads.

use super::Page;

pub(super) const MALFORMED_PLACEHOLDER: Page = Page {
    title: "a placeholder that cannot be read",
    meaning: "A placeholder is `${metadata.KEY}` or `${resources.NAME.OUTPUT}`. Write `$$` for a `$` that begins no placeholder.",
    wrong: "URL: ${resources}",
    right: "URL: ${resources.db.host}",
};

pub(super) const UNKNOWN_PLACEHOLDER_ROOT: Page = Page {
    title: "a placeholder that begins with something else",
    meaning: "Placeholders begin with `metadata` or `resources`. A shell or Compose variable is escaped: `$${HOME}`.",
    wrong: "HOST: ${resource.db.host}",
    right: "HOST: ${resources.db.host}",
};

pub(super) const UNKNOWN_RESOURCE: Page = Page {
    title: "a placeholder for a resource that is not declared",
    meaning: "The name behind `resources.` is one of the keys under `resources:` of the same file.",
    wrong: r#"variables:
  HOST: ${resources.databse.host}
resources:
  database: {type: postgres}"#,
    right: r#"variables:
  HOST: ${resources.database.host}
resources:
  database: {type: postgres}"#,
};

pub(super) const UNKNOWN_METADATA_KEY: Page = Page {
    title: "a placeholder for metadata that is not there",
    meaning: "`${metadata.…}` walks the keys of `metadata`. Dots inside a key are written `\\.`.",
    wrong: "NAME: ${metadata.nam}",
    right: "NAME: ${metadata.name}",
};

pub(super) const UNKNOWN_CONTAINER: Page = Page {
    title: "`before` names a container that does not exist",
    meaning: "The key of a `before` entry is the container that has to wait.",
    wrong: r#"before:
  ap: {ready: complete}"#,
    right: r#"before:
  app: {ready: complete}"#,
};

pub(super) const SELF_REFERENCE: Page = Page {
    title: "a container that waits for itself",
    meaning: "A `before` entry names another container: the one that has to wait for this one.",
    wrong: r#"web:
  before:
    web: {ready: started}"#,
    right: "",
};

pub(super) const BEFORE_CYCLE: Page = Page {
    title: "containers that wait for each other",
    meaning: "`before` must have an order: at least one container has to start first. The message names the whole circle.",
    wrong: r#"one:
  before: {two: {ready: started}}
two:
  before: {one: {ready: started}}"#,
    right: r#"one:
  before: {two: {ready: started}}"#,
};

pub(super) const BEFORE_WITHOUT_PROBE: Page = Page {
    title: "`ready: healthy` without a probe",
    meaning: "A container is healthy when its readiness or liveness probe passes, so it needs one.",
    wrong: r#"main:
  image: app
  before: {web: {ready: healthy}}"#,
    right: r#"main:
  image: app
  before: {web: {ready: healthy}}
  readinessProbe:
    exec: {command: [check]}"#,
};

pub(super) const DUPLICATE_WORKLOAD: Page = Page {
    title: "two workloads of the same name",
    meaning: "The name of a workload is its identity in the project; the later one would replace the earlier.",
    wrong: "",
    right: "",
};

pub(super) const CONFLICTING_RESOURCE: Page = Page {
    title: "a shared resource with two definitions",
    meaning: "Resources of the same type, class and id are one resource. Where several workloads give params or metadata for it, they must be the same.",
    wrong: "",
    right: "",
};

pub(super) const AMBIGUOUS_RESOURCE_ID: Page = Page {
    title: "an id that is the identity of another resource",
    meaning: "A resource without an id is known as `<workload>.<name>`. An explicit id of that form makes it the same resource by accident.",
    wrong: "",
    right: "",
};

pub(super) const RESOURCE_CYCLE: Page = Page {
    title: "resources that need each other",
    meaning: "Placeholders in `params` make one resource wait for the outputs of another. The message names the whole circle.",
    wrong: r#"resources:
  one: {type: a, params: {x: "${resources.two.x}"}}
  two: {type: b, params: {x: "${resources.one.x}"}}"#,
    right: "",
};
