//! YAML: any bytes are read or refused, and what was written is read and written as the same text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use score_yaml::{Limits, SourceId, Style, decode_utf8, read, write};

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = decode_utf8(SourceId(0), bytes) else { return };
    let Ok(documents) = read(SourceId(0), text, &Limits::default()) else { return };
    for document in documents {
        let written = write(&document.to_value(), &Style::AS_GIVEN);
        let again = read(SourceId(0), &written, &Limits::default()).expect("what we write can be read");
        let again = again.first().map(|node| write(&node.to_value(), &Style::AS_GIVEN));
        assert_eq!(again.as_ref(), Some(&written));
    }
});
