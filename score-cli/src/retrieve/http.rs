//! Files of web servers.

#[cfg(feature = "http")]
pub(super) mod client;

#[cfg(feature = "http")]
use self::client::Client;
use super::{Problem, Settings};

/// The content at a URL.
#[cfg(feature = "http")]
pub(super) fn get(url: &str, settings: &Settings) -> Result<Vec<u8>, Problem> {
    let (url, authorization) = client::credentials_of(url)?;
    let answer = Client::new(settings).get(&url, None, authorization.as_deref())?;
    match answer.status {
        200 => Ok(answer.body),
        status => Err(client::refused(status)),
    }
}

/// Without the feature `http` nothing can be fetched from web servers.
#[cfg(not(feature = "http"))]
pub(super) fn get(_: &str, _: &Settings) -> Result<Vec<u8>, Problem> {
    Err(Problem::new("this build of score has no support for web servers")
        .help("download it, and give the path of the file"))
}
