//! Downloads of what the list shows, all pages of it: plain links, so that the browser does the work.

use leptos::prelude::*;
use shared::wire::ApplicationQuery;

use crate::api;
use crate::office::address::is_filtered;
use crate::office::list::Found;
use crate::office::words::{count, t};

const FORMATS: [(&str, &str); 3] = [("csv", "CSV"), ("json", "JSON"), ("zip", "ZIP")];

#[component]
pub fn Downloads(found: Found) -> impl IntoView {
    move || {
        let (asked, total) = found.get().filter(|(_, total)| *total > 0)?;
        let query = ApplicationQuery { page: None, ..asked };
        let filtered = is_filtered(&query);
        let text = count(if filtered { "office.download.found" } else { "office.download.all" }, total);
        let link = |(format, name): (&str, &'static str)| {
            let hint = t(&format!("office.download.{format}"));
            let label = format!("{text} {name}: {hint}");
            let href = api::export_url(format, &query);
            view! {
                <a class="button button--secondary button--small button--download" href=href download=""
                    title=hint aria-label=label>{name}</a>
            }
        };
        let links: Vec<_> = FORMATS.into_iter().map(link).collect();
        Some(view! {
            <div class="actions"><span class="soft" aria-hidden="true">{text.clone()}</span>{links}</div>
        })
    }
}
