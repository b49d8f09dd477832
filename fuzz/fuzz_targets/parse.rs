//! YAML: any bytes are read or refused, and what was read is the same after it was written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use score_yaml::{Limits, SourceId, Style, decode_utf8, read, write};

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = decode_utf8(SourceId(0), bytes) else { return };
    let Ok(documents) = read(SourceId(0), text, &Limits::default()) else { return };
    for document in documents {
        let value = document.to_value();
        let written = write(&value, &Style::AS_GIVEN);
        let again = read(SourceId(0), &written, &Limits::default()).expect("what we write can be read");
        assert_eq!(again.first().map(|node| node.to_value()), Some(value), "{written}");
    }
});
