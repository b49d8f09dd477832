//! Asking web servers, with limits of size, time and redirects.

use std::io::{ErrorKind, Read};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ureq::Agent;
use ureq::http::uri::{InvalidUri, Scheme};
use ureq::http::{Response, Uri};
use ureq::tls::{RootCerts, TlsConfig};

use crate::retrieve::address::{unescape, user};
use crate::retrieve::{Problem, Settings, too_large};

/// A chain of redirects longer than this is given up.
const MOST_REDIRECTS: u32 = 10;
/// What can be done when a server is not reached.
const CHECK: &str = "check the address, and the network";

/// What asks web servers.
pub(in crate::retrieve) struct Client<'a> {
    agent: Agent,
    settings: &'a Settings,
}

/// What a server answered.
pub(in crate::retrieve) struct Answer {
    pub(in crate::retrieve) status: u16,
    /// The value of `WWW-Authenticate`, which says how to prove who one is.
    #[cfg(feature = "oci")]
    pub(in crate::retrieve) challenge: Option<String>,
    pub(in crate::retrieve) body: Vec<u8>,
}

impl Client<'_> {
    pub(in crate::retrieve) fn new(settings: &Settings) -> Client<'_> {
        // The roots of the system, so that a company's own are known.
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .timeout_global(Some(settings.longest))
            .max_redirects(MOST_REDIRECTS)
            .http_status_as_error(false)
            .user_agent(concat!("score/", env!("CARGO_PKG_VERSION")))
            .build();
        Client { agent: config.new_agent(), settings }
    }

    /// Asks for what is at a URL. Where it is encrypted, what it redirects to has to be too. What proves who asks is not sent on to where the server redirects.
    pub(in crate::retrieve) fn get(
        &self,
        url: &str,
        accept: Option<&str>,
        authorization: Option<&str>,
    ) -> Result<Answer, Problem> {
        let url = checked(url)?;
        let is_encrypted = url.scheme() == Some(&Scheme::HTTPS);
        let mut request = self.agent.get(url).config().https_only(is_encrypted).build();
        if let Some(accept) = accept {
            request = request.header("Accept", accept);
        }
        if let Some(authorization) = authorization {
            request = request.header("Authorization", authorization);
        }
        self.answer(request.call())
    }

    /// Sends a form.
    #[cfg(feature = "oci")]
    pub(in crate::retrieve) fn post(&self, url: &str, form: &[(&str, &str)]) -> Result<Answer, Problem> {
        self.answer(self.agent.post(checked(url)?).send_form(form.iter().copied()))
    }

    fn answer(&self, answer: Result<Response<ureq::Body>, ureq::Error>) -> Result<Answer, Problem> {
        let mut answer = answer.map_err(|error| self.failed(&error))?;
        #[cfg(feature = "oci")]
        let challenge =
            answer.headers().get("WWW-Authenticate").and_then(|value| Some(value.to_str().ok()?.to_owned()));
        let mut body = Vec::new();
        let mut reader = answer.body_mut().as_reader().take(self.settings.largest + 1);
        reader.read_to_end(&mut body).map_err(|error| self.failed(&ureq::Error::from(error)))?;
        if body.len() as u64 > self.settings.largest {
            return Err(too_large(self.settings));
        }
        Ok(Answer {
            status: answer.status().as_u16(),
            #[cfg(feature = "oci")]
            challenge,
            body,
        })
    }

    fn failed(&self, error: &ureq::Error) -> Problem {
        match error {
            ureq::Error::TooManyRedirects => Problem::new(format!(
                "the server redirects more than {MOST_REDIRECTS} times, perhaps in a circle"
            )),
            ureq::Error::RequireHttpsOnly(to) => {
                Problem::new(format!("the server redirects to `{to}`, which is not encrypted"))
                    .help("give that address itself if its content is to be trusted all the same")
            }
            // The first address was checked, so it is one that the server redirects to.
            ureq::Error::BadUri(why) => {
                Problem::new(format!("the server redirects to what is not on a web server ({why})"))
            }
            ureq::Error::Timeout(_) => {
                let longest = self.settings.longest.as_secs_f32();
                Problem::new(format!("it did not arrive within {longest} seconds"))
            }
            ureq::Error::Protocol(error) => {
                Problem::new(format!("the answer of the server is not understood: {error}"))
            }
            ureq::Error::HostNotFound => Problem::new("there is no such host").help(CHECK),
            ureq::Error::ConnectionFailed => Problem::new("there is no connection to the server").help(CHECK),
            ureq::Error::Io(error) if error.kind() == ErrorKind::UnexpectedEof => {
                Problem::new("the connection ended before all of it had arrived")
            }
            ureq::Error::Io(error) => Problem::new(format!("the connection failed: {error}")).help(CHECK),
            ureq::Error::Rustls(error) => {
                Problem::new(format!("there is no safe connection to the server: {error}"))
                    .help("have the authority of its certificate among those that the system trusts")
            }
            other => Problem::new(other.to_string()),
        }
    }
}

/// A URL that can be asked for.
fn checked(url: &str) -> Result<Uri, Problem> {
    let wrong = |why: &str| Problem::new(format!("it is no address on a web server: {why}"));
    let url: Uri = url.parse().map_err(|error: InvalidUri| wrong(&error.to_string()))?;
    match url.authority() {
        None => Err(wrong("it has no host")),
        Some(it) if it.port_u16().is_none() && !it.as_str().ends_with(it.host()) => {
            Err(wrong("its port is no number up to 65535"))
        }
        Some(_) => Ok(url),
    }
}

/// A URL without user and password, and what proves that one is this user.
pub(super) fn credentials_of(url: &str) -> Result<(String, Option<String>), Problem> {
    let Some((scheme, behind)) = url.split_once("://") else { return Ok((url.to_owned(), None)) };
    let (authority, path) = behind.split_at(behind.find(['/', '?']).unwrap_or(behind.len()));
    let (user, host) = user(authority);
    let authorization = match user {
        None => None,
        Some(user) => {
            let (name, password) = user.split_once(':').unwrap_or((user, ""));
            Some(basic(&unescape(name)?, &unescape(password)?))
        }
    };
    Ok((format!("{scheme}://{host}{path}"), authorization))
}

/// A user and a password as the header `Authorization` carries them.
pub(in crate::retrieve) fn basic(name: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{name}:{password}")))
}

pub(in crate::retrieve) fn refused(status: u16) -> Problem {
    let meaning = ureq::http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    let problem = Problem::new(match meaning {
        Some(meaning) => format!("the server answered {status} {meaning}"),
        None => format!("the server answered {status}"),
    });
    match status {
        401 | 403 => problem
            .help("put a user and a password that may read it into the address: https://USER:PASSWORD@…"),
        404 | 410 => problem.help("check the address; some servers answer this too for what one may not see"),
        _ => problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_leave_the_url() {
        for (url, wanted, authorization) in [
            ("https://h/a@b", "https://h/a@b", None),
            ("https://me:p%40ss@h:1/a", "https://h:1/a", Some("Basic bWU6cEBzcw==")),
            ("https://me@h?x", "https://h?x", Some("Basic bWU6")),
        ] {
            assert_eq!(
                credentials_of(url),
                Ok((wanted.to_owned(), authorization.map(str::to_owned))),
                "{url}"
            );
        }
    }
}
