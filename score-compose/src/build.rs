//! Build objects of Compose, as `--build` gives them.

use score_yaml::Value;

use crate::options::{LeftOutKeys, ShortForms};
use crate::schema::{BUILD, Converter};

/// A build object with its keys in the order of Compose, short forms written in full, and values of the kinds that
/// Compose reads.
///
/// # Errors
/// When it is no mapping, has a key that Compose does not know, or a value that Compose would refuse.
pub fn build_object(value: Value) -> Result<Value, String> {
    if !matches!(value, Value::Mapping(_)) {
        return Err("it is not a mapping".to_owned());
    }
    let mut converter = Converter::new(ShortForms::Accepted, LeftOutKeys::AsCompose);
    let object = converter.object(&BUILD, value);
    match converter.problems.as_slice() {
        [] => Ok(object),
        problems => {
            let texts =
                problems.iter().map(|problem| format!("{} {}", problem.path, problem.text).trim().to_owned());
            Err(texts.collect::<Vec<_>>().join("; "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_ordered_and_mistakes_refused() {
        let read = |text: &str| {
            let documents =
                score_yaml::read(score_yaml::SourceId(0), text, &score_yaml::Limits::default()).unwrap();
            build_object(documents[0].to_value())
        };
        let object = read("{tags: [a:b], args: {A: 1}, context: ./src}").unwrap();
        let expected = "context: ./src\nargs:\n  A: \"1\"\ntags:\n  - a:b\n";
        assert_eq!(score_yaml::write(&object, &score_yaml::Style::AS_GIVEN), expected);
        assert!(read("{contxt: .}").unwrap_err().contains("contxt"));
        assert!(read("[a]").is_err());
    }
}
