//! Only what a run needs is read, and mistakes wait until then when asked to.

use super::*;
use crate::builtin::{BuiltIn, load_builtin};
use crate::targets::COMPOSE;
use crate::{LoadOptions, TemplateParsing};

const FILES: &[(&str, &str)] = &[
    (
        "01-redis.provisioners.yaml",
        "- uri: template://set/redis\n  type: redis\n  outputs: |\n    host: redis\n",
    ),
    (
        "02-kafka-topic.provisioners.yaml",
        "- uri: template://set/topic\n  type: kafka-topic\n  outputs: |\n    a: 1\n",
    ),
    (
        "03-dns.provisioners.yaml",
        "- uri: template://set/dns\n  type: dns\n  outputs: |\n    {{ fail \"no luck\" }}\n",
    ),
];

#[test]
fn a_file_of_a_set_is_read_when_its_type_is_asked_for() {
    let files: Vec<BuiltIn> =
        FILES.iter().map(|file| BuiltIn::new(file, &COMPOSE, &LoadOptions::new())).collect();
    let kinds: Vec<&str> = files.iter().map(Provisioner::kind).collect();
    assert_eq!(kinds, ["redis", "kafka-topic", "dns"]);
    let uid = score_core::model::ResourceUid::from_text("kafka-topic.default#shop.t");
    let serving: Vec<bool> = files.iter().map(|file| file.matches(&uid)).collect();
    assert_eq!(serving, [false, true, false]);
    let read: Vec<bool> = files.iter().map(BuiltIn::is_read).collect();
    assert_eq!(read, [false, true, false]);
    assert_eq!(files[1].describe().uri, "template://set/topic");
}

#[test]
fn a_mistake_in_a_set_names_its_file_and_line() {
    let provisioners = load_builtin(FILES, &COMPOSE, &LoadOptions::new());
    let (outcome, log) = asked(&provisioners, &COMPOSE, "type: redis\n", &MemoryHost::default());
    assert!(outcome.is_some() && log.is_empty());
    let (outcome, log) = asked(&provisioners, &COMPOSE, "type: dns\n", &MemoryHost::default());
    assert!(outcome.is_none());
    let said = score_core::diagnostic::short::render(&log, &Sources::new());
    assert!(said.contains("no luck"), "{said}");
    assert_eq!(log.iter().next().unwrap().notes, ["in line 4 of the built-in `03-dns.provisioners.yaml`"]);
}

#[test]
fn a_broken_template_matters_when_it_is_used() {
    let file =
        "- {uri: 'template://x', type: broken, outputs: '{{ end }}'}\n- {uri: 'template://x', type: whole}\n";
    let mut options = LoadOptions::new();
    options.templates = TemplateParsing::WhenUsed;
    let provisioners = loaded(&COMPOSE, file, &options);
    let (outcome, log) = asked(&provisioners, &COMPOSE, "type: whole\n", &MemoryHost::default());
    assert!(outcome.is_some() && log.is_empty());
    let (outcome, log) = asked(&provisioners, &COMPOSE, "type: broken\n", &MemoryHost::default());
    assert!(outcome.is_none() && log.has_errors());
}
