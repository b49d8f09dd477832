//! Keeping secrets out of what people see: traces, notices and the words of failed programs.
//!
//! A value is secret by the name it stands under, and from there on wherever it occurs: in other texts, in Base64, in
//! what was rendered earlier. A drawn value under a name that says nothing is secret when it is long enough to be one.
//! Keys are names: only what was drawn is masked in them.

mod names;
mod rendered;

use std::collections::BTreeSet;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use score_core::text::{Segment, Text, mentions_secret};
use score_yaml::{Mapping, Value};

use self::names::Sound;
pub(crate) use self::rendered::guessed;

/// What is shown in place of a secret.
const MASK: &str = "••••";
/// Shorter texts are masked where they stand alone, but not wherever they occur inside others. In bytes.
const SHORTEST_FOUND: usize = 4;
/// What was drawn under a name that says nothing is secret from this length on. Letters and digits.
const LONG: usize = 16;
/// Decodes Base64 with or without its padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Texts that must not be seen.
#[derive(Default)]
pub(crate) struct Secrets {
    /// Under a name that sounds secret.
    named: BTreeSet<String>,
    /// Drawn in this run or an earlier one, under a name that sounds secret.
    drawn: BTreeSet<String>,
    /// Drawn and long, under a name that says nothing.
    doubtful: BTreeSet<String>,
    /// Drawn, under a name of names.
    plain: BTreeSet<String>,
}

impl Secrets {
    /// None yet.
    pub(crate) fn new() -> Secrets {
        Secrets::default()
    }

    /// Takes every text under a name that sounds secret.
    pub(crate) fn add_named(&mut self, map: &Mapping) {
        self.add_entries(map, Sound::Unclear);
    }

    /// Takes every text under a name that sounds secret, in whatever this is.
    pub(crate) fn add_within(&mut self, value: &Value) {
        self.add(value, Sound::Unclear);
    }

    /// Takes what a state keeps in secret: it was drawn once.
    pub(crate) fn add_state(&mut self, map: &Mapping) {
        let mut kept = Secrets::new();
        kept.add_named(map);
        self.drawn.extend(kept.named.iter().cloned());
        self.named.append(&mut kept.named);
    }

    fn add_entries(&mut self, map: &Mapping, around: Sound) {
        for (name, value) in map {
            self.add(value, names::sound(map, name, value).within(around));
        }
    }

    fn add(&mut self, value: &Value, sound: Sound) {
        match value {
            Value::Mapping(map) => self.add_entries(map, sound),
            Value::Sequence(items) => items.iter().for_each(|item| self.add(item, sound)),
            Value::String(text) if sound == Sound::Secret => self.add_text(text),
            Value::Number(number) if sound == Sound::Secret => {
                self.named.insert(number.text());
            }
            Value::String(text) => {
                // `NAME=value`, as in the environment of a service.
                if let Some((name, text)) = text.split_once('=')
                    && names::of_text(name) == Sound::Secret
                {
                    self.add_text(text);
                }
                if let Some(password) = password_of_url(text) {
                    self.add_text(password);
                }
            }
            _ => {}
        }
    }

    fn add_text(&mut self, text: &str) {
        // A reference says where a secret is, and gives none away.
        if text.is_empty() || mentions_secret(text) {
            return;
        }
        self.named.insert(text.to_owned());
        self.named.insert(BASE64.encode(text));
        // Rendered text indents the lines of a key or a certificate.
        let lines = text.lines().map(str::trim).filter(|line| text.contains('\n') && line.len() >= LONG);
        self.named.extend(lines.map(str::to_owned));
    }

    /// Takes what was drawn: what stands at the same place in two values and is not the same.
    pub(crate) fn add_drawn(&mut self, value: &Value, other: &Value) {
        self.add_differences(value, other, Sound::Unclear);
    }

    fn add_differences(&mut self, value: &Value, other: &Value, sound: Sound) {
        match value {
            Value::Mapping(map) => {
                let nothing = Mapping::default();
                let others = other.as_mapping().unwrap_or(&nothing);
                for (index, (name, value)) in map.iter().enumerate() {
                    // A drawn name is a different one in the other value, at the same position.
                    let other = others.get_key_value(name).or_else(|| others.get_index(index));
                    let (other_name, other) =
                        other.map_or(("", &Value::Null), |(name, other)| (&**name, other));
                    if name != other_name {
                        self.add_difference(name, other_name, sound);
                    }
                    self.add_differences(value, other, names::sound(map, name, value).within(sound));
                }
            }
            Value::Sequence(items) => {
                let others = other.as_sequence().unwrap_or_default();
                for (index, item) in items.iter().enumerate() {
                    self.add_differences(item, others.get(index).unwrap_or(&Value::Null), sound);
                }
            }
            Value::String(text) if value != other => {
                self.add_difference(text, other.as_str().unwrap_or_default(), sound);
            }
            Value::Number(number) if value != other => self.add_difference(&number.text(), "", sound),
            _ => {}
        }
    }

    fn add_difference(&mut self, text: &str, other: &str, sound: Sound) {
        let drawn = drawn_parts(text, other);
        match sound {
            Sound::Plain => self.plain.extend(drawn),
            Sound::Unclear => self.doubtful.extend(drawn.into_iter().filter(|part| is_long(part))),
            Sound::Secret if !mentions_secret(text) => {
                self.add_text(text);
                self.drawn.insert(text.to_owned());
                // A connection string is secret as a whole; what was drawn for it may occur alone.
                self.doubtful.extend(drawn.into_iter().filter(|part| is_long(part)));
            }
            Sound::Secret => {}
        }
    }

    /// A text in which no secret can be read. References to secrets can.
    pub(crate) fn mask_text(&self, text: &str) -> String {
        if self.is_secret(text) {
            return MASK.to_owned();
        }
        let secrets = longest_first(self.named.iter().chain(self.doubtful.difference(&self.plain)));
        let masked = |text: &str| self.without_base64(&replaced(text, &secrets));
        let Ok(marked) = Text::decode(text) else { return masked(text) };
        let mut shown = Text::new();
        for segment in marked.segments() {
            shown.push(match segment {
                Segment::Text(text) => Segment::Text(masked(text)),
                reference => reference.clone(),
            });
        }
        shown.encode()
    }

    /// A value in which no secret can be read.
    pub(crate) fn mask_value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.mask_text(text)),
            Value::Number(number) if self.is_secret(&number.text()) => Value::from(MASK),
            Value::Sequence(items) => {
                Value::Sequence(items.iter().map(|item| self.mask_value(item)).collect())
            }
            Value::Mapping(map) => Value::Mapping(
                map.iter().map(|(name, value)| (self.mask_key(name), self.mask_value(value))).collect(),
            ),
            other => other.clone(),
        }
    }

    /// A key in which nothing secret that was drawn can be read.
    fn mask_key(&self, key: &str) -> String {
        replaced(key, &longest_first(self.drawn.iter().chain(self.doubtful.difference(&self.plain))))
    }

    fn is_secret(&self, text: &str) -> bool {
        self.named.contains(text) || (self.doubtful.contains(text) && !self.plain.contains(text))
    }

    /// Masks Base64 of something that holds a secret.
    fn without_base64(&self, text: &str) -> String {
        let is_base64 = |it: char| it.is_ascii_alphanumeric() || matches!(it, '+' | '/');
        let Some(shortest) = self.named.iter().chain(&self.doubtful).map(String::len).min() else {
            return text.to_owned();
        };
        let is_long_enough = |run: &str| run.len() * 6 / 8 >= shortest;
        let mut masked = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find(is_base64) {
            let (before, behind) = rest.split_at(start);
            let (run, behind) = behind.split_at(behind.find(|it| !is_base64(it)).unwrap_or(behind.len()));
            masked.push_str(before);
            rest = behind;
            match is_long_enough(run) && self.hides_secret(run) {
                true => {
                    masked.push_str(MASK);
                    rest = rest.trim_start_matches('=');
                }
                false => masked.push_str(run),
            }
        }
        masked + rest
    }

    fn hides_secret(&self, base64: &str) -> bool {
        let decoded = BASE64.decode(base64).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        decoded.is_some_and(|text| {
            let is_inside =
                |secret: &String| secret.len() >= SHORTEST_FOUND && text.contains(secret.as_str());
            self.is_secret(&text) || self.named.iter().chain(&self.doubtful).any(is_inside)
        })
    }
}

/// Those that are looked for inside of texts, so that none hides a part of a longer one.
fn longest_first<'a>(secrets: impl Iterator<Item = &'a String>) -> Vec<&'a str> {
    let mut secrets: Vec<&str> =
        secrets.map(String::as_str).filter(|secret| secret.len() >= SHORTEST_FOUND).collect();
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets
}

fn replaced(text: &str, secrets: &[&str]) -> String {
    secrets.iter().fold(text.to_owned(), |text, secret| match text.contains(secret) {
        true => text.replace(secret, MASK),
        false => text,
    })
}

/// The password in `scheme://user:password@host`.
fn password_of_url(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("://")?;
    let authority = rest.split(['/', '?', '#', ' ', '\n']).next()?;
    let (user, _) = authority.rsplit_once('@')?;
    user.split_once(':').map(|(_, password)| password)
}

/// The parts of a text that another draw makes different. Each run of words, and its long words alone; the whole text
/// when the two are not built alike.
fn drawn_parts(text: &str, other: &str) -> Vec<String> {
    let (own_words, other_words) = (words(text), words(other));
    if own_words.len() != other_words.len() || !between_words(text).eq(between_words(other)) {
        return vec![text.to_owned()];
    }
    let mut parts = Vec::new();
    let mut run: Option<(usize, usize)> = None;
    for ((start, word), (_, other)) in own_words.into_iter().zip(other_words) {
        if word == other {
            parts.extend(run.take().and_then(|(start, end)| text.get(start..end)));
            continue;
        }
        run = Some((run.map_or(start, |(start, _)| start), start + word.len()));
        if is_long(word) {
            parts.push(word);
        }
    }
    parts.extend(run.and_then(|(start, end)| text.get(start..end)));
    parts.into_iter().map(str::to_owned).collect()
}

/// Runs of letters and digits, and where they begin.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut start = 0;
    for piece in text.split_inclusive(|it: char| !it.is_alphanumeric()) {
        let word = piece.trim_end_matches(|it: char| !it.is_alphanumeric());
        if !word.is_empty() {
            words.push((start, word));
        }
        start += piece.len();
    }
    words
}

fn between_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(char::is_alphanumeric).filter(|between| !between.is_empty())
}

fn is_long(text: &str) -> bool {
    text.chars().filter(|it| it.is_alphanumeric()).count() >= LONG
}

#[cfg(test)]
mod tests;
