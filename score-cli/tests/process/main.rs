//! The program as a process: what it writes, says and leaves behind.

#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods)]

mod drop_in;
mod folder;
mod generate;
mod killed;
#[cfg(feature = "http")]
mod provisioners;
#[cfg(feature = "http")]
#[path = "../support/server.rs"]
#[allow(dead_code, reason = "the tests of fetching itself use the rest")]
mod server;
