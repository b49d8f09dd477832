//! Addresses in their parts.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::call::{Arguments, Fault};
use crate::deep::ENTRY_BYTES;
use crate::object::Element;
use crate::text::quoted;
use crate::value::{Map, Value};

/// An address in its parts, all of them decoded but the query.
#[derive(Default)]
struct Url {
    scheme: String,
    opaque: String,
    user: Option<(Vec<u8>, Option<Vec<u8>>)>,
    host: Vec<u8>,
    path: Vec<u8>,
    /// The path as written, where it is not what encoding the path would give.
    raw_path: Option<String>,
    query: String,
    asks: bool,
    fragment: Vec<u8>,
    raw_fragment: Option<String>,
    omits_host: bool,
}

/// Which characters stay as they are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Path,
    User,
    Host,
    Fragment,
}

fn stays(byte: u8, part: Part) -> bool {
    match byte {
        _ if byte.is_ascii_alphanumeric() => true,
        b'-' | b'_' | b'.' | b'~' => true,
        b'!' | b'\'' | b'(' | b')' | b'*' if part == Part::Host || part == Part::Fragment => true,
        b'$' | b'&' | b'+' | b',' | b'/' | b':' | b';' | b'=' | b'?' | b'@' => match part {
            Part::Path => byte != b'?',
            Part::User => !matches!(byte, b'@' | b'/' | b'?' | b':'),
            Part::Fragment => true,
            Part::Host => !matches!(byte, b'/' | b'?' | b'@'),
        },
        b'[' | b']' | b'<' | b'>' | b'"' => part == Part::Host,
        _ => false,
    }
}

fn escape(bytes: &[u8], part: Part) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len()), |mut out, byte| {
        if stays(*byte, part) {
            out.push(char::from(*byte))
        } else {
            out.push_str(&format!("%{byte:02X}"))
        }
        out
    })
}

fn unescape(text: &str, part: Part) -> Result<Vec<u8>, String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte == b'%' {
            let digits = text
                .get(at + 1..at + 3)
                .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
            let code = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
            match code {
                Some(code) if part != Part::Host || code >= 0x80 || code == b'%' => out.push(code),
                _ => {
                    let end = (at + 3).min(bytes.len());
                    let shown = crate::text::lossy(&bytes[at..end]);
                    return Err(format!("invalid URL escape {}", quoted(&shown)));
                }
            }
            at += 3;
            continue;
        }
        if part == Part::Host && byte.is_ascii() && !stays(byte, part) {
            let shown = quoted(&char::from(byte).to_string());
            return Err(format!("invalid character {shown} in host name"));
        }
        out.push(byte);
        at += 1;
    }
    Ok(out)
}

impl Url {
    fn parse(whole: &str) -> Result<Url, String> {
        let (text, fragment) = whole.split_once('#').unwrap_or((whole, ""));
        let mut url = Url::parse_main(text).map_err(|reason| format!("parse {}: {reason}", quoted(text)))?;
        let decoded = unescape(fragment, Part::Fragment);
        url.fragment = decoded.map_err(|reason| format!("parse {}: {reason}", quoted(whole)))?;
        url.raw_fragment = (escape(&url.fragment, Part::Fragment) != fragment).then(|| fragment.to_owned());
        Ok(url)
    }

    /// Everything but the fragment.
    fn parse_main(text: &str) -> Result<Url, String> {
        if text.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
            return Err("net/url: invalid control character in URL".to_owned());
        }
        let mut url = Url::default();
        if text == "*" {
            url.path = b"*".to_vec();
            return Ok(url);
        }
        let (scheme, mut rest) = split_scheme(text)?;
        url.scheme = scheme.to_ascii_lowercase();
        if rest.ends_with('?') && rest.matches('?').count() == 1 {
            url.asks = true;
            rest = &rest[..rest.len() - 1];
        } else if let Some((before, query)) = rest.split_once('?') {
            rest = before;
            url.query = query.to_owned();
        }
        if !rest.starts_with('/') {
            if !url.scheme.is_empty() {
                url.opaque = rest.to_owned();
                return Ok(url);
            }
            if rest.split('/').next().is_some_and(|segment| segment.contains(':')) {
                return Err("first path segment in URL cannot contain colon".to_owned());
            }
        }
        let has_authority = rest.starts_with("//") && (!url.scheme.is_empty() || !rest.starts_with("///"));
        if has_authority {
            let authority = &rest[2..];
            let (authority, path) = authority.split_at(authority.find('/').unwrap_or(authority.len()));
            url.set_authority(authority)?;
            rest = path;
        } else if !url.scheme.is_empty() && rest.starts_with('/') {
            url.omits_host = true;
        }
        url.path = unescape(rest, Part::Path)?;
        url.raw_path = (escape(&url.path, Part::Path) != rest).then(|| rest.to_owned());
        Ok(url)
    }

    fn set_authority(&mut self, authority: &str) -> Result<(), String> {
        let (user, host) = match authority.rsplit_once('@') {
            Some((user, host)) => (Some(user), host),
            None => (None, authority),
        };
        self.host = parse_host(&self.scheme, host)?;
        let Some(user) = user else { return Ok(()) };
        if !user.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(&byte)) {
            return Err("net/url: invalid userinfo".to_owned());
        }
        let (name, password) = match user.split_once(':') {
            Some((name, password)) => (name, Some(unescape(password, Part::User)?)),
            None => (user, None),
        };
        self.user = Some((unescape(name, Part::User)?, password));
        Ok(())
    }

    fn user_info(&self) -> Option<String> {
        let (name, password) = self.user.as_ref()?;
        let password = password.as_ref().map(|password| format!(":{}", escape(password, Part::User)));
        Some(escape(name, Part::User) + &password.unwrap_or_default())
    }

    /// The host without its port and brackets.
    fn host_name(&self) -> &[u8] {
        let host = &self.host;
        if host.starts_with(b"[") {
            let end = host.iter().position(|byte| *byte == b']').unwrap_or(host.len());
            return &host[1..end.max(1)];
        }
        let colon = host.iter().rposition(|byte| *byte == b':');
        match colon {
            Some(colon) if is_port(&String::from_utf8_lossy(&host[colon..])) => &host[..colon],
            _ => host,
        }
    }

    fn text(&self) -> String {
        let mut out = String::new();
        if !self.scheme.is_empty() {
            out.push_str(&format!("{}:", self.scheme));
        }
        if !self.opaque.is_empty() {
            out.push_str(&self.opaque);
        } else {
            let user = self.user_info();
            let has_place = !self.host.is_empty() || user.is_some();
            let shows_host = !self.omits_host || has_place;
            if (!self.scheme.is_empty() || has_place) && shows_host {
                if has_place || !self.path.is_empty() {
                    out.push_str("//");
                }
                if let Some(user) = user {
                    out.push_str(&format!("{user}@"));
                }
                out.push_str(&escape(&self.host, Part::Host));
            }
            let path = self.raw_path.clone().unwrap_or_else(|| {
                if self.path == b"*" { "*".to_owned() } else { escape(&self.path, Part::Path) }
            });
            if !path.is_empty() && !path.starts_with('/') && !self.host.is_empty() {
                out.push('/');
            }
            if out.is_empty() && path.split('/').next().is_some_and(|segment| segment.contains(':')) {
                out.push_str("./");
            }
            out.push_str(&path);
        }
        if self.asks || !self.query.is_empty() {
            out.push_str(&format!("?{}", self.query));
        }
        if !self.fragment.is_empty() {
            let escaped = || escape(&self.fragment, Part::Fragment);
            out.push_str(&format!("#{}", self.raw_fragment.clone().unwrap_or_else(escaped)));
        }
        out
    }
}

/// The scheme, if there is one, and the rest.
fn split_scheme(text: &str) -> Result<(&str, &str), String> {
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if at > 0 => {}
            b':' if at == 0 => return Err("missing protocol scheme".to_owned()),
            b':' => return Ok((&text[..at], &text[at + 1..])),
            _ => break,
        }
    }
    Ok(("", text))
}

/// Whether it is empty, or a colon and digits.
fn is_port(text: &str) -> bool {
    text.is_empty()
        || text.strip_prefix(':').is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()))
}

fn parse_host(scheme: &str, host: &str) -> Result<Vec<u8>, String> {
    let checked_port = |port: &str| match is_port(port) {
        true => Ok(()),
        false => Err(format!("invalid port {} after host", quoted(port))),
    };
    match host.rfind('[') {
        Some(0) => {
            let Some(close) = host.rfind(']') else { return Err("missing ']' in host".to_owned()) };
            checked_port(&host[close + 1..])?;
            let address = &host[1..close];
            let (number, zone) =
                address.split_once("%25").map_or((address, ""), |(number, zone)| (number, zone));
            if number.parse::<std::net::Ipv6Addr>().is_err() {
                return Err("invalid IP-literal".to_owned());
            }
            let zone = if zone.is_empty() { String::new() } else { format!("%{zone}") };
            Ok(format!("[{number}{zone}]{}", &host[close + 1..]).into_bytes())
        }
        Some(_) => Err("invalid IP-literal".to_owned()),
        None => {
            let strict = matches!(scheme, "http" | "https");
            let colon = if strict { host.find(':') } else { host.rfind(':') };
            checked_port(colon.map_or("", |colon| &host[colon..]))?;
            unescape(host, Part::Host)
        }
    }
}

pub(super) fn parse(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let url = Url::parse(&arguments.text(0)).map_err(|reason| format!("unable to parse url: {reason}"))?;
    let user_info = url.user_info().unwrap_or_default();
    let parts: [(&str, Vec<u8>); 8] = [
        ("scheme", url.scheme.clone().into()),
        ("host", url.host.clone()),
        ("hostname", url.host_name().to_vec()),
        ("path", url.path.clone()),
        ("query", url.query.clone().into()),
        ("opaque", url.opaque.clone().into()),
        ("fragment", url.fragment.clone()),
        ("userinfo", user_info.into()),
    ];
    let mut entries: BTreeMap<Rc<str>, Value> = BTreeMap::new();
    for (key, part) in parts {
        arguments.context.charge(ENTRY_BYTES)?;
        entries.insert(key.into(), arguments.context.bytes(part)?);
    }
    Ok(Value::Map(Map::new(Element::Any, entries)))
}

pub(super) fn join(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let map = arguments.map(0);
    let part = |key: &str| match map.get(key) {
        None => Ok(String::new()),
        Some(Value::String(text)) => Ok(text.to_string()),
        Some(Value::Binary(bytes)) => Ok(crate::text::lossy(&bytes)),
        Some(Value::Absent | Value::Null) => Err(Fault::from(super::NIL_POINTER)),
        Some(other) => {
            let kind = other.kind_name();
            Err(format!("unable to parse {key} key, must be of type string, but {kind} found").into())
        }
    };
    let mut url = Url {
        scheme: part("scheme")?,
        host: part("host")?.into(),
        path: part("path")?.into(),
        query: part("query")?,
        opaque: part("opaque")?,
        fragment: part("fragment")?.into(),
        ..Url::default()
    };
    let user_info = part("userinfo")?;
    if !user_info.is_empty() {
        let parsed = Url::parse(&format!("proto://{user_info}@host"))
            .map_err(|reason| format!("unable to parse userinfo in dict: {reason}"))?;
        url.user = parsed.user;
    }
    arguments.context.text(url.text())
}
