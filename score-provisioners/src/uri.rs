//! URIs of provisioners: the scheme, and the program behind a `cmd://`.

/// The scheme of a URI in lower case; nothing when it has none.
pub(crate) fn scheme(uri: &str) -> Option<String> {
    let (scheme, _) = uri.split_once(':')?;
    let mut bytes = scheme.bytes();
    let first = bytes.next()?;
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    (first.is_ascii_alphabetic() && bytes.all(is_inner)).then(|| scheme.to_ascii_lowercase())
}

/// Why a URI names no program, as a phrase.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoProgram {
    #[error("it does not begin with `cmd://`")]
    NoAuthority,
    #[error("it names no program")]
    Nothing,
    #[error("a program that is looked up by its name cannot be followed by a path")]
    PathBehindName,
    #[error("it has a user")]
    User,
    #[error("it has a port")]
    Port,
    #[error("it has a query")]
    Query,
    #[error("its `%` is not followed by two hexadecimal digits that make up text")]
    Escape,
}

/// The program a `cmd://` URI stands for: a bare name, or a path that begins with `/`, `./`, `../` or `~/`. What
/// follows `#` only tells URIs apart.
pub(crate) fn program(uri: &str) -> Result<String, NoProgram> {
    let behind = uri.split_once(':').map_or("", |(_, behind)| behind);
    let named = behind.strip_prefix("//").ok_or(NoProgram::NoAuthority)?;
    let named = named.split_once('#').map_or(named, |(named, _)| named);
    if named.contains('?') {
        return Err(NoProgram::Query);
    }
    let (host, path) = named.split_at(named.find('/').unwrap_or(named.len()));
    if host.contains('@') {
        return Err(NoProgram::User);
    }
    if host.contains(':') {
        return Err(NoProgram::Port);
    }
    let is_nothing = path.trim_start_matches('/').is_empty();
    match host {
        "" | "." | ".." | "~" if is_nothing => Err(NoProgram::Nothing),
        "" | "." | ".." | "~" => unescape(&format!("{host}{path}")),
        _ if !path.is_empty() => Err(NoProgram::PathBehindName),
        _ => unescape(host),
    }
}

fn unescape(text: &str) -> Result<String, NoProgram> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let (digits, behind) = rest.split_at_checked(2).ok_or(NoProgram::Escape)?;
        let digits = std::str::from_utf8(digits).map_err(|_| NoProgram::Escape)?;
        if digits.starts_with('+') {
            return Err(NoProgram::Escape);
        }
        bytes.push(u8::from_str_radix(digits, 16).map_err(|_| NoProgram::Escape)?);
        rest = behind;
    }
    String::from_utf8(bytes).map_err(|_| NoProgram::Escape)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_what_stands_before_the_colon() {
        for (uri, wanted) in [
            ("template://x", Some("template")),
            ("TEMPLATE:x", Some("template")),
            ("local-env://", Some("local-env")),
            ("x", None),
            ("", None),
            ("://x", None),
            ("1x://y", None),
            ("a b://c", None),
        ] {
            assert_eq!(scheme(uri).as_deref(), wanted, "{uri}");
        }
    }

    #[test]
    fn a_command_uri_names_a_program() {
        for (uri, wanted) in [
            ("cmd://python3", Ok("python3")),
            ("cmd://python3#full", Ok("python3")),
            ("cmd://./bin/p.sh", Ok("./bin/p.sh")),
            ("cmd://../p.sh", Ok("../p.sh")),
            ("cmd://~/p.sh#x?y", Ok("~/p.sh")),
            ("cmd:///usr/bin/p", Ok("/usr/bin/p")),
            ("cmd://./my%20script.sh", Ok("./my script.sh")),
            ("cmd://python3/x", Err(NoProgram::PathBehindName)),
            ("cmd://python3/", Err(NoProgram::PathBehindName)),
            ("cmd://", Err(NoProgram::Nothing)),
            ("cmd://#x", Err(NoProgram::Nothing)),
            ("cmd://./", Err(NoProgram::Nothing)),
            ("cmd:python3", Err(NoProgram::NoAuthority)),
            ("cmd://me@python3", Err(NoProgram::User)),
            ("cmd://python3:80", Err(NoProgram::Port)),
            ("cmd://./p?x=1", Err(NoProgram::Query)),
            ("cmd://./p%2", Err(NoProgram::Escape)),
            ("cmd://./p%+1", Err(NoProgram::Escape)),
            ("cmd://./p%ff", Err(NoProgram::Escape)),
        ] {
            assert_eq!(program(uri).as_deref(), wanted.as_ref().map(|it| *it), "{uri}");
        }
    }
}
