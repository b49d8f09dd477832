//! Go's text/template with the sprig functions, with spans and limits.
