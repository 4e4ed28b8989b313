//! Page numbers under the list. They are links: each page of the list has its address.

use leptos::prelude::*;
use shared::wire::ApplicationQuery;

use crate::intl;
use crate::office::address::Place;
use crate::office::list::Found;
use crate::office::paging::{Step, last_page, steps};
use crate::office::words::{fill, follow_language, t};

#[component]
pub fn Pager(found: Found) -> impl IntoView {
    move || {
        follow_language();
        let (query, total) = found.get().unwrap_or_default();
        let last = last_page(total);
        let current = query.page.unwrap_or(1);
        (last > 1).then(|| {
            let address =
                |page: u32| Place::List(ApplicationQuery { page: Some(page), ..query.clone() }).address();
            let step = |to: Option<u32>, rel: &'static str, key: &str| {
                to.map(|page| view! { <a class="pages__step" rel=rel href=address(page)>{t(key)}</a> })
            };
            let numbers: Vec<_> =
                steps(current, last).into_iter().map(|step| number(step, current, &address)).collect();
            view! {
                <nav class="pages" aria-label=t("office.pages.name")>
                    {step((current > 1).then(|| current - 1), "prev", "office.pages.previous")}
                    <ol class="pages__list">{numbers}</ol>
                    {step((current < last).then(|| current + 1), "next", "office.pages.next")}
                </nav>
            }
        })
    }
}

fn number(step: Step, current: u32, address: &dyn Fn(u32) -> String) -> AnyView {
    match step {
        Step::Gap => view! { <li class="pages__gap">"…"</li> }.into_any(),
        Step::Page(page) => {
            let written = intl::plain_number(f64::from(page));
            let label = fill("office.pages.page", &[("n", written.clone())]);
            let here = (page == current).then_some("page");
            view! { <li><a href=address(page) aria-label=label aria-current=here>{written}</a></li> }
                .into_any()
        }
    }
}
