//! Go's `text/template` with the functions of sprig 3.3, with spans and limits.
//!
//! A [`Template`] is parsed once, with the [`Functions`] it may call, and rendered as often as wanted. Everything from
//! outside - randomness, the time, the environment, limits - arrives in [`Surroundings`]; nothing is read here.
//!
//! ```
//! use score_template::{Functions, Surroundings, Template, Value};
//!
//! let template = Template::parse("{{ .name | upper }}:{{ add .port 1 }}", &Functions::sprig())?;
//! let data = Value::map([("name".to_owned(), "db".into()), ("port".to_owned(), 5432.into())]);
//! let rendered = template.render(&data, &Surroundings::fixed())?;
//! assert_eq!(rendered.text, "DB:5433");
//! # Ok::<(), score_template::Error>(())
//! ```

mod builtins;
mod call;
mod deep;
mod error;
mod functions;
mod methods;
mod number;
mod object;
mod print;
mod regex;
mod render;
mod semver;
mod sprig;
mod surroundings;
mod syntax;
mod template;
mod text;
mod time;
mod value;

pub use error::{Error, ErrorKind};
pub use functions::Functions;
pub use object::{Element, Object, Shape};
pub use semver::Version;
pub use surroundings::{Environment, Limits, Notice, NoticeKind, Rendered, Surroundings, Timestamp};
pub use template::Template;
pub use time::Time;
pub use value::{List, Map, Value};
