//! Colours, space and type as `style/tokens.css` declares them, with what a browser makes of them.

use leptos::prelude::*;
use shared::contrast::contrast;
use wasm_bindgen::JsCast;
use web_sys::{ImageData, OffscreenCanvas, OffscreenCanvasRenderingContext2d};

use super::Chapter;
use crate::dom;

const STYLE: &str = include_str!("../../../style/tokens.css");

/// Names and values of the tokens as they stand first.
fn declared() -> Vec<(&'static str, &'static str)> {
    let first = STYLE.split(":root {").nth(1).and_then(|rest| rest.split('}').next()).unwrap_or_default();
    let lines = first.split(';').filter_map(|line| line.trim().split_once(':'));
    let named = lines.filter_map(|(name, value)| Some((name.rsplit("*/").next()?.trim(), value.trim())));
    named.filter(|(name, _)| name.starts_with("--")).collect()
}

/// What is written, and what it is written on.
const PAIRS: &[(&str, &str)] = &[
    ("--ink", "--paper"),
    ("--ink-soft", "--paper"),
    ("--ink-soft", "--ground"),
    ("--accent-ink", "--paper"),
    ("--accent-ink", "--ground"),
    ("--accent-ink", "--accent-wash"),
    ("--accent-deep", "--accent-wash"),
    ("--on-accent", "--accent-ink"),
    ("--on-accent", "--accent-deep"),
    ("--on-accent", "--error"),
    ("--pen", "--paper"),
    ("--error", "--paper"),
    ("--error", "--error-wash"),
    ("--warning", "--paper"),
    ("--warning", "--warning-wash"),
    ("--ok", "--paper"),
    ("--ok", "--ok-wash"),
    ("--line-strong", "--paper"),
];

pub fn chapters() -> Vec<Chapter> {
    let tokens = declared();
    let named = |beginning: &'static str| {
        let of = tokens.iter().map(|(name, _)| *name).filter(move |name| name.starts_with(beginning));
        of.collect::<Vec<_>>()
    };
    let colours: Vec<_> =
        tokens.iter().filter(|(_, value)| is_colour(value)).map(|(name, _)| *name).collect();
    let swatches: Vec<_> = colours.into_iter().map(swatch).collect();
    let pairs: Vec<_> = PAIRS.iter().map(|(text, ground)| pair(text, ground)).collect();
    let bars: Vec<_> = named("--space-").into_iter().map(bar).collect();
    let sizes: Vec<_> = named("--text-").into_iter().map(size).collect();
    let list = |items: Vec<AnyView>| view! { <ul class="guide__swatches">{items}</ul> }.into_any();
    vec![
        Chapter::new("colours", "Colours")
            .show_any("As they are in the scheme and contrast that the device asks for", list(swatches)),
        Chapter::new("contrast", "Contrast").show_any(
            "Text needs 4.5 to 1, and 7 to 1 where more contrast is asked for; lines need 3 to 1",
            list(pairs),
        ),
        Chapter::new("space", "Space").show_any("One scale for all distances", list(bars)),
        Chapter::new("type", "Type").show_any("One scale for all sizes", list(sizes)),
    ]
}

fn is_colour(value: &str) -> bool {
    value.starts_with('#') || value.starts_with("color-mix(") || value.starts_with("var(--accent")
}

fn of(name: &str) -> String {
    format!("var({name})")
}

fn swatch(name: &'static str) -> AnyView {
    let shown = RwSignal::new(String::new());
    Effect::new(move || {
        shown.set(painted(name).map(|[r, g, b, _]| format!("#{r:02x}{g:02x}{b:02x}")).unwrap_or_default())
    });
    view! {
        <li class="guide__swatch">
            <span class="guide__colour" style:background=of(name)></span>
            <span><code>{name}</code><br/>{move || shown.get()}</span>
        </li>
    }
    .into_any()
}

fn pair(text: &'static str, ground: &'static str) -> AnyView {
    let shown = RwSignal::new(String::new());
    Effect::new(move || {
        shown.set(contrast_of(text, ground).map(|found| format!("{found:.1} : 1")).unwrap_or_default())
    });
    view! {
        <li class="guide__swatch">
            <span class="guide__colour" style:background=of(ground)>
                <svg viewBox="0 0 20 20" width="100%" height="100%" aria-hidden="true" style:color=of(text)>
                    <circle cx="10" cy="10" r="5" fill="currentColor"></circle>
                </svg>
            </span>
            <span><code>{text}</code>" on "<code>{ground}</code><br/>{move || shown.get()}</span>
        </li>
    }
    .into_any()
}

fn bar(name: &'static str) -> AnyView {
    view! {
        <li><code>{name}</code><div class="guide__bar" style:width=of(name)></div></li>
    }
    .into_any()
}

fn size(name: &'static str) -> AnyView {
    view! {
        <li class="guide__type" style:font-size=of(name)>"Abc 123 ñ "<code>{name}</code></li>
    }
    .into_any()
}

/// The bytes of a colour as it is painted, over paper where one sees through it.
fn painted(name: &str) -> Option<[u8; 4]> {
    let (paper, colour) = (reckoned("--paper")?, reckoned(name)?);
    let canvas = OffscreenCanvas::new(1, 1).ok()?;
    let context: OffscreenCanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    for colour in [paper, colour] {
        context.set_fill_style_str(&colour);
        context.fill_rect(0.0, 0.0, 1.0, 1.0);
    }
    let image: ImageData = context.get_image_data(0.0, 0.0, 1.0, 1.0).ok()?;
    image.data().0.try_into().ok()
}

/// A token is a text; a colour of an element is reckoned out.
fn reckoned(name: &str) -> Option<String> {
    let page = dom::page()?;
    let probe = page.create_element("span").ok()?.dyn_into::<web_sys::HtmlElement>().ok()?;
    probe.style().set_property("color", &of(name)).ok()?;
    page.body()?.append_child(&probe).ok()?;
    let colour = dom::window()?.get_computed_style(&probe).ok()??.get_property_value("color").ok();
    probe.remove();
    colour
}

fn contrast_of(one: &str, other: &str) -> Option<f64> {
    let rgb = |[red, green, blue, _]: [u8; 4]| [red, green, blue].map(|part| f64::from(part) / 255.0);
    Some(contrast(rgb(painted(one)?), rgb(painted(other)?)))
}
