//! Resources of one provisioner often add the very same, such as the service that all of them use. Its text is read twice
//! at most, as long as nothing else comes in between, and the value is shared.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use score_yaml::Value;

/// The latest text of a field, and its value once the text has come a second time.
// Not earlier: what is alone keeps the only hold on its value, so that whoever gets it can take it apart.
#[derive(Default)]
pub(super) struct Latest(Mutex<Known>);

#[derive(Default)]
struct Known {
    text: String,
    value: Option<Arc<Value>>,
}

impl Latest {
    /// The value of a text, which `read` makes when it is not known.
    pub(super) fn value_of<Failed>(
        &self,
        text: String,
        read: impl FnOnce(&str) -> Result<Option<Value>, Failed>,
    ) -> Result<Option<Arc<Value>>, Failed> {
        let is_known = {
            let known = self.known();
            let is_known = known.text == text;
            if let (true, Some(value)) = (is_known, &known.value) {
                return Ok(Some(value.clone()));
            }
            is_known
        };
        let Some(value) = read(&text)?.map(Arc::new) else { return Ok(None) };
        *self.known() = Known { text, value: is_known.then(|| value.clone()) };
        Ok(Some(value))
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_comes_again_is_read_twice_at_most() {
        let latest = Latest::default();
        let mut reads = Vec::new();
        let mut values = Vec::new();
        for text in ["a", "a", "a", "a", "b", "a", "", "", "a"] {
            let read = |text: &str| {
                reads.push(text.to_owned());
                Ok::<_, ()>((!text.is_empty()).then(|| text.into()))
            };
            values.push(latest.value_of(text.to_owned(), read).unwrap());
        }
        let texts: Vec<_> =
            values.iter().map(|value| value.as_ref().and_then(|it| it.as_str()).unwrap_or("")).collect();
        assert_eq!(texts, ["a", "a", "a", "a", "b", "a", "", "", "a"]);
        assert_eq!(reads, ["a", "a", "b", "a", "", "", "a"]);
        let shared: Vec<_> = values.iter().flatten().map(Arc::strong_count).collect();
        assert_eq!(shared, [1, 3, 3, 3, 1, 1, 2]);
    }
}
