//! Passwords, session cookies, and how often somebody may try.
//! It must not say whether an account exists, neither in words nor by its timing.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;

use actix_web::cookie::{Cookie, SameSite};
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use shared::wire::Code;
use tokio::sync::Semaphore;

use crate::error::{Error, Result};
use crate::token::Token;

/// The prefix makes browsers insist on HTTPS, the whole host and no other path.
pub const COOKIE: &str = "__Host-insignia";

/// Hashes computed at once: each takes 19 MiB and a whole core.
const AT_ONCE: usize = 2;
/// Failures of one account from one address within the window.
const ACCOUNT_TRIES: u32 = 5;
/// Failures of one address, whatever the account: a whole school may share it.
const ADDRESS_TRIES: u32 = 30;
/// Seconds.
const WINDOW: i64 = 300;
/// Entries kept at most; old ones go first.
const ENTRIES: usize = 50_000;

/// Slow work on passwords, never more of it at once than the machine can bear.
pub struct Passwords {
    permits: Semaphore,
    /// Verified in place of an account that does not exist.
    decoy: String,
}

impl Passwords {
    pub fn new() -> Result<Self> {
        Ok(Self { permits: Semaphore::new(AT_ONCE), decoy: hash_password(Token::random()?.as_str())? })
    }

    /// Whether the password belongs to the hash; without a hash it never does, after the same time.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool> {
        let _permit = self.permits.acquire().await.map_err(Error::internal)?;
        let exists = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.decoy.clone());
        let matches = tokio::task::spawn_blocking(move || {
            let hash = PasswordHash::new(&hash).map_err(Error::internal)?;
            Ok::<_, Error>(Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        });
        Ok(matches.await.map_err(Error::internal)?? && exists)
    }
}

/// Argon2id with the parameters OWASP recommends, as a PHC text.
pub fn hash_password(password: &str) -> Result<String> {
    let hash = Argon2::default().hash_password(password.as_bytes()).map_err(Error::internal)?;
    Ok(hash.to_string())
}

/// The cookie of a session, which lives as long as the browser; the server ends it sooner.
pub fn session_cookie(token: &Token) -> Cookie<'static> {
    cookie(token.as_str().to_string())
}

/// Makes the browser forget the session.
pub fn removal_cookie() -> Cookie<'static> {
    let mut cookie = cookie(String::new());
    cookie.make_removal();
    cookie
}

fn cookie(value: String) -> Cookie<'static> {
    Cookie::build(COOKIE, value).path("/").secure(true).http_only(true).same_site(SameSite::Strict).finish()
}

/// Counts failures per account and address, and per address.
#[derive(Default)]
pub struct Tries(Mutex<HashMap<(IpAddr, Option<String>), Window>>);

struct Window {
    began: i64,
    failures: u32,
}

impl Tries {
    /// Refuses whoever has failed too often of late.
    pub fn check(&self, address: IpAddr, email: &str, now: i64) -> Result<()> {
        let tries = self.0.lock().map_err(Error::internal)?;
        let failures = |key: &(IpAddr, Option<String>)| {
            tries.get(key).filter(|window| now - window.began < WINDOW).map_or(0, |window| window.failures)
        };
        let too_often = failures(&(address, Some(email.to_lowercase()))) >= ACCOUNT_TRIES
            || failures(&(address, None)) >= ADDRESS_TRIES;
        if too_often { Err(Code::RateLimited.into()) } else { Ok(()) }
    }

    pub fn failed(&self, address: IpAddr, email: &str, now: i64) -> Result<()> {
        let mut tries = self.0.lock().map_err(Error::internal)?;
        if tries.len() >= ENTRIES {
            tries.retain(|_, window| now - window.began < WINDOW);
        }
        for key in [(address, Some(email.to_lowercase())), (address, None)] {
            let window = tries.entry(key).or_insert(Window { began: now, failures: 0 });
            if now - window.began >= WINDOW {
                *window = Window { began: now, failures: 0 };
            }
            window.failures += 1;
        }
        Ok(())
    }

    pub fn succeeded(&self, address: IpAddr, email: &str) -> Result<()> {
        self.0.lock().map_err(Error::internal)?.remove(&(address, Some(email.to_lowercase())));
        Ok(())
    }
}
