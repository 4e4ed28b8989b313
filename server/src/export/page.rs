//! An application as a plain page that opens anywhere without the program. All text in it is escaped.

use std::fmt::Write;

use shared::catalogue::Catalogue;
use shared::check::Context;
use shared::forms::application_of;
use shared::summary::{Entry, Shown};

use crate::store::applications::StoredVersion;

/// The page, in the words of the given catalogue.
pub fn page(stored: &StoredVersion, context: &Context<'_>, words: &Catalogue) -> String {
    let mut page = String::with_capacity(64 * 1024);
    let (row, language) = (&stored.row, escaped(&stored.manifest.locale));
    let title = escaped(&format!("{} {}", row.reference, row.school));
    page.push_str(&format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <h1>{title}</h1>\n<p>{}</p>\n",
        shared::date::Instant::utc(row.received_at)
    ));
    for section in
        application_of(stored.manifest.form_version).summary(&stored.manifest.answers, context, words)
    {
        page.push_str(&format!("<h2>{}</h2>\n", escaped(&section.title)));
        list(&section.entries, &mut page);
    }
    page
}

fn list(entries: &[Entry], page: &mut String) {
    page.push_str("<dl>\n");
    for entry in entries {
        page.push_str(&format!("<dt>{}</dt>\n<dd>", escaped(&entry.label)));
        show(&entry.shown, page);
        page.push_str("</dd>\n");
    }
    page.push_str("</dl>\n");
}

fn show(shown: &Shown, page: &mut String) {
    match shown {
        Shown::Blank => page.push('–'),
        Shown::Text(text) | Shown::Address(text) | Shown::Country(text) | Shown::Language(text) => {
            page.push_str(&escaped(text));
        }
        Shown::Prose(text) => page.push_str(&escaped(text).replace('\n', "<br>\n")),
        Shown::Date(date) => page.push_str(&date.to_string()),
        Shown::Number(number) => page.push_str(&number.to_string()),
        Shown::List(items) => page.push_str(&escaped(&items.join(" · "))),
        Shown::File(file) => page.push_str(&escaped(&file.name)),
        Shown::Evidence(items) => {
            let titles: Vec<&str> = items.iter().map(|(_, title)| title.as_str()).collect();
            page.push_str(&escaped(&titles.join(" · ")));
        }
        Shown::Rows(rows) => {
            for row in rows {
                page.push_str(&format!("<h3>{}</h3>\n", escaped(&row.title)));
                list(&row.entries, page);
            }
        }
    }
}

/// Text as it may stand in an element or in an attribute.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' | '<' | '>' | '"' | '\'' => {
                // Writing to a String cannot fail.
                let _ = write!(safe, "&#{};", u32::from(c));
            }
            c => safe.push(c),
        }
    }
    safe
}
