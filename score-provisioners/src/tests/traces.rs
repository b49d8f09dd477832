//! Watching: everything is shown but secrets.

use super::*;
use crate::targets::COMPOSE;
use crate::trace::{Record, Trace};

#[derive(Default)]
struct Watching(Mutex<Vec<Record>>);

impl Trace for Watching {
    fn wants(&self, resource: &score_core::model::ResourceUid) -> bool {
        resource.kind() != "dull"
    }

    fn record(&self, record: Record) {
        self.0.lock().unwrap().push(record);
    }
}

#[test]
fn a_trace_shows_each_step_and_no_secret() {
    let file = "\
- uri: template://x
  type: redis
  state: |
    user: user-{{ randAlpha 20 }}
    password: hunter2
    one: {{ randAlphaNum 8 }}
    other: {{ randAlphaNum 24 }}
  outputs: |
    url: redis://{{ .State.user }}:{{ .State.password }}@host
    plain: {{ .Params.size }}
    encoded: {{ .State.password | b64enc }}
    password: {{ .State.one }}
- uri: template://x
  type: dull
- uri: template://x
  type: failing
  init: 'a: 1'
  outputs: |
    password: {{ randAlphaNum 8 }}
    x: {{ randAlphaNum 24 }}
    a: {{ fail \"no\" }}
- uri: template://x
  type: broken
  state: |
    password: \"{{ randAlphaNum 8 }}
    user: {{ randAlphaNum 8 }}
- uri: cmd://it
  type: cache
";
    let watching = Arc::new(Watching::default());
    let mut options = LoadOptions::new();
    options.trace = Some(watching.clone());
    let provisioners = loaded(&COMPOSE, file, &options);
    let host = Answering::new(r#"{"resource_outputs":{"token":"t-1234"}}"#, "got t-1234\n");
    for request in [
        "type: redis\nparams: {size: 3, api_key: k-98765}\nshared: {other: {secret: s-98765}}\n",
        "type: dull\n",
        "type: failing\n",
        "type: broken\n",
        "type: cache\n",
    ] {
        let _ = asked(&provisioners, &COMPOSE, request, &host);
    }
    let records = watching.0.lock().unwrap();
    let drawn: String = records.iter().map(Record::render).collect();
    for secret in ["hunter2", "aHVudGVyMg==", "k-98765", "s-98765", "t-1234"] {
        assert!(!drawn.contains(secret), "{secret} in {drawn}");
    }
    assert_eq!(records.len(), 4);
    insta::assert_snapshot!(drawn);
}
