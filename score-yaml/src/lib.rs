//! A YAML reader that keeps the place of everything, and a writer in the style of Go's yaml.v3.
//!
//! [`read`] gives located [`Node`]s: a byte span on every key and value, scalar text and style kept, scalars resolved
//! as yaml.v3 resolves them. [`write`] prints [`Value`]s, which have no places. What is read and written again keeps
//! its bytes, when yaml.v3 wrote it.
//!
//! ```
//! use score_yaml::{Limits, SourceId, read};
//!
//! let text = "port: 8080\n";
//! let documents = read(SourceId(0), text, &Limits::default())?;
//! let port = documents[0].get("port").unwrap();
//! assert_eq!(&text[port.span.range()], "8080");
//! assert_eq!(port.to_value(), 8080_i64.into());
//! # Ok::<(), score_yaml::Error>(())
//! ```

mod error;
mod events;
mod fast;
mod float;
mod json;
pub mod kyaml;
mod node;
mod number;
mod order;
mod reader;
mod scalar;
mod serialize;
mod span;
mod timestamp;
mod value;
mod within;
mod writer;

pub use error::{Error, ErrorKind, decode_utf8};
pub use json::{NotJson, json};
pub use node::{Entry, Node, NodeData, Scalar, ScalarStyle, ScalarValue};
pub use number::Number;
pub use order::natural_order;
pub use reader::{Limits, read, read_first, read_first_value, read_reporting};
pub use serialize::to_value;
pub use span::{SourceId, Span};
pub use value::{KeyHasher, Mapping, OrderedMap, Value, ValueError, from_value, map_with_capacity};
pub use within::{Within, span_within};
pub use writer::{KeyOrder, Part, Style, parts, write, write_documents, write_entries, write_into};
