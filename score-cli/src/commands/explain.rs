//! `score explain CODE`: the page of a diagnostic.

use score_core::diagnostic::{Code, code, suggest};

use crate::exit::{Exit, Failure, Outcome};
use crate::report;

/// Prints the page, or the list of codes.
pub(crate) fn run(code: Option<&str>) -> Outcome {
    let text = match code {
        None => {
            Code::ALL.iter().map(|code| format!("{:<28} {}\n", code.as_str(), code.page().title)).collect()
        }
        Some(name) => code::render_page(find(name)?),
    };
    report::to_stdout(text.as_bytes())?;
    Ok(Exit::Done)
}

fn find(name: &str) -> Result<Code, Failure> {
    let found = Code::ALL.iter().find(|code| code.as_str().eq_ignore_ascii_case(name));
    found.copied().ok_or_else(|| {
        let near = suggest::closest(name, Code::ALL.iter().map(|code| code.as_str()));
        let help = near
            .map_or("`score explain` lists all codes".to_owned(), |near| format!("did you mean `{near}`?"));
        Failure::Usage { problem: format!("there is no diagnostic with the code `{name}`"), help }
    })
}
