//! Collects what is written by hand: style, texts, scripts, pictures and the pages that name them all.
//!
//! `{{text:KEY}}` in the page of the form becomes a text, and `{{start}}…{{/start}}` is for its first page alone.
//! `{{head:PROGRAM}}` in a page becomes what the heads of all pages have in common, with the program named.
//! Placeholders in scripts, style and pages: `{{asset:NAME}}` becomes the hashed path of an asset, `{{assets}}` (in
//! pages) the JSON object of those that the programs load later, by name.

use std::collections::BTreeMap;
use std::path::Path;

use super::program::part_file;
use super::publish::Site;
use super::{css, hash, list, merge, minify, read, texts};
use crate::{Outcome, paths};

const SERVICE_WORKER: &str = "service-worker.js";

/// Begins the keys of texts, and the names of files, that only the office uses.
const OFFICE: &str = "office.";

/// The pages that stand by themselves, in no language of their own. Their assets are called as they are.
const OTHERS: [&str; 2] = ["office", "styleguide"];

/// Begins the keys of texts that stand in the page before its program is here.
const BOOT: &str = "boot.";

/// How the names of texts go on by when the form wants them. The form's program reads the same line.
pub const WHEN: [&str; 3] = include!("../../../app/src/words.in");

/// Begins the names of the form's pages: of the first one, and of what stands for all others.
pub const START: &str = "start";
pub const INDEX: &str = "index";

/// Adds everything hand-written to the site; the programs must be in it already, because pages name them.
pub fn collect(site: &mut Site) -> Outcome {
    let root = paths::root();
    let programs = programs_by_need(site);
    for file in list(&root.join("shared/locales"), &["json"])? {
        let texts = texts::split(&read(&file)?, &programs, [OFFICE, BOOT]);
        let texts = texts.map_err(|error| format!("{}: {error}", file.display()))?;
        let name = name_of(&file);
        let code = name.trim_end_matches(".json");
        for (when, text) in WHEN.iter().zip(texts.form) {
            site.add(&format!("{code}{when}.json"), text.into_bytes());
        }
        site.add(&format!("{OFFICE}{name}"), texts.all.into_bytes());
    }
    for file in list(&root.join("app"), &["svg"])? {
        site.add(&name_of(&file), minify::page(&read(&file)?).into_bytes());
    }
    for entry in ["main.css", "office.css", "styleguide.css"] {
        let style = css::bundle(&root.join("style").join(entry))?;
        let style = fill(&style, site, entry)?;
        site.add(entry, style.into_bytes());
    }
    for file in list(&root.join("app"), &["js"])?.into_iter().filter(|file| name_of(file) != SERVICE_WORKER) {
        let text = fill(&minify::script(&read(&file)?), site, &name_of(&file))?;
        site.add(&name_of(&file), text.into_bytes());
    }
    let assets = escape(&later(site, true)?);
    for file in OTHERS.map(|name| format!("{name}.html")) {
        let page = template(&file)?.replace("{{assets}}", &assets);
        let page = fill(&page, site, &file)?;
        site.pages.insert(file, page.into_bytes());
    }
    form_pages(site, &template("index.html")?)?;
    service_worker(site, &read(&root.join("app").join(SERVICE_WORKER))?)
}

fn template(file: &str) -> Outcome<String> {
    let app = paths::root().join("app");
    let head = read(&app.join("head.html"))?;
    let page = read(&app.join(file))?;
    let page = replace(&page, "{{head:", |program| Some(head.replace("{{program}}", program)), file)?;
    Ok(minify::page(&page))
}

/// The page of the form in every language: `start.es.html` with the words of the first page, `index.es.html` without.
fn form_pages(site: &mut Site, template: &str) -> Outcome {
    let unclosed = || "index.html: {{start}} does not end.".to_owned();
    let (head, rest) = template.split_once("{{start}}").ok_or_else(unclosed)?;
    let (start, tail) = rest.split_once("{{/start}}").ok_or_else(unclosed)?;
    let assets = escape(&later(site, false)?);
    for file in list(&paths::root().join("shared/locales"), &["json"])? {
        let texts: BTreeMap<String, String> =
            serde_json::from_str(&read(&file)?).map_err(|error| error.to_string())?;
        let code = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        for (name, middle) in [(INDEX, ""), (START, start)] {
            let page =
                [head, middle, tail].concat().replace("{{assets}}", &assets).replace("{{lang}}", &code);
            let page = replace(&page, "{{text:", |key| Some(escape(texts.get(key)?)), "index.html")?;
            let page = fill(&page, site, "index.html")?;
            site.pages.insert(format!("{name}.{code}.html"), page.into_bytes());
        }
    }
    Ok(())
}

/// Names in the service worker what it keeps: all that the form may ask for, but for languages, which are fetched one by
/// one, and the other pages. Its address never changes, or browsers would not find a newer one.
fn service_worker(site: &mut Site, source: &str) -> Outcome {
    let is_other = |name: &str| OTHERS.iter().any(|other| name.starts_with(other));
    let is_kept = |name: &str| !is_other(name) && !name.ends_with(".json");
    let kept: Vec<String> =
        site.assets.keys().filter(|name| is_kept(name)).filter_map(|name| site.path(name)).collect();
    let of_form = site.pages.iter().filter(|(name, _)| !is_other(name));
    let pages: Vec<u8> = of_form.flat_map(|(_, page)| page).copied().collect();
    let version = hash::short(&[pages.as_slice(), kept.concat().as_bytes()].concat());
    let list = serde_json::to_string(&kept).map_err(|error| error.to_string())?;
    let texts: Vec<String> = site
        .assets
        .keys()
        .filter(|name| name.ends_with(".json") && !is_other(name))
        .filter_map(|name| site.path(name))
        .collect();
    let texts = serde_json::to_string(&texts).map_err(|error| error.to_string())?;
    let program = site.path("apply.js").ok_or("The site has no apply.js.")?;
    let text = minify::script(source).replace("{{version}}", &version).replace("{{precache}}", &list);
    let text = text.replace("{{texts}}", &texts).replace("{{program}}", &program);
    site.pages.insert(SERVICE_WORKER.to_owned(), text.into_bytes());
    Ok(())
}

/// What the form's program fetches for the first page, for a draft beside that, and then.
fn programs_by_need(site: &Site) -> [Vec<u8>; 3] {
    // Pieces that were not put together may hold anything.
    let is_merged = site.assets.contains_key(&part_file("apply", merge::FIRST[1]));
    let mut programs: [Vec<u8>; 3] = Default::default();
    for (name, content) in
        site.assets.iter().filter(|(name, _)| name.starts_with("apply") && name.ends_with(".wasm"))
    {
        let is_of = |pieces: [&str; 2]| pieces.iter().any(|piece| part_file("apply", piece) == *name);
        let when = if name == "apply_bg.wasm" || is_of(merge::FIRST) || !is_merged {
            0
        } else if is_of(merge::DRAFT) {
            1
        } else {
            2
        };
        programs[when].extend(content);
    }
    programs
}

/// The assets that no page names itself: texts, the worker and its program. The office finds its own edition of the texts
/// under the same names.
fn later(site: &Site, office: bool) -> Outcome<String> {
    let is_later =
        |name: &str| name.ends_with(".json") || name.starts_with("evidence_worker") || name == "worker.js";
    let of_office = |name: &str| name.starts_with(OFFICE);
    let mut map: BTreeMap<&str, String> = BTreeMap::new();
    for name in site.assets.keys().filter(|name| is_later(name) && !of_office(name)) {
        if office && WHEN[1..].iter().any(|when| name.ends_with(&format!("{when}.json"))) {
            continue;
        }
        let edition = format!("{OFFICE}{name}");
        let own = if office && site.assets.contains_key(&edition) { &edition } else { name };
        map.extend(site.path(own).map(|path| (name.as_str(), path)));
    }
    serde_json::to_string(&map).map_err(|error| error.to_string())
}

/// Replaces the placeholders of assets in a text by their paths.
pub fn fill(text: &str, site: &Site, file: &str) -> Outcome<String> {
    replace(text, "{{asset:", |name| site.path(name), file)
}

/// Replaces the placeholders that begin so by what is found under their names.
fn replace(
    text: &str,
    beginning: &str,
    find: impl Fn(&str) -> Option<String>,
    file: &str,
) -> Outcome<String> {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(beginning) {
        let (name, after) =
            after.split_once("}}").ok_or_else(|| format!("{file}: a placeholder does not end."))?;
        let found = find(name).ok_or_else(|| format!("{file} names `{name}`, which there is not."))?;
        result.push_str(before);
        result.push_str(&found);
        rest = after;
    }
    result.push_str(rest);
    Ok(result)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

fn name_of(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
