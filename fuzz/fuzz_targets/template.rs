//! Templates: any text is rendered or refused, within the limits, and the same way twice.
#![no_main]

use libfuzzer_sys::fuzz_target;
use score_template::{Functions, Limits, Surroundings, Template, Value};

fuzz_target!(|text: &str| {
    let Ok(template) = Template::parse(text, &Functions::sprig()) else { return };
    let map = Value::map([("a".to_owned(), 1.into()), ("b".to_owned(), "text".into())]);
    let list = Value::list([1.into(), "two".into(), map.clone()]);
    let data = Value::map([
        ("m".to_owned(), map),
        ("l".to_owned(), list),
        ("s".to_owned(), "text".into()),
        ("n".to_owned(), 5.into()),
    ]);
    let limits = Limits { depth: 100, steps: 50_000, output: 1 << 20, values: 1 << 20 };
    let surroundings = Surroundings { limits, ..Surroundings::fixed() };
    let rendered = |()| template.render(&data, &surroundings).map(|rendered| rendered.text).ok();
    let first = rendered(());
    assert!(first.as_ref().is_none_or(|text| text.len() <= limits.output));
    assert_eq!(first, rendered(()));
});
