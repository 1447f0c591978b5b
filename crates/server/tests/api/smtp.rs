//! A mail server on a port of its own that speaks SMTP (RFC 5321) and keeps what it is given, and a reader of MIME.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// A mail as it came in.
#[derive(Clone, Debug)]
pub struct ReceivedMail {
    /// Who it is for, by the envelope.
    pub to: String,
    /// The whole of it, read.
    pub content: Part,
}

/// The mail server.
pub struct MailServer {
    /// `smtp://127.0.0.1:PORT`.
    pub url: String,
    inbox: Arc<Mutex<Inbox>>,
}

#[derive(Default)]
struct Inbox {
    mails: Vec<ReceivedMail>,
    refusals: Vec<&'static str>,
}

impl MailServer {
    /// Listens.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("smtp://{}", listener.local_addr().expect("its address"));
        let inbox = Arc::new(Mutex::new(Inbox::default()));
        let kept = inbox.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, kept.clone()));
            }
        });
        Self { url, inbox }
    }

    /// Answers the next mail so instead of taking it.
    pub fn refuse_next(&self, answer: &'static str) {
        self.inbox.lock().unwrap().refusals.push(answer);
    }

    /// How many refusals are still to be given.
    pub fn refusals_left(&self) -> usize {
        self.inbox.lock().unwrap().refusals.len()
    }

    /// What came in for an address, oldest first.
    pub fn mails_to(&self, address: &str) -> Vec<ReceivedMail> {
        let inbox = self.inbox.lock().unwrap();
        inbox.mails.iter().filter(|mail| mail.to == address).cloned().collect()
    }
}

async fn converse(mut stream: TcpStream, inbox: Arc<Mutex<Inbox>>) {
    let (read, mut write) = stream.split();
    let mut lines = BufReader::new(read);
    let mut to = String::new();
    let _ = write.write_all(b"220 mail.test ESMTP\r\n").await;
    let mut line = String::new();
    while lines.read_line(&mut line).await.is_ok_and(|read| read > 0) {
        let command = std::mem::take(&mut line);
        let verb = command.trim_end().to_ascii_uppercase();
        if let Some(rest) = verb.strip_prefix("RCPT TO:") {
            to = rest.split('>').next().unwrap_or_default().trim_start_matches('<').to_ascii_lowercase();
        }
        let reply = match verb.get(..4) {
            Some("EHLO") => "250-mail.test\r\n250 8BITMIME\r\n",
            Some("DATA") => {
                take_mail(&mut lines, &mut write, &to, &inbox).await;
                continue;
            }
            Some("QUIT") => "221 goodbye\r\n",
            _ => "250 ok\r\n",
        };
        if write.write_all(reply.as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn take_mail(
    lines: &mut BufReader<ReadHalf<'_>>,
    write: &mut WriteHalf<'_>,
    to: &str,
    inbox: &Arc<Mutex<Inbox>>,
) {
    let _ = write.write_all(b"354 go on\r\n").await;
    let mut text = String::new();
    let mut line = String::new();
    while lines.read_line(&mut line).await.is_ok_and(|read| read > 0) {
        let taken = std::mem::take(&mut line);
        if taken == ".\r\n" {
            break;
        }
        text.push_str(taken.strip_prefix('.').unwrap_or(&taken));
    }
    let reply = {
        let mut inbox = inbox.lock().unwrap();
        if inbox.refusals.is_empty() {
            inbox.mails.push(ReceivedMail { to: to.to_owned(), content: Part::read(&text) });
            "250 taken\r\n"
        } else {
            inbox.refusals.remove(0)
        }
    };
    let _ = write.write_all(reply.as_bytes()).await;
}

/// A part of a mail: its headers, and its text or its parts.
#[derive(Clone, Debug)]
pub struct Part {
    /// Headers by their name in lower case, unfolded.
    pub headers: HashMap<String, String>,
    /// The decoded text of a part without parts.
    pub text: String,
    /// The parts of a multipart.
    pub parts: Vec<Part>,
}

impl Part {
    fn read(source: &str) -> Self {
        let (head, body) = source.split_once("\r\n\r\n").unwrap_or((source, ""));
        let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let headers: HashMap<String, String> = unfolded
            .split("\r\n")
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let kind = headers.get("content-type").cloned().unwrap_or_default();
        let boundary = kind.split("boundary=\"").nth(1).and_then(|rest| rest.split('"').next());
        let parts = boundary.map(|boundary| split(body, boundary)).unwrap_or_default();
        let encoding = headers.get("content-transfer-encoding").map(String::as_str);
        let text = if parts.is_empty() { decode(body, encoding) } else { String::new() };
        Self { headers, text, parts }
    }

    /// A header, empty when there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(String::as_str).unwrap_or_default()
    }

    /// The kind of the part and those inside it, outermost first.
    pub fn kinds(&self) -> Vec<String> {
        let kind = self.header("content-type").split(';').next().unwrap_or_default().to_owned();
        std::iter::once(kind).chain(self.parts.iter().flat_map(Self::kinds)).collect()
    }

    /// All parts of a kind, wherever they stand.
    pub fn all(&self, kind: &str) -> Vec<&Part> {
        let own = self.header("content-type").starts_with(kind).then_some(self);
        own.into_iter().chain(self.parts.iter().flat_map(|part| part.all(kind))).collect()
    }
}

fn split(body: &str, boundary: &str) -> Vec<Part> {
    let marked = format!("\r\n{body}");
    let pieces: Vec<&str> = marked.split(&format!("\r\n--{boundary}")).collect();
    let inner = pieces.iter().skip(1).filter(|piece| !piece.starts_with("--"));
    inner.map(|piece| Part::read(piece.trim_start_matches("\r\n"))).collect()
}

fn decode(body: &str, encoding: Option<&str>) -> String {
    let bytes = match encoding {
        Some("base64") => STANDARD.decode(body.replace("\r\n", "")).expect("base64"),
        Some("quoted-printable") => unquote(&body.replace("=\r\n", "")),
        _ => body.as_bytes().to_vec(),
    };
    String::from_utf8(bytes).expect("UTF-8")
}

fn unquote(text: &str) -> Vec<u8> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        if byte != b'=' {
            decoded.push(byte);
            continue;
        }
        let digits: String = bytes.by_ref().take(2).map(char::from).collect();
        decoded.push(u8::from_str_radix(&digits, 16).expect("two digits"));
    }
    decoded
}
