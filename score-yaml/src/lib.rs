//! A YAML reader that keeps the place of everything, and a writer in the style of yaml.v3.
