//! From text to tree: tokens, the parser, and the tree with functions and variables resolved.

mod display;
mod number;
mod parser;
mod token;
pub(crate) mod tree;
mod variables;

pub(crate) use parser::parse;
