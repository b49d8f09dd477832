//! The Score model and the stages from a file to resolved workloads.
