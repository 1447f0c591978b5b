//! A mail server that keeps what it is given: real SMTP on a port of its own.

use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Where mails arrive.
pub struct Mailbox {
    /// For `SMTP_URL`.
    pub url: String,
    mails: UnboundedReceiver<String>,
}

impl Mailbox {
    /// Opens one on a free port.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("smtp://127.0.0.1:{}", listener.local_addr().expect("its address").port());
        let (sender, mails) = unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, sender.clone()));
            }
        });
        Self { url, mails }
    }

    /// The next mail, its lines put together again.
    pub async fn next(&mut self) -> String {
        let mail = tokio::time::timeout(Duration::from_secs(20), self.mails.recv()).await;
        let raw = mail.expect("a mail in time").expect("the mailbox is open");
        raw.replace("=\r\n", "").replace("=3D", "=")
    }

    /// What stands behind `#` in the link to a page, in the next mail.
    pub async fn next_link_to(&mut self, page: &str) -> String {
        let mail = self.next().await;
        let start = mail.find(&format!("{page}#")).unwrap_or_else(|| panic!("no link to {page} in {mail}"));
        let behind = &mail[start + page.len() + 1..];
        behind.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
    }

    /// Whether nothing has come.
    pub fn is_empty(&self) -> bool {
        self.mails.is_empty()
    }
}

/// The server's side of SMTP (RFC 5321), as far as a sender of one mail at a time needs it.
async fn converse(stream: TcpStream, mails: UnboundedSender<String>) -> Option<()> {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader);
    writer.write_all(b"220 mailbox\r\n").await.ok()?;
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let answer: &[u8] = match line.split_whitespace().next()?.to_uppercase().as_str() {
            "DATA" => {
                writer.write_all(b"354 go on\r\n").await.ok()?;
                mails.send(read_mail(&mut lines).await?).ok()?;
                b"250 kept\r\n"
            }
            "QUIT" => {
                writer.write_all(b"221 bye\r\n").await.ok()?;
                return Some(());
            }
            _ => b"250 ok\r\n",
        };
        writer.write_all(answer).await.ok()?;
    }
}

async fn read_mail(lines: &mut (impl AsyncBufReadExt + Unpin)) -> Option<String> {
    let mut mail = String::new();
    loop {
        let start = mail.len();
        lines.read_line(&mut mail).await.ok()?;
        if mail[start..].trim_end() == "." {
            return Some(mail);
        }
    }
}
