//! A web server on this machine, for tests: each request is answered as the test says. It ends with its value.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// What was asked.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// With the query.
    pub(crate) path: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }
}

/// What is answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Body,
}

/// What follows the headers.
#[derive(Debug)]
pub(crate) enum Body {
    Whole(Vec<u8>),
    /// Bytes as fast as they are taken, for ever.
    Endless,
    /// One byte now and then, for ever.
    Drip,
}

impl Answer {
    pub(crate) fn new(status: u16, body: impl Into<Vec<u8>>) -> Answer {
        Answer { status, headers: Vec::new(), body: Body::Whole(body.into()) }
    }

    pub(crate) fn redirect(status: u16, location: &str) -> Answer {
        Answer::new(status, "").header("Location", location)
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Answer {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// What a connection is read from and written to, perhaps encrypted.
pub(crate) trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

type Wrap = dyn Fn(TcpStream) -> Box<dyn Stream> + Send + Sync;

/// A server that listens.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
    ends: Arc<AtomicBool>,
    listener: Option<JoinHandle<()>>,
}

impl Server {
    pub(crate) fn start(answer: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Server {
        Server::start_on(|stream| Box::new(stream), answer)
    }

    /// A server whose connections are wrapped, in encryption for example.
    pub(crate) fn start_on(
        wrap: impl Fn(TcpStream) -> Box<dyn Stream> + Send + Sync + 'static,
        answer: impl Fn(&Request) -> Answer + Send + Sync + 'static,
    ) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (requests, ends) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (seen, over) = (Arc::clone(&requests), Arc::clone(&ends));
        let (wrap, answer): (Arc<Wrap>, Arc<_>) = (Arc::new(wrap), Arc::new(answer));
        let listener = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                let (seen, wrap, answer) = (Arc::clone(&seen), Arc::clone(&wrap), Arc::clone(&answer));
                std::thread::spawn(move || {
                    // Whoever asked may leave at any time.
                    let _ = serve(&mut *wrap(stream.unwrap()), &seen, &*answer);
                });
            }
        });
        Server { address, requests, ends, listener: Some(listener) }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        let _ = self.listener.take().map(JoinHandle::join);
    }
}

fn serve(
    stream: &mut dyn Stream,
    seen: &Mutex<Vec<Request>>,
    answer: &dyn Fn(&Request) -> Answer,
) -> std::io::Result<()> {
    let Some(request) = read(stream)? else { return Ok(()) };
    let Answer { status, headers, body } = answer(&request);
    seen.lock().unwrap().push(request);
    let mut head = format!("HTTP/1.1 {status} Whatever\r\nConnection: close\r\n");
    let says_length = headers.iter().any(|(name, _)| name == "Content-Length");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if let Body::Whole(body) = &body
        && !says_length
    {
        head.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    stream.write_all(format!("{head}\r\n").as_bytes())?;
    match body {
        Body::Whole(body) => stream.write_all(&body)?,
        Body::Endless => loop {
            stream.write_all(&[b'#'; 64 * 1024])?;
        },
        Body::Drip => loop {
            stream.write_all(b"#")?;
            stream.flush()?;
            std::thread::sleep(Duration::from_millis(10));
        },
    }
    stream.flush()
}

fn read(stream: &mut dyn Stream) -> std::io::Result<Option<Request>> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let Some(path) = words.nth(1) else { return Ok(None) };
    let mut request = Request { path, headers: Vec::new(), body: Vec::new() };
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        match line.trim_end().split_once(':') {
            Some((name, value)) => {
                request.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
            }
            None => break,
        }
    }
    let length = request.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    request.body.resize(length, 0);
    reader.read_exact(&mut request.body)?;
    Ok(Some(request))
}
