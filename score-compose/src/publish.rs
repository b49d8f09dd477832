//! Ports published on demand: `HOST:REFERENCE:CONTAINER`.

use score_core::model::{Located, ResourceUid};
use thiserror::Error;

/// The ports that can be published. Port 1 is left out, as it is by `score-compose`.
pub const PORTS: std::ops::RangeInclusive<u16> = 2..=u16::MAX;

/// A port of a container to publish on the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publish {
    /// The port on the host, of [`PORTS`].
    pub host: u16,
    /// Whose port.
    pub of: Located<Published>,
    /// The port in the container, of [`PORTS`].
    pub container: u16,
}

/// Whose port is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Published {
    /// The service of the workload with this name.
    Workload(String),
    /// The service that this output of a resource names.
    Output {
        /// The resource; `default` stands for a class that was left out.
        resource: ResourceUid,
        /// The key of the output.
        key: String,
    },
}

/// A text that says not what to publish.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum InvalidPublish {
    /// There are fewer than three parts.
    #[error("expected `HOST:WORKLOAD:CONTAINER` or `HOST:TYPE.CLASS#ID.OUTPUT:CONTAINER`")]
    TooFewParts,
    /// The first or the last part is no port.
    #[error("the {side} port `{text}` is not a whole number from {} to {}", PORTS.start(), PORTS.end())]
    NoPort {
        /// `host` or `container`.
        side: &'static str,
        /// What was given.
        text: String,
    },
    /// The middle part has a `#` but no output behind the identity.
    #[error("`{0}` does not end in the key of an output: expected `TYPE.CLASS#ID.OUTPUT`")]
    NoOutput(String),
}

impl Publish {
    /// Reads `HOST:REFERENCE:CONTAINER`. The reference is the name of a workload, or `TYPE.CLASS#ID.OUTPUT` with an
    /// output of a resource that names a service; `.CLASS` may be left out.
    ///
    /// # Errors
    /// When there are fewer than three parts, a port is not of [`PORTS`], or an output is missing.
    pub fn parse(text: &Located<String>) -> Result<Publish, InvalidPublish> {
        let (host, rest) = text.split_once(':').ok_or(InvalidPublish::TooFewParts)?;
        let (reference, container) = rest.rsplit_once(':').ok_or(InvalidPublish::TooFewParts)?;
        let of = match reference.split_once('#') {
            None => Published::Workload(reference.to_owned()),
            Some((kind, id)) => {
                let (id, key) =
                    id.rsplit_once('.').ok_or_else(|| InvalidPublish::NoOutput(reference.to_owned()))?;
                let class = if kind.contains('.') { "" } else { ".default" };
                let resource = ResourceUid::from_text(format!("{kind}{class}#{id}"));
                Published::Output { resource, key: key.to_owned() }
            }
        };
        Ok(Publish {
            host: port("host", host)?,
            of: Located::new(of, text.span),
            container: port("container", container)?,
        })
    }
}

fn port(side: &'static str, text: &str) -> Result<u16, InvalidPublish> {
    let number = text.parse().ok().filter(|number| PORTS.contains(number));
    number.ok_or_else(|| InvalidPublish::NoPort { side, text: text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_publish() {
        let output = |uid: &str, key: &str| Published::Output {
            resource: ResourceUid::from_text(uid),
            key: key.to_owned(),
        };
        for (text, wanted) in [
            ("8080:shop:80", Ok((8080, Published::Workload("shop".into()), 80))),
            ("8080:postgres#shop.db.host:5432", Ok((8080, output("postgres.default#shop.db", "host"), 5432))),
            ("8080:postgres.big#db.host:5432", Ok((8080, output("postgres.big#db", "host"), 5432))),
            ("8080:a:b:80", Ok((8080, Published::Workload("a:b".into()), 80))),
            ("80:80", Err(InvalidPublish::TooFewParts)),
            ("80", Err(InvalidPublish::TooFewParts)),
            ("1:shop:80", Err(InvalidPublish::NoPort { side: "host", text: "1".into() })),
            ("x:shop:80", Err(InvalidPublish::NoPort { side: "host", text: "x".into() })),
            ("80:shop:65536", Err(InvalidPublish::NoPort { side: "container", text: "65536".into() })),
            ("80:postgres#db:80", Err(InvalidPublish::NoOutput("postgres#db".into()))),
        ] {
            let parsed = Publish::parse(&text.to_owned().into());
            assert_eq!(
                parsed.map(|publish| (publish.host, publish.of.value, publish.container)),
                wanted,
                "{text}"
            );
        }
    }
}
