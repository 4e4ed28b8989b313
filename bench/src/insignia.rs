//! Insignia under load: the real program, with new data and the demonstration call that it makes by itself.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use shared::call::Call;
use shared::date::Date;
use shared::manifest::sha256_hex;
use shared::receipt::Receipt;
use shared::wire::{ApplicationPage, CallsView, SignIn, path};

use crate::applications::{Template, id};
use crate::http::{Answer, Connection, request};
use crate::load::Target;
use crate::process::{Program, free_address};
use crate::{Outcome, applications};

/// Of so many receipts, the hash and the signature of one are verified; to verify all would cost the machine more than
/// the server does.
const VERIFIED: u64 = 64;

pub struct Insignia {
    pub program: Program,
    pub address: SocketAddr,
    administrator: SignIn,
}

impl Insignia {
    pub fn start(server: &Path, data: &Path) -> Outcome<Self> {
        let address = free_address()?;
        let mut command = Command::new(server);
        command.arg("serve").env("INSIGNIA_LISTEN", address.to_string()).env("INSIGNIA_DATA", data);
        for unwanted in ["INSIGNIA_CALLS", "INSIGNIA_ORIGIN", "INSIGNIA_TRUSTED_PROXIES", "INSIGNIA_LOG"] {
            command.env_remove(unwanted);
        }
        let program = Program::start("the server", command.stderr(Stdio::inherit()))?;
        // It listens before it prints, so that nothing more has to be waited for.
        let line = program.line_after("Administrator: ")?;
        let mut words = line.split_whitespace();
        let (email, password) = (words.next(), words.nth(1));
        let administrator = SignIn {
            email: email.ok_or("the administrator has no address")?.to_owned(),
            password: password.ok_or("the administrator has no password")?.to_owned(),
        };
        Ok(Self { program, address, administrator })
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The calls, and the key of the receipts.
    pub async fn calls(&self) -> Outcome<CallsView> {
        let answer =
            Connection::open(self.address).await?.send(&request("GET", path::CALLS, "", b"")).await?;
        serde_json::from_slice(answer.expect(200)?).map_err(|fault| format!("calls: {fault}"))
    }

    pub async fn sign_in(&self) -> Outcome<Office> {
        let mut connection = Connection::open(self.address).await?;
        let body = serde_json::to_vec(&self.administrator).map_err(|fault| fault.to_string())?;
        let answer = connection.send(&request("POST", path::SESSION, "", &body)).await?;
        answer.expect(200)?;
        let cookie = answer.cookie.as_deref().and_then(|cookie| cookie.split(';').next());
        let cookie = cookie.ok_or("the sign-in set no cookie")?;
        Ok(Office { connection, headers: format!("Cookie: {cookie}\r\n") })
    }
}

/// A signed-in administrator's connection.
pub struct Office {
    pub connection: Connection,
    pub headers: String,
}

impl Office {
    pub async fn list(&mut self, query: &str) -> Outcome<ApplicationPage> {
        let answer = self.connection.send(&self.request(query)).await?;
        serde_json::from_slice(answer.expect(200)?).map_err(|fault| format!("list: {fault}"))
    }

    pub fn request(&self, query: &str) -> Vec<u8> {
        request("GET", &format!("{}?{query}", path::APPLICATIONS), &self.headers, b"")
    }
}

/// Commits of the smallest valid application.
pub struct Commits<'a> {
    insignia: &'a Insignia,
    key: String,
    pub template: Template,
}

impl<'a> Commits<'a> {
    pub async fn prepare(insignia: &'a Insignia) -> Outcome<Self> {
        let CallsView { now, key, calls } = insignia.calls().await?;
        let call: &Call = calls.first().ok_or("there is no call")?;
        let template = Template::smallest(call, Date::from_days(now.div_euclid(86_400)))?;
        Ok(Self { insignia, key, template })
    }
}

impl Target for Commits<'_> {
    fn address(&self) -> SocketAddr {
        self.insignia.address
    }

    fn core_time(&self) -> Outcome<Duration> {
        self.insignia.program.core_time()
    }

    fn write_request(&self, number: u64, request: &mut Vec<u8>) {
        let (id, bytes) = (id(number), self.template.bytes());
        // Any 43 characters of base64url are a capability; those of real drafts are random.
        let head = format!(
            "PUT {}/{id} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {id}AAAAAAAAAAA\r\n\
             Content-Type: application/json\r\nContent-Length: {bytes}\r\n\r\n",
            path::SUBMISSIONS
        );
        request.extend_from_slice(head.as_bytes());
        self.template.write(number, request);
    }

    fn check(&self, number: u64, answer: &Answer) -> Outcome {
        let receipt: Receipt =
            serde_json::from_slice(answer.expect(201)?).map_err(|fault| format!("no receipt: {fault}"))?;
        if receipt.statement.submission.as_str() != applications::id(number) {
            return Err("the receipt is another submission's".to_owned());
        }
        if number.is_multiple_of(VERIFIED) {
            let mut body = Vec::new();
            self.template.write(number, &mut body);
            receipt.verify(&self.key, &sha256_hex(&body)).map_err(|fault| format!("receipt: {fault:?}"))?;
        }
        Ok(())
    }
}
