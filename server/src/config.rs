//! What the operator can set: by environment, or in one TOML file, where the environment wins.
//! All faults are told at once, before anything is opened.

use std::fs;
use std::net::ToSocketAddrs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::brand::Brand;
use crate::clock::Clock;

#[derive(Clone, Debug)]
pub struct Config {
    /// Folder of everything the server keeps.
    pub data: PathBuf,
    /// Address and port; port 0 takes a free one.
    pub listen: String,
    /// Folder of the call files.
    pub calls: PathBuf,
    /// Folder of the pages to serve, as `cargo xtask build` makes it; without it, those in this program.
    pub site: Option<PathBuf>,
    /// The operator's name, logo and colour.
    pub brand: Brand,
    /// Where people reach the server, such as `https://label.example.org`; by default the address it listens on.
    pub origin: Option<String>,
    /// Proxies of our own in front of the server. Addresses they did not write themselves are not believed.
    pub trusted_proxies: usize,
    /// The program that examines evidence: this one, run with `examine`.
    pub examiner: PathBuf,
    pub clock: Clock,
}

/// The configuration file. Its keys are the names of the variables without their beginning, in lower case.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Settings {
    data: Option<String>,
    listen: Option<String>,
    calls: Option<String>,
    site: Option<String>,
    name: Option<String>,
    logo: Option<String>,
    accent: Option<String>,
    origin: Option<String>,
    trusted_proxies: Option<usize>,
}

const DEFAULT_DATA: &str = "insignia-data";
const DEFAULT_LISTEN: &str = "127.0.0.1:8080";

impl Config {
    /// Reads the environment through `variable`, and the file if one was named.
    pub fn read(variable: &dyn Fn(&str) -> Option<String>, file: Option<&Path>) -> Result<Self, Vec<String>> {
        let mut faults = Vec::new();
        let settings = file.map_or_else(Settings::default, |path| {
            read_file(path).unwrap_or_else(|fault| {
                faults.push(fault);
                Settings::default()
            })
        });
        let set = |name: &str, from_file: Option<String>| {
            variable(name).filter(|text| !text.is_empty()).or(from_file)
        };
        let data = PathBuf::from(set("INSIGNIA_DATA", settings.data).unwrap_or_else(|| DEFAULT_DATA.into()));
        let calls = set("INSIGNIA_CALLS", settings.calls);
        if let Some(folder) = calls.as_ref().filter(|folder| !Path::new(folder).is_dir()) {
            faults.push(format!("INSIGNIA_CALLS: {folder} is no folder"));
        }
        let listen = set("INSIGNIA_LISTEN", settings.listen).unwrap_or_else(|| DEFAULT_LISTEN.into());
        if let Err(fault) = listen.to_socket_addrs() {
            faults.push(format!("INSIGNIA_LISTEN: {listen:?} is no address with a port: {fault}"));
        }
        let site = set("INSIGNIA_SITE", settings.site).map(PathBuf::from);
        let brand = Brand::read(
            set("INSIGNIA_NAME", settings.name),
            set("INSIGNIA_LOGO", settings.logo),
            set("INSIGNIA_ACCENT", settings.accent),
            &mut faults,
        );
        let origin = set("INSIGNIA_ORIGIN", settings.origin);
        if let Some(origin) = origin.as_ref().filter(|origin| !is_origin(origin)) {
            faults.push(format!("INSIGNIA_ORIGIN: {origin:?} is not of the form https://label.example.org"));
        }
        let proxies =
            set("INSIGNIA_TRUSTED_PROXIES", settings.trusted_proxies.map(|count| count.to_string()));
        let trusted_proxies = proxies.unwrap_or_else(|| "0".into()).parse().unwrap_or_else(|_| {
            faults.push("INSIGNIA_TRUSTED_PROXIES: must be a whole number".into());
            0
        });
        let examiner = std::env::current_exe().unwrap_or_else(|fault| {
            faults.push(format!("this program cannot be found again: {fault}"));
            PathBuf::new()
        });
        if !faults.is_empty() {
            return Err(faults);
        }
        let calls = calls.map_or_else(|| data.join("calls"), PathBuf::from);
        Ok(Self {
            data,
            listen,
            calls,
            site,
            brand,
            origin,
            trusted_proxies,
            examiner,
            clock: Clock::default(),
        })
    }
}

fn read_file(path: &Path) -> Result<Settings, String> {
    let text = fs::read_to_string(path).map_err(|fault| format!("{}: {fault}", path.display()))?;
    toml::from_str(&text).map_err(|fault| format!("{}: {}", path.display(), fault.to_string().trim_end()))
}

/// A scheme, a host and maybe a port, as browsers write it in `Origin`.
fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| {
        !host.is_empty()
            && host.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-:[]".contains(&b))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_faults_are_told_at_once() {
        let wrong = |name: &str| {
            let value = match name {
                "INSIGNIA_LISTEN" => "nowhere",
                "INSIGNIA_ORIGIN" => "https://example.org/path",
                "INSIGNIA_TRUSTED_PROXIES" => "two",
                "INSIGNIA_CALLS" => "/no/such/folder",
                "INSIGNIA_NAME" => "a name with\na line that ends",
                "INSIGNIA_LOGO" => "/no/such/logo.svg",
                "INSIGNIA_ACCENT" => "blue",
                _ => return None,
            };
            Some(value.to_string())
        };
        let faults = Config::read(&wrong, Some(Path::new("/no/such/file.toml"))).unwrap_err();
        for named in ["LISTEN", "ORIGIN", "PROXIES", "CALLS", "NAME", "LOGO", "ACCENT", "file.toml"] {
            assert!(faults.iter().any(|fault| fault.contains(named)), "{named} in {faults:?}");
        }
    }

    #[test]
    fn nothing_has_to_be_set() {
        let config = Config::read(&|_| None, None).unwrap();
        assert_eq!((config.listen.as_str(), config.trusted_proxies), (DEFAULT_LISTEN, 0));
        assert_eq!(config.calls, Path::new(DEFAULT_DATA).join("calls"));
    }
}
