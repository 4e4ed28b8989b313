//! The running program: everything the routes need, put together from the configuration.
//! Tests start the very same thing on a free port.

use std::fs::{self, File, TryLockError};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data};
use actix_web::{App as Web, HttpServer};
use ed25519_dalek::SigningKey;
use shared::call::Call;

use crate::auth::{Passwords, Tries, hash_password};
use crate::clock::Clock;
use crate::config::Config;
use crate::examine::Examiner;
use crate::rate::Rate;
use crate::site::Site;
use crate::staging::Staging;
use crate::store::Store;
use crate::token::one_time_password;
use crate::vault::Vault;
use crate::{calls, guard, key, routes, site, sweep};

/// A client has this long for the head of its request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
const KEEP_ALIVE: Duration = Duration::from_secs(60);
/// Connections that may wait to be accepted: an evening's storm comes at once.
const BACKLOG: u32 = 4_096;
/// Seconds in which running requests may end after SIGTERM.
const SHUTDOWN_SECONDS: u64 = 20;

const FIRST_EMAIL: &str = "admin@localhost";

pub struct App {
    pub store: Store,
    pub calls: Vec<Call>,
    pub key: SigningKey,
    pub clock: Clock,
    pub staging: Staging,
    pub vault: Vault,
    pub examiner: Examiner,
    pub passwords: Passwords,
    pub tries: Tries,
    pub stamps: Rate,
    pub site: Site,
    /// Where people reach the server.
    pub origin: String,
    pub trusted_proxies: usize,
    /// Held as long as the program runs: two servers on one folder would both believe to be the only writer.
    _lock: File,
}

impl App {
    pub fn call(&self, id: &str) -> Option<&Call> {
        self.calls.iter().find(|call| call.id == id)
    }
}

/// A server that listens, before its first request.
pub struct Running {
    pub app: Data<App>,
    pub address: SocketAddr,
    pub server: Server,
    /// Address and password of the administrator that was made because there was none.
    pub first_administrator: Option<(String, String)>,
}

/// Opens everything and listens. Must be called inside a runtime of actix. All faults are told at once where they can be.
pub async fn start(config: &Config) -> Result<Running, Vec<String>> {
    let one = |what: &str, fault: &dyn std::fmt::Display| vec![format!("{what}: {fault}")];
    let data = &config.data;
    make_data_folder(data).map_err(|fault| one(&data.display().to_string(), &fault))?;
    let lock = lock(data).map_err(|fault| one(&data.display().to_string(), &fault))?;
    let calls = calls::load(&config.calls, data, config.clock.now())?;
    let store = Store::open(data).await.map_err(|fault| one("database", &fault))?;
    let first_administrator = first_administrator(&store, config.clock.now()).await;
    let first_administrator = first_administrator.map_err(|fault| one("administrator", &fault))?;
    let site = Site::open(config.site.as_deref(), &config.brand);
    let site = site.map_err(|fault| one("INSIGNIA_SITE", &fault))?;
    let listener = TcpListener::bind(&config.listen).map_err(|fault| one(&config.listen, &fault))?;
    let address = listener.local_addr().map_err(|fault| one(&config.listen, &fault))?;
    let app = Data::new(App {
        store,
        calls,
        key: key::load_or_make(data).map_err(|fault| one("key of the receipts", &fault))?,
        clock: config.clock.clone(),
        staging: Staging::open(data).map_err(|fault| one("staging", &fault))?,
        vault: Vault::open(data).map_err(|fault| one("evidence", &fault))?,
        examiner: Examiner::new(config.examiner.clone()),
        passwords: Passwords::new().map_err(|fault| one("passwords", &fault))?,
        tries: Tries::default(),
        stamps: Rate::default(),
        site,
        origin: config.origin.clone().unwrap_or_else(|| format!("http://localhost:{}", address.port())),
        trusted_proxies: config.trusted_proxies,
        _lock: lock,
    });
    sweep::tidy_staging(&app).await.map_err(|fault| one("staging", &fault))?;
    sweep::start(&app);
    let server = listen(app.clone(), listener).map_err(|fault| one(&config.listen, &fault))?;
    Ok(Running { app, address, server, first_administrator })
}

fn listen(app: Data<App>, listener: TcpListener) -> std::io::Result<Server> {
    let web = move || {
        Web::new()
            .app_data(app.clone())
            .configure(routes::configure)
            .default_service(web::to(site::serve))
            .wrap(from_fn(guard::guard))
    };
    let server = HttpServer::new(web)
        .client_request_timeout(HEAD_TIMEOUT)
        .keep_alive(KEEP_ALIVE)
        .backlog(BACKLOG)
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .listen(listener)?;
    Ok(server.run())
}

/// The folder holds personal data: nobody but its owner has any business there.
pub fn make_data_folder(data: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(data)
}

fn lock(data: &Path) -> std::io::Result<File> {
    let file = File::options().create(true).truncate(false).write(true).open(data.join("lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(std::io::Error::other("another server uses this folder")),
        Err(TryLockError::Error(fault)) => Err(fault),
    }
}

async fn first_administrator(store: &Store, now: i64) -> crate::error::Result<Option<(String, String)>> {
    if store.count_administrators().await? > 0 {
        return Ok(None);
    }
    let password = one_time_password()?;
    let hash = hash_password(&password)?;
    store.add_administrator(FIRST_EMAIL, "Administrator", hash, now).await?;
    Ok(Some((FIRST_EMAIL.to_string(), password)))
}
