//! What an operator makes of the pages: their own name, logo and accent colour. It changes the built pages once, at the
//! start; where nothing is set, they are served as they were built.

mod accent;
mod colour;
mod tokens;

use std::fs::File;
use std::io::Read;

use shared::manifest::sha256_hex;

pub use accent::Accent;

/// What the pages call the service otherwise.
const NAME: &str = "Insignia";
/// What is in the pages where the logo goes.
const MARK: &str = "<span class=\"brand__mark\" aria-hidden=\"true\"></span>";

const MAX_NAME_CHARACTERS: usize = 40;
/// The logo comes with the first page, often over a slow line.
const MAX_LOGO_BYTES: u64 = 100_000;

#[derive(Clone, Debug, Default)]
pub struct Brand {
    pub name: Option<String>,
    pub logo: Option<Logo>,
    pub accent: Option<Accent>,
}

#[derive(Clone, Debug)]
pub struct Logo {
    bytes: Vec<u8>,
    ending: &'static str,
}

/// A file that the pages name and the build did not make.
pub struct Extra {
    pub name: String,
    pub bytes: Vec<u8>,
    /// Whether it came from outside as it is.
    pub foreign: bool,
}

impl Brand {
    /// Reads what was set; faults are told by variable, value and reason.
    pub fn read(
        name: Option<String>,
        logo: Option<String>,
        accent: Option<String>,
        faults: &mut Vec<String>,
    ) -> Self {
        let name = name.map(|name| name.trim().to_string());
        if let Some(reason) = name.as_deref().and_then(fault_of_name) {
            faults.push(format!("INSIGNIA_NAME: {:?} {reason}", name.as_deref().unwrap_or_default()));
        }
        let logo = logo.and_then(|file| {
            let read = read_logo(&file).map_err(|reason| format!("INSIGNIA_LOGO: {file:?} {reason}"));
            read.map_err(|fault| faults.push(fault)).ok()
        });
        let accent = accent.and_then(|text| {
            let parsed = Accent::parse(&text);
            if parsed.is_none() {
                faults.push(format!("INSIGNIA_ACCENT: {text:?} is no colour of the form #2f3b96"));
            }
            parsed
        });
        Self { name, logo, accent }
    }

    pub fn is_set(&self) -> bool {
        self.name.is_some() || self.logo.is_some() || self.accent.is_some()
    }

    /// The files that the pages come to name, under names that carry the hash of their content.
    pub fn extras(&self) -> Vec<Extra> {
        let extra = |stem: &str, ending: &str, bytes: Vec<u8>, foreign| {
            let hash = &sha256_hex(&bytes)[..16];
            Extra { name: format!("assets/{stem}.{hash}.{ending}"), bytes, foreign }
        };
        let accent = self.accent.as_ref();
        let accent = accent.map(|accent| extra("accent", "css", accent.style().into_bytes(), false));
        let logo = self.logo.as_ref().map(|logo| extra("logo", logo.ending, logo.bytes.clone(), true));
        accent.into_iter().chain(logo).collect()
    }

    /// A page of ours with name, logo and colour of the operator. The program in it reads name and logo there.
    pub fn page(&self, page: &str, extras: &[Extra]) -> String {
        let find = |beginning: &str| extras.iter().find(|extra| extra.name.starts_with(beginning));
        let mut page = page.to_string();
        let mut head = String::new();
        if let Some(style) = find("assets/accent.") {
            head += &format!("<link rel=\"stylesheet\" href=\"/{}\">\n", style.name);
        }
        let name = escape(self.name.as_deref().unwrap_or(NAME));
        page = page.replace(&format!(" – {NAME}</title>"), &format!(" – {name}</title>"));
        page = page.replace(&format!(">{NAME}</"), &format!(">{name}</"));
        head += &format!("<meta name=\"application-name\" content=\"{name}\"");
        if let Some(logo) = find("assets/logo.") {
            head += &format!(" data-logo=\"/{}\"", logo.name);
            let image = format!("<img class=\"brand__logo\" src=\"/{}\" alt=\"\">", logo.name);
            page = page.replace(MARK, &image);
        }
        page.replacen("</head>", &format!("{head}>\n</head>"), 1)
    }

    /// The service worker, which keeps these files, too, and is another one when a page is another. Nothing if it is not
    /// as the build makes it.
    pub fn service_worker(script: &str, extras: &[Extra], pages: &[u8]) -> Option<String> {
        const CACHE: &str = "\"insignia-";
        const ASSETS: &str = "[\"/assets/";
        let hash = &sha256_hex(pages)[..16];
        let (before, after) = script.split_once(CACHE)?;
        let (between, rest) = after.split_once(ASSETS)?;
        let named: String = extras.iter().map(|extra| format!("\"/{}\",", extra.name)).collect();
        Some(format!("{before}{CACHE}{hash}-{between}[{named}{}{rest}", &ASSETS[1..]))
    }
}

fn fault_of_name(name: &str) -> Option<String> {
    if name.is_empty() {
        Some("is empty".into())
    } else if name.chars().any(char::is_control) {
        Some("holds characters that cannot be shown".into())
    } else if name.chars().count() > MAX_NAME_CHARACTERS {
        Some(format!("is longer than {MAX_NAME_CHARACTERS} characters"))
    } else {
        None
    }
}

fn read_logo(file: &str) -> Result<Logo, String> {
    let opened = File::open(file).map_err(|fault| format!("cannot be read: {fault}"))?;
    let mut bytes = Vec::new();
    let read = opened.take(MAX_LOGO_BYTES + 1).read_to_end(&mut bytes);
    let read = read.map_err(|fault| format!("cannot be read: {fault}"))?;
    if read as u64 > MAX_LOGO_BYTES {
        return Err(format!("is larger than {MAX_LOGO_BYTES} bytes"));
    }
    let ending = ending(&bytes).ok_or("is no PNG, WebP or SVG")?;
    Ok(Logo { bytes, ending })
}

/// What a file is, by its first bytes. An SVG is shown as a picture and under a policy that lets it do nothing.
fn ending(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("png"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("webp"),
        _ => is_svg(bytes).then_some("svg"),
    }
}

fn is_svg(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    // What may stand before the drawing.
    for (begins, ends) in [("<?", "?>"), ("<!--", "-->"), ("<!DOCTYPE", ">"), ("<!--", "-->")] {
        if rest.starts_with(begins) {
            rest = rest.split_once(ends).map_or("", |(_, after)| after).trim_start();
        }
    }
    // Without its name space no browser takes it for a picture.
    rest.starts_with("<svg") && rest.contains("\"http://www.w3.org/2000/svg\"")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brand(name: &str, logo: Option<&str>, accent: Option<&str>) -> Brand {
        let mut faults = Vec::new();
        let read =
            Brand::read(Some(name.into()), logo.map(str::to_string), accent.map(str::to_string), &mut faults);
        assert_eq!(faults, Vec::<String>::new());
        read
    }

    #[test]
    fn a_page_gets_the_name_as_text_and_nothing_else_changes() {
        let page = "<title>Ein Titel – Insignia</title>\n<meta name=\"insignia-program\">\n</head>\
            <span class=\"brand__mark\" aria-hidden=\"true\"></span><span>Insignia</span>";
        let changed = brand("A <b> & \"c\"", None, None).page(page, &[]);
        let name = "A &lt;b&gt; &amp; &quot;c&quot;";
        let wanted = format!(
            "<title>Ein Titel – {name}</title>\n<meta name=\"insignia-program\">\n\
            <meta name=\"application-name\" content=\"{name}\">\n</head>{MARK}<span>{name}</span>"
        );
        assert_eq!(changed, wanted);
    }

    #[test]
    fn a_service_worker_keeps_the_files_and_changes_with_the_pages() {
        let extras = brand("x", None, Some("#2f3b96")).extras();
        let script = "const CACHE = \"insignia-1\";\nconst ASSETS = [\"/assets/a.js\"];";
        let changed = Brand::service_worker(script, &extras, b"pages").unwrap();
        let wanted = format!("const ASSETS = [\"/{}\",\"/assets/a.js\"];", extras[0].name);
        assert!(changed.ends_with(&wanted) && changed.contains("\"insignia-"), "{changed}");
        assert_ne!(Brand::service_worker(script, &extras, b"other pages"), Some(changed));
        assert_eq!(Brand::service_worker("no list", &extras, b""), None);
    }

    #[test]
    fn a_logo_is_known_by_its_bytes() {
        const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
        for (bytes, wanted) in [
            (SVG.to_string(), Some("svg")),
            (format!("\u{feff}<?xml version=\"1.0\"?>\n<!-- by hand --><!DOCTYPE svg>\n{SVG}"), Some("svg")),
            ("<svg/>".to_string(), None),
            (format!("<html>{SVG}"), None),
            ("GIF89a".to_string(), None),
            (String::new(), None),
        ] {
            assert_eq!(ending(bytes.as_bytes()), wanted, "{bytes}");
        }
        assert_eq!(ending(b"\x89PNG\r\n\x1a\n..."), Some("png"));
        assert_eq!(ending(b"RIFF....WEBPVP8 "), Some("webp"));
    }
}
