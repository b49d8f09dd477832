//! What a rendering takes from outside, and what it gives back.

use std::ops::Range;

/// Finds a variable of the environment by its name.
pub type Environment<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// Everything that comes from outside.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// Fills the slice with random bytes. One call a draw, so that a caller can derive each from its place.
    pub random: &'a dyn Fn(&mut [u8]),
    /// The time. Without it, functions that ask for it get 1970-01-01T00:00:00Z and leave a notice.
    pub now: Option<Timestamp>,
    /// Variables of the environment by name. Without it, they are all empty and asking leaves a notice.
    pub environment: Option<&'a Environment<'a>>,
    /// How far a rendering may go.
    pub limits: Limits,
}

impl Surroundings<'static> {
    /// Surroundings in which nothing varies: random bytes are zeros, no time, no environment, usual limits.
    pub fn fixed() -> Self {
        Surroundings {
            random: &|bytes| bytes.fill(0),
            now: None,
            environment: None,
            limits: Limits::default(),
        }
    }
}

impl std::fmt::Debug for Surroundings<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Surroundings").field("now", &self.now).field("limits", &self.limits).finish()
    }
}

/// How far one rendering may go. Passing any of them is an error of kind [`Limit`](crate::ErrorKind::Limit).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How deep templates, blocks and parentheses may be nested while running, all counted together.
    pub depth: usize,
    /// Steps: one for each action, argument and iteration, and more for a function that works through much text.
    pub steps: u64,
    /// Bytes of the rendered text.
    pub output: usize,
    /// Bytes of all texts, lists and maps that functions make, counted from the start of the rendering to its end.
    pub values: usize,
}

impl Default for Limits {
    /// Depth 200, 2,000,000 steps, 16 MiB of output, 32 MiB of values: well within a second.
    fn default() -> Self {
        Limits { depth: 200, steps: 2_000_000, output: 16 << 20, values: 32 << 20 }
    }
}

/// A moment, as seconds and nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp {
    /// Whole seconds; negative before 1970.
    pub seconds: i64,
    /// 0 to 999,999,999, added to the seconds.
    pub nanoseconds: u32,
}

impl Timestamp {
    /// The moment this many seconds after 1970-01-01T00:00:00Z.
    pub fn from_seconds(seconds: i64) -> Timestamp {
        Timestamp { seconds, nanoseconds: 0 }
    }
}

/// A rendered text and what was noticed on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The text.
    pub text: String,
    /// In the order in which they occurred; once for each place and kind.
    pub notices: Vec<Notice>,
}

/// Something that worked but is probably not meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it is.
    pub kind: NoticeKind,
    /// Where, in bytes of the text of the template.
    pub span: Range<usize>,
    /// The expression that gave no value, or the name of the function that asked.
    pub detail: String,
}

/// Kinds of [`Notice`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoticeKind {
    /// `<no value>` was printed.
    MissingValue,
    /// The time was asked for and none was given.
    Clock,
    /// The environment was asked for and none was given.
    Environment,
}
