//! A plain HTTP/1.1 client on one kept connection: small, so that on a shared machine it takes little from the server.
//! It understands what the two servers send, and refuses anything else.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Outcome;

/// A server that is silent for so long counts as broken.
const PATIENCE: Duration = Duration::from_secs(60);
const PIECE: usize = 64 * 1024;
const MAX_HEAD: usize = 64 * 1024;

/// One kept connection.
pub struct Connection {
    stream: TcpStream,
    /// Bytes read and not used yet.
    buffer: Vec<u8>,
    used: usize,
}

/// What the head of an answer says.
pub struct Head {
    pub status: u16,
    pub cookie: Option<String>,
    length: Length,
}

enum Length {
    Known(u64),
    Chunked,
}

pub struct Answer {
    pub status: u16,
    pub cookie: Option<String>,
    pub body: Vec<u8>,
}

impl Answer {
    /// The body, if the status is the wanted one.
    pub fn expect(&self, status: u16) -> Outcome<&[u8]> {
        if self.status == status {
            return Ok(&self.body);
        }
        let body: String = String::from_utf8_lossy(&self.body).chars().take(300).collect();
        Err(format!("status {} instead of {status}: {body}", self.status))
    }
}

/// A request with a body, or with none if it is empty. `headers` are whole lines.
pub fn request(method: &str, path: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut request = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}").into_bytes();
    if !body.is_empty() {
        let length = format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
        request.extend_from_slice(length.as_bytes());
    }
    request.extend_from_slice(b"\r\n");
    request.extend_from_slice(body);
    request
}

impl Connection {
    pub async fn open(address: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await.map_err(|fault| format!("{address}: {fault}"))?;
        stream.set_nodelay(true).map_err(|fault| fault.to_string())?;
        Ok(Self { stream, buffer: Vec::new(), used: 0 })
    }

    /// Sends a request and reads the whole answer.
    pub async fn send(&mut self, request: &[u8]) -> Outcome<Answer> {
        let mut body = Vec::new();
        let head = self.stream(request, |piece| {
            body.extend_from_slice(piece);
            Ok(())
        });
        let head = head.await?;
        Ok(Answer { status: head.status, cookie: head.cookie, body })
    }

    /// Sends a request and hands the body of the answer on as it comes.
    pub async fn stream(&mut self, request: &[u8], mut to: impl FnMut(&[u8]) -> Outcome) -> Outcome<Head> {
        self.stream.write_all(request).await.map_err(|fault| format!("sending: {fault}"))?;
        let head = self.head().await?;
        match head.length {
            Length::Known(bytes) => self.hand_on(bytes, &mut to).await?,
            Length::Chunked => self.hand_on_chunks(&mut to).await?,
        }
        Ok(head)
    }

    async fn head(&mut self) -> Outcome<Head> {
        loop {
            let mut headers = [httparse::EMPTY_HEADER; 48];
            let mut response = httparse::Response::new(&mut headers);
            let parsed =
                response.parse(&self.buffer[self.used..]).map_err(|fault| format!("answer: {fault}"))?;
            if let httparse::Status::Complete(bytes) = parsed {
                let head = read_head(&response)?;
                self.used += bytes;
                return Ok(head);
            }
            if self.buffer.len() - self.used > MAX_HEAD {
                return Err("the head of an answer is too long".to_owned());
            }
            self.fill().await?;
        }
    }

    async fn hand_on(&mut self, bytes: u64, to: &mut impl FnMut(&[u8]) -> Outcome) -> Outcome {
        let mut left = bytes;
        while left > 0 {
            if self.used == self.buffer.len() {
                self.fill().await?;
            }
            let here = (self.buffer.len() - self.used).min(usize::try_from(left).unwrap_or(usize::MAX));
            to(&self.buffer[self.used..self.used + here])?;
            self.used += here;
            left -= here as u64;
        }
        Ok(())
    }

    async fn hand_on_chunks(&mut self, to: &mut impl FnMut(&[u8]) -> Outcome) -> Outcome {
        loop {
            let line = self.line().await?;
            let size = line.split(';').next().unwrap_or_default().trim();
            let size =
                u64::from_str_radix(size, 16).map_err(|_| format!("`{line}` is no size of a chunk"))?;
            if size > 0 {
                self.hand_on(size, to).await?;
            }
            let end = self.line().await?;
            if !end.is_empty() {
                return Err("a chunk does not end where it should".to_owned());
            }
            if size == 0 {
                return Ok(());
            }
        }
    }

    async fn line(&mut self) -> Outcome<String> {
        loop {
            let rest = &self.buffer[self.used..];
            if let Some(at) = rest.windows(2).position(|two| two == b"\r\n") {
                let line = String::from_utf8_lossy(&rest[..at]).into_owned();
                self.used += at + 2;
                return Ok(line);
            }
            if rest.len() > MAX_HEAD {
                return Err("a line of an answer is too long".to_owned());
            }
            self.fill().await?;
        }
    }

    async fn fill(&mut self) -> Outcome {
        self.buffer.drain(..self.used);
        self.used = 0;
        self.buffer.reserve(if self.buffer.is_empty() { 4 * 1024 } else { PIECE });
        let read = tokio::time::timeout(PATIENCE, self.stream.read_buf(&mut self.buffer));
        match read.await {
            Ok(Ok(0)) => Err("the server closed the connection inside an answer".to_owned()),
            Ok(Ok(_)) => Ok(()),
            Ok(Err(fault)) => Err(format!("reading: {fault}")),
            Err(_) => Err(format!("the server was silent for {} s", PATIENCE.as_secs())),
        }
    }
}

fn read_head(response: &httparse::Response<'_, '_>) -> Outcome<Head> {
    let value = |name: &str| {
        let header = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        header.map(|header| String::from_utf8_lossy(header.value).into_owned())
    };
    let chunked = value("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"));
    let length = if chunked {
        Length::Chunked
    } else {
        let length = value("content-length").unwrap_or_else(|| "0".to_owned());
        Length::Known(length.parse().map_err(|_| format!("`{length}` is no length"))?)
    };
    Ok(Head { status: response.code.unwrap_or_default(), cookie: value("set-cookie"), length })
}
