//! Serves the pages, programs and styles that the build put into the binary, compressed beforehand, or those of a folder
//! that the operator names, in both cases with the operator's name, logo and colour. It must never read a path from a
//! request as a path on the disk.

use std::borrow::Cow;
use std::io::Write;
use std::path::Path;

use actix_web::http::header::{
    ACCEPT_ENCODING, ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    ETAG, HeaderMap, IF_NONE_MATCH, VARY,
};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::{Embed, EmbeddedFile};
use shared::locales::CODES;
use shared::manifest::hex;
use shared::wire::Code;

use sha2::{Digest, Sha256};

use crate::app::App;
use crate::brand::Brand;
use crate::error::Result;
use crate::headers::PICTURE_POLICY;

#[derive(Embed)]
#[folder = "../target/site"]
struct Embedded;

/// One file as it is served.
#[derive(Clone)]
struct Stored {
    bytes: Cow<'static, [u8]>,
    hash: [u8; 32],
    /// Whether it came from outside as it is, so that it may do nothing.
    foreign: bool,
}

impl From<EmbeddedFile> for Stored {
    fn from(file: EmbeddedFile) -> Self {
        Self { hash: file.metadata.sha256_hash(), bytes: file.data, foreign: false }
    }
}

impl Stored {
    /// As what lies in the binary, it is never given back, and never copied for a request.
    fn keep(bytes: Vec<u8>, foreign: bool) -> Self {
        Self { hash: Sha256::digest(&bytes).into(), bytes: Cow::Borrowed(bytes.leak()), foreign }
    }
}

/// Files by name, sorted. Read or made once, so that no request can name another.
type Files = Vec<(String, Stored)>;

#[derive(Default)]
pub struct Site {
    /// Instead of those in the binary.
    folder: Option<Files>,
    /// Before both: what the operator's name, logo and colour make of them.
    own: Files,
}

impl Site {
    pub fn open(folder: Option<&Path>, brand: &Brand) -> std::io::Result<Self> {
        let mut site = Self::default();
        if let Some(folder) = folder {
            let mut files = Vec::new();
            read(folder, "", &mut files)?;
            files.sort_by(|(one, _), (other, _)| one.cmp(other));
            site.folder = Some(files);
            let page = page_name("", CODES[0]);
            if site.get(&page).is_none() {
                return Err(std::io::Error::other(format!("it holds no {page}")));
            }
        }
        if brand.is_set() {
            site.own = site.branded(brand)?;
        }
        Ok(site)
    }

    fn get(&self, name: &str) -> Option<Stored> {
        let plain = ENCODINGS.iter().find_map(|(_, end)| name.strip_suffix(end)).unwrap_or(name);
        // What was compressed of another page is no form of this one.
        if find_in(&self.own, plain).is_some() {
            return find_in(&self.own, name);
        }
        match &self.folder {
            Some(files) => find_in(files, name),
            None => Embedded::get(name).map(Stored::from),
        }
    }

    /// What differs from the site as it was built.
    fn branded(&self, brand: &Brand) -> std::io::Result<Files> {
        let names: Vec<String> = match &self.folder {
            Some(files) => files.iter().map(|(name, _)| name.clone()).collect(),
            None => Embedded::iter().map(Cow::into_owned).collect(),
        };
        let text = |name: &str| {
            let file = self.get(name);
            file.and_then(|file| String::from_utf8(file.bytes.into_owned()).ok())
                .ok_or_else(|| std::io::Error::other(format!("{name} is not as the build makes it")))
        };
        let extras = brand.extras();
        let (mut files, mut pages) = (Files::new(), Vec::new());
        for name in names.iter().filter(|name| name.ends_with(".html")) {
            let page = brand.page(&text(name)?, &extras).into_bytes();
            pages.extend(&page);
            add_with_siblings(&mut files, name, page)?;
        }
        if names.iter().any(|name| name == SERVICE_WORKER) {
            let script = Brand::service_worker(&text(SERVICE_WORKER)?, &extras, &pages);
            let script = script.ok_or_else(|| std::io::Error::other("the service worker keeps no files"))?;
            add_with_siblings(&mut files, SERVICE_WORKER, script.into_bytes())?;
        }
        files.extend(extras.into_iter().map(|extra| (extra.name, Stored::keep(extra.bytes, extra.foreign))));
        files.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(files)
    }
}

fn find_in(files: &Files, name: &str) -> Option<Stored> {
    let at = files.binary_search_by(|(known, _)| known.as_str().cmp(name)).ok()?;
    Some(files[at].1.clone())
}

/// The file and what it is compressed. These are few and small, and gzip does for them.
fn add_with_siblings(files: &mut Files, name: &str, bytes: Vec<u8>) -> std::io::Result<()> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(&bytes)?;
    let [_, (_, gzip)] = ENCODINGS;
    files.push((format!("{name}{gzip}"), Stored::keep(encoder.finish()?, false)));
    files.push((name.to_string(), Stored::keep(bytes, false)));
    Ok(())
}

fn read(folder: &Path, before: &str, files: &mut Files) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = format!("{before}{}", path.file_name().unwrap_or_default().to_string_lossy());
        if path.is_dir() {
            read(&path, &format!("{name}/"), files)?;
        } else {
            files.push((name, Stored::keep(std::fs::read(&path)?, false)));
        }
    }
    Ok(())
}

/// Begins the names of the pages of the form: of the first one, and of all others. A language and `.html` follow.
const PAGES: [&str; 2] = ["start.", "index."];
/// Pages that stand by themselves, with all addresses below theirs.
const OTHERS: [&str; 2] = ["office", "styleguide"];
const SERVICE_WORKER: &str = "service-worker.js";

const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

pub async fn serve(request: HttpRequest, app: Data<App>) -> Result<HttpResponse> {
    let path = request.path();
    if path.starts_with("/api/") {
        return Err(Code::NotFound.into());
    }
    if *request.method() != Method::GET && *request.method() != Method::HEAD {
        return Err(Code::MethodNotAllowed.into());
    }
    let site = &app.site;
    let name = file_name(site, path, language(&request)).ok_or(Code::NotFound)?;
    let (file, encoding) = find(site, &name, request.headers()).ok_or(Code::NotFound)?;
    let tag = format!("\"{}{}\"", hex(&file.hash[..16]), encoding.unwrap_or_default());
    let mut response = HttpResponse::build(StatusCode::OK);
    let keep = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    response.insert_header((CACHE_CONTROL, keep)).insert_header((ETAG, tag.clone()));
    response.insert_header((VARY, format!("{ACCEPT_ENCODING}, {ACCEPT_LANGUAGE}")));
    if request.headers().get(IF_NONE_MATCH).is_some_and(|known| known == tag.as_str()) {
        return Ok(response.status(StatusCode::NOT_MODIFIED).finish());
    }
    if let Some(encoding) = encoding {
        response.insert_header((CONTENT_ENCODING, encoding));
    }
    if name.ends_with(".js") && name.contains("worker") {
        // The service worker lies among the assets and looks after the whole site.
        response.insert_header(("service-worker-allowed", "/"));
    }
    response.insert_header((CONTENT_TYPE, content_type(&name)));
    if file.foreign {
        response.insert_header((CONTENT_SECURITY_POLICY, PICTURE_POLICY));
    }
    Ok(match file.bytes {
        Cow::Borrowed(bytes) => response.body(bytes),
        Cow::Owned(bytes) => response.body(bytes),
    })
}

/// The file for a path: itself, or the page that shows it. Nothing for what looks like a file and is none.
fn file_name(site: &Site, path: &str, language: &str) -> Option<String> {
    let path = path.trim_start_matches('/');
    let is_sibling = ENCODINGS.iter().any(|(_, end)| path.ends_with(end));
    if !path.is_empty() && !is_sibling && site.get(path).is_some() {
        return Some(path.to_string());
    }
    if path.starts_with("assets/") || path.rsplit('/').next().is_some_and(|last| last.contains('.')) {
        return None;
    }
    let first = path.split('/').next().unwrap_or_default();
    let other = OTHERS.into_iter().find(|other| *other == first);
    Some(other.map_or_else(|| page_name(path, language), |other| format!("{other}.html")))
}

fn page_name(path: &str, language: &str) -> String {
    let [start, other] = PAGES;
    format!("{}{language}.html", if path.is_empty() { start } else { other })
}

/// The language to begin with: asked for in the address, or the one that the browser would like most; else the first.
fn language(request: &HttpRequest) -> &'static str {
    let asked = request.query_string().split('&').find_map(|part| part.strip_prefix("lang="));
    let header =
        request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut wanted: Vec<(&str, f32)> = header
        .split(',')
        .map(|part| {
            let (tag, weight) = part.split_once(';').unwrap_or((part, ""));
            let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse().ok());
            (tag.trim(), weight.unwrap_or(1.0))
        })
        .collect();
    wanted.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    let tags =
        asked.into_iter().chain(wanted.into_iter().filter(|(_, weight)| *weight > 0.0).map(|(tag, _)| tag));
    let known = |tag: &str| {
        let primary = tag.split('-').next().unwrap_or_default();
        CODES.iter().copied().find(|code| code.eq_ignore_ascii_case(primary))
    };
    tags.filter_map(known).next().unwrap_or(CODES[0])
}

/// The smallest form of the file that the browser takes.
fn find(site: &Site, name: &str, headers: &HeaderMap) -> Option<(Stored, Option<&'static str>)> {
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let accepts = |wanted: &str| {
        accepted.split(',').any(|part| {
            let (coding, weight) = part.split_once(';').unwrap_or((part, ""));
            coding.trim() == wanted && !matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
        })
    };
    let compressed = ENCODINGS
        .iter()
        .filter(|(encoding, _)| accepts(encoding))
        .find_map(|(encoding, end)| Some((site.get(&format!("{name}{end}"))?, Some(*encoding))));
    compressed.or_else(|| Some((site.get(name)?, None)))
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_folder_is_served_with_what_lay_in_it_and_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("secret"), "secret").unwrap();
        let site = folder.path().join("site");
        std::fs::create_dir_all(site.join("assets")).unwrap();
        std::fs::write(site.join("assets/a.js"), "1").unwrap();
        let plain = Brand::default();
        assert!(Site::open(Some(&site), &plain).is_err(), "it has no page");
        std::fs::write(site.join(page_name("", CODES[0])), "page").unwrap();
        let opened = Site::open(Some(&site), &plain).unwrap();
        std::fs::write(site.join("later"), "later").unwrap();
        assert_eq!(opened.get("assets/a.js").unwrap().bytes.as_ref(), b"1");
        for name in ["../secret", "later", "assets", "assets/../index.html", ""] {
            assert!(opened.get(name).is_none(), "{name}");
        }
        assert_eq!(file_name(&opened, "/office/x", "es").as_deref(), Some("office.html"));
        assert_eq!(file_name(&opened, "/styleguide", "es").as_deref(), Some("styleguide.html"));
        assert_eq!(file_name(&opened, "/officers", "es").as_deref(), Some("index.es.html"));
    }

    #[test]
    fn pages_are_in_the_language_that_is_asked_for_or_liked_best() {
        let site = Site::default();
        let page = |address: &str, liked: &str| {
            let request =
                TestRequest::with_uri(address).insert_header((ACCEPT_LANGUAGE, liked)).to_http_request();
            file_name(&site, request.path(), language(&request)).unwrap()
        };
        assert_eq!(page("/", "de, fr;q=0.7, pt-BR;q=0.9"), "start.pt.html");
        assert_eq!(page("/draft/x", "de"), "index.en.html");
        assert_eq!(page("/?a=b&lang=eu", "es"), "start.eu.html");
        assert_eq!(page("/rubric?lang=../x", "es;q=0, ca;q=x"), "index.ca.html");
    }
}
