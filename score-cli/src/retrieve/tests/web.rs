use std::time::{Duration, Instant};

use super::server::{Answer, Body, Server};
use super::*;

/// The usual server: a few pages and mistakes.
fn server() -> Server {
    Server::start(|request| match request.path.as_str() {
        "/a.yaml" => Answer::new(200, "a"),
        "/a.yaml?b=%20c" => Answer::new(200, "query"),
        "/moved" => Answer::redirect(301, "/moved-again"),
        "/moved-again" => Answer::redirect(307, "a.yaml"),
        "/circle" => Answer::redirect(302, "/circle"),
        "/to-file" => Answer::redirect(302, "file:///etc/passwd"),
        "/to-ftp" => Answer::redirect(302, "ftp://127.0.0.1/x"),
        "/nowhere" => Answer::new(302, ""),
        "/huge" => Answer { status: 200, headers: Vec::new(), body: Body::Endless },
        "/slow" => Answer { status: 200, headers: Vec::new(), body: Body::Drip },
        "/hangs" => {
            std::thread::sleep(Duration::from_secs(2));
            Answer::new(200, "")
        }
        "/half" => Answer::new(200, "half").header("Content-Length", "100"),
        "/mine" => match request.header("authorization") {
            Some("Basic bWU6cDpA") => Answer::new(200, "mine"),
            _ => Answer::new(401, ""),
        },
        "/broken" => Answer::new(500, ""),
        _ => Answer::new(404, "nothing here"),
    })
}

#[test]
fn what_a_web_server_has_is_fetched() {
    let (folder, server) = (folder(), server());
    let settings = settings(folder.path());
    for (path, wanted) in
        [("/a.yaml", "a"), ("/a.yaml#part", "a"), ("/a.yaml?b=%20c", "query"), ("/moved", "a")]
    {
        assert_eq!(text(&server.url(path), &settings), wanted, "{path}");
    }
    let with_password = format!("http://me:p%3A%40@{}/mine", server.address);
    assert_eq!(text(&with_password, &settings), "mine");
    let file = &fetch_with(&with_password, &settings).unwrap()[0];
    assert_eq!(file.source, format!("http://me:…@{}/mine", server.address));
}

#[test]
fn what_a_web_server_does_not_give_is_explained() {
    let (folder, server) = (folder(), server());
    let mut settings = settings(folder.path());
    settings.longest = Duration::from_millis(300);
    settings.largest = 100_000;
    for (path, problem, help) in [
        ("/none", "the server answered 404 Not Found", Some("check the address")),
        ("/broken", "the server answered 500 Internal Server Error", None),
        ("/mine", "the server answered 401 Unauthorized", Some("https://USER:PASSWORD@")),
        ("/circle", "the server redirects more than 10 times, perhaps in a circle", None),
        ("/to-file", "the server answered 404 Not Found", Some("check the address")),
        ("/to-ftp", "the server redirects to what is not on a web server (unknown scheme: ftp)", None),
        ("/nowhere", "the answer of the server is not understood: missing a location header", None),
        ("/huge", "it is larger than 100000 bytes", Some("is this the right address?")),
        ("/slow", "it did not arrive within 0.3 seconds", None),
        ("/hangs", "it did not arrive within 0.3 seconds", None),
        ("/half", "the connection ended before all of it had arrived", None),
    ] {
        let start = Instant::now();
        let said = failure(&server.url(path), &settings);
        let (text, helps) = said.split_once("\nhelp: ").map_or((said.as_str(), None), |(a, b)| (a, Some(b)));
        assert_eq!(text, problem, "{path}");
        assert!(help.is_none_or(|help| helps.unwrap_or_default().contains(help)), "{said}");
        assert!(start.elapsed() < Duration::from_millis(1500), "{path}");
    }
}

#[test]
fn a_server_that_is_not_there_is_explained() {
    let folder = folder();
    let settings = settings(folder.path());
    let gone = server().url("/a.yaml");
    for (uri, part, help) in [
        (gone.as_str(), "the connection failed: ", "\nhelp: check the address, and the network"),
        ("http:///x", "it is no address on a web server: ", ""),
        ("http://127.0.0.1:99999/x", "it is no address on a web server: ", ""),
    ] {
        let said = failure(uri, &settings);
        assert!(said.starts_with(part) && said.ends_with(help), "{uri}: {said}");
    }
}

#[test]
fn passwords_are_not_sent_on_nor_shown() {
    let folder = folder();
    let settings = settings(folder.path());
    let other = Server::start(|_| Answer::new(403, ""));
    let target = other.url("/x");
    let first = Server::start(move |_| Answer::redirect(302, &target));
    let said = fetch_with(&format!("http://me:secret@{}/x", first.address), &settings).unwrap_err();
    assert!(first.requests()[0].header("authorization").is_some());
    assert_eq!(other.requests()[0].header("authorization"), None);
    assert!(said.to_string().starts_with("cannot fetch `http://me:…@127.0.0.1:"), "{said}");
    assert!(!format!("{said} {said:?}").contains("secret"));
}

#[test]
fn what_is_pinned_is_checked_and_then_needs_no_server() {
    let (folder, server) = (folder(), server());
    let settings = settings(folder.path());
    let digest = hex_sha256(b"a");
    let pinned = server.url(&format!("/a.yaml#sha256={digest}"));
    let other = server.url(&format!("/a.yaml?b=%20c#sha256={digest}"));
    let not_pinned = server.url("/a.yaml");
    assert_eq!(text(&pinned, &settings), "a");
    assert_eq!(text(&not_pinned, &settings), "a");
    let said = failure(&other, &settings);
    assert!(said.contains(&format!("and sha256={digest} is expected\nhelp: ")), "{said}");
    drop(server);
    assert_eq!(text(&pinned, &settings), "a");
    failure(&other, &settings);
    failure(&not_pinned, &settings);
}
