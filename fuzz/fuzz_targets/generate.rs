//! Everything: a score file, provisioners and a patch template, divided by lines of `===`, give files or an error, and the
//! same ones in another order.
#![no_main]

use libfuzzer_sys::fuzz_target;
use score_tests::case::Case;
use score_tests::run::{Arrangement, run};

const NAMES: [&str; 4] = ["a.score.yaml", "b.score.yaml", "a.provisioners.yaml", "a.tpl"];

fuzz_target!(|text: &str| {
    let parts = text.split("\n===\n");
    let case = Case::of_files(NAMES.iter().zip(parts).map(|(name, part)| ((*name).to_owned(), part)));
    let first = run(&case, Arrangement::Plain).expect("every file has a part");
    let written = first.keys().any(|name| name != "diagnostics.txt");
    let refused =
        first.get("diagnostics.txt").is_some_and(|text| String::from_utf8_lossy(text).contains("error["));
    assert!(written || refused, "neither files nor an error");
    assert_eq!(run(&case, Arrangement::Reversed).expect("every file has a part"), first);
});
