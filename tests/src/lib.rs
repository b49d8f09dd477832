//! Tests of the whole: cases, command line, properties, recorded behaviour.
