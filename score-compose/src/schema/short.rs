//! The short forms of Compose, written in full. A value that is no short form is given back as it is.

use score_yaml::{Mapping, Value, map_with_capacity};

type Expanded = Result<Value, String>;

fn mapping<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Mapping(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// Expands the texts of a list, each to any number of items.
fn items(value: Value, expand: impl Fn(&str) -> Result<Vec<Value>, String>) -> Expanded {
    let Value::Sequence(items) = value else { return Ok(value) };
    let mut expanded = Vec::with_capacity(items.len());
    for item in items {
        match &item {
            Value::String(text) => expanded.extend(expand(text)?),
            Value::Number(number) => expanded.extend(expand(&number.to_string())?),
            _ => expanded.push(item),
        }
    }
    Ok(Value::Sequence(expanded))
}

/// `build: ./context`.
pub(super) fn build(value: Value) -> Expanded {
    Ok(match value {
        Value::String(context) => mapping([("context", context.into())]),
        other => other,
    })
}

/// `depends_on: [a, b]`.
pub(super) fn dependencies(value: Value) -> Expanded {
    named(value, || mapping([("condition", "service_started".into()), ("required", true.into())]))
}

/// `networks: [a, b]` and `models: [a, b]`.
pub(super) fn names(value: Value) -> Expanded {
    named(value, || Value::Null)
}

fn named(value: Value, entry: impl Fn() -> Value) -> Expanded {
    let Value::Sequence(items) = value else { return Ok(value) };
    let mut entries = map_with_capacity(items.len());
    for item in items {
        match item {
            Value::String(name) => drop(entries.insert(name, entry())),
            _ => return Err("expected a list of names".to_owned()),
        }
    }
    Ok(Value::Mapping(entries))
}

/// `configs: [a]` and `secrets: [a]`.
pub(super) fn file_references(value: Value) -> Expanded {
    items(value, |source| Ok(vec![mapping([("source", source.into())])]))
}

/// `env_file: .env` and `env_file: [.env]`.
pub(super) fn env_files(value: Value) -> Expanded {
    let value = if let Value::String(_) = value { Value::Sequence(vec![value]) } else { value };
    items(value, |path| Ok(vec![mapping([("path", path.into()), ("required", true.into())])]))
}

/// `extends: base`.
pub(super) fn extends(value: Value) -> Expanded {
    Ok(match value {
        Value::String(service) => mapping([("service", service.into())]),
        other => other,
    })
}

/// `gpus: all`.
pub(super) fn gpus(value: Value) -> Expanded {
    Ok(match value {
        Value::String(count) => Value::Sequence(vec![mapping([("count", count.into())])]),
        other => other,
    })
}

/// `devices: ["/dev/a:/dev/b:rwm"]`.
pub(super) fn devices(value: Value) -> Expanded {
    items(value, |text| {
        let mut parts = text.split(':');
        let source = parts.next().unwrap_or_default();
        let target = parts.next().unwrap_or(source);
        let permissions = parts.next().unwrap_or("rwm");
        match parts.next() {
            None => Ok(vec![mapping([
                ("source", source.into()),
                ("target", target.into()),
                ("permissions", permissions.into()),
            ])]),
            Some(_) => Err(format!("`{text}` is not a device `SOURCE:TARGET:PERMISSIONS`")),
        }
    })
}

/// `ports: ["8080:80", "127.0.0.1:53:53/udp", "3000-3002", 80]`.
pub(super) fn ports(value: Value) -> Expanded {
    items(value, |text| {
        port(text).ok_or_else(|| format!("`{text}` is not a port `[[IP:]HOST:]CONTAINER[/PROTOCOL]`"))
    })
}

fn port(text: &str) -> Option<Vec<Value>> {
    let (rest, protocol) = text.rsplit_once('/').unwrap_or((text, "tcp"));
    let (before, container) =
        rest.rsplit_once(':').map_or((None, rest), |(before, port)| (Some(before), port));
    let (host_ip, host) = match before {
        None => ("", ""),
        Some(before) => before.rsplit_once(':').unwrap_or(("", before)),
    };
    let host_ip = host_ip.strip_prefix('[').and_then(|ip| ip.strip_suffix(']')).unwrap_or(host_ip);
    let targets = range(container)?;
    let hosts = if host.is_empty() { None } else { Some(range(host)?) };
    let one_each = hosts.as_ref().is_none_or(|hosts| hosts.len() == targets.len());
    if !one_each && targets.len() > 1 {
        return None;
    }
    let published = |index: u32| match &hosts {
        None => String::new(),
        Some(hosts) if one_each => (hosts.start() + index).to_string(),
        Some(_) => host.to_owned(),
    };
    let entry = |(index, target): (u32, u32)| {
        let protocol = protocol.to_ascii_lowercase();
        mapping([
            ("mode", "ingress".into()),
            ("host_ip", host_ip.into()),
            ("target", target.into()),
            ("published", published(index).into()),
            ("protocol", protocol.into()),
        ])
    };
    Some((0..).zip(targets.start()..=targets.end()).map(entry).collect())
}

/// A port or a range of ports, both ends included.
#[derive(Clone, Copy)]
struct Range(u16, u16);

impl Range {
    fn start(self) -> u32 {
        self.0.into()
    }

    fn end(self) -> u32 {
        self.1.into()
    }

    fn len(self) -> u32 {
        self.end() - self.start() + 1
    }
}

fn range(text: &str) -> Option<Range> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (first <= last).then_some(Range(first, last))
}

/// `volumes: ["data:/var/lib/data", "./conf:/etc/conf:ro", "/cache"]`.
pub(super) fn mounts(value: Value) -> Expanded {
    items(value, |text| mount(text).map(|mount| vec![mount]))
}

fn mount(text: &str) -> Result<Value, String> {
    let problem = || format!("`{text}` is not a volume `[SOURCE:]TARGET[:OPTIONS]`");
    let parts: Vec<&str> = text.split(':').collect();
    let (source, target, options) = match parts.as_slice() {
        [target] => ("", *target, ""),
        [source, target] => (*source, *target, ""),
        [source, target, options] => (*source, *target, *options),
        _ => return Err(problem()),
    };
    if target.is_empty() {
        return Err(problem());
    }
    let is_bind = source.starts_with(['.', '/', '~']);
    let kind = if is_bind { "bind" } else { "volume" };
    let mut mount = Mapping::default();
    mount.insert("type".to_owned(), kind.into());
    mount.insert("source".to_owned(), source.into());
    mount.insert("target".to_owned(), target.into());
    let mut details = Mapping::default();
    if is_bind {
        details.insert("create_host_path".to_owned(), true.into());
    }
    for option in options.split(',').filter(|option| !option.is_empty()) {
        match option {
            "rw" => {}
            "ro" => drop(mount.insert("read_only".to_owned(), true.into())),
            "z" | "Z" if is_bind => drop(details.insert("selinux".to_owned(), option.into())),
            "nocopy" if !is_bind => drop(details.insert("nocopy".to_owned(), true.into())),
            "rprivate" | "private" | "rshared" | "shared" | "rslave" | "slave" if is_bind => {
                details.insert("propagation".to_owned(), option.into());
            }
            _ => return Err(format!("`{option}` is not an option of the {kind} `{text}`")),
        }
    }
    mount.insert(kind.to_owned(), Value::Mapping(details));
    Ok(Value::Mapping(mount))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(expanded: Expanded) -> Option<String> {
        expanded.ok().map(|value| score_yaml::json(&value).unwrap())
    }

    #[test]
    fn ports_are_written_in_full() {
        for (text, wanted) in [
            ("80", Some(r#"{"host_ip":"","mode":"ingress","protocol":"tcp","published":"","target":80}"#)),
            (
                "8080:80/udp",
                Some(r#"{"host_ip":"","mode":"ingress","protocol":"udp","published":"8080","target":80}"#),
            ),
            (
                "127.0.0.1:8080:80",
                Some(
                    r#"{"host_ip":"127.0.0.1","mode":"ingress","protocol":"tcp","published":"8080","target":80}"#,
                ),
            ),
            (
                "8000-8009:80",
                Some(
                    r#"{"host_ip":"","mode":"ingress","protocol":"tcp","published":"8000-8009","target":80}"#,
                ),
            ),
            ("a:80", None),
            ("1-2:3-5", None),
            ("", None),
        ] {
            let list = Value::Sequence(vec![text.into()]);
            assert_eq!(shown(ports(list)), wanted.map(|wanted| format!("[{wanted}]")), "{text}");
        }
        let range = ports(Value::Sequence(vec!["3000-3002:4000-4002".into()])).unwrap();
        assert_eq!(range.as_sequence().map(<[Value]>::len), Some(3));
    }

    #[test]
    fn volumes_are_written_in_full() {
        for (text, wanted) in [
            ("data:/d", Some(r#"{"source":"data","target":"/d","type":"volume","volume":{}}"#)),
            (
                "./a:/d:ro,z",
                Some(
                    r#"{"bind":{"create_host_path":true,"selinux":"z"},"read_only":true,"source":"./a","target":"/d","type":"bind"}"#,
                ),
            ),
            ("/d", Some(r#"{"source":"","target":"/d","type":"volume","volume":{}}"#)),
            ("a:/d:what", None),
            ("a:/b:c:d", None),
            ("a:", None),
        ] {
            let list = Value::Sequence(vec![text.into()]);
            assert_eq!(shown(mounts(list)), wanted.map(|wanted| format!("[{wanted}]")), "{text}");
        }
    }
}
