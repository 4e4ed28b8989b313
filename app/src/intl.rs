//! Dates, numbers and names as the browser writes them in the language of the page.

use std::cell::RefCell;

use js_sys::{Array, Function, Object, Reflect};
use shared::date::{Date, Instant};
use shared::locales::Language;
use wasm_bindgen::{JsCast, JsValue};

use crate::i18n;
use crate::sorted::Sorted;

thread_local! {
    /// Making a formatter costs more than a hundred uses of it.
    static MADE: RefCell<Sorted<&'static str, (JsValue, Function)>> = RefCell::default();
}

/// Forgets the formatters of the language before.
pub fn forget() {
    MADE.with_borrow_mut(Sorted::clear);
}

/// Calls a method of an `Intl` object, made once for each name with these options.
fn call(
    name: &'static str,
    class: &str,
    method: &str,
    options: &[(&str, &str)],
    value: &JsValue,
) -> Option<JsValue> {
    let made = MADE.with_borrow(|made| made.get(name).cloned());
    let (object, method) = match made {
        Some(made) => made,
        None => {
            let made = make(class, method, options)?;
            MADE.with_borrow_mut(|all| all.insert(name, made.clone()));
            made
        }
    };
    method.call1(&object, value).ok()
}

fn make(class: &str, method: &str, options: &[(&str, &str)]) -> Option<(JsValue, Function)> {
    // Which form of a text goes with a number is a question of the text, not of where its reader lives.
    let tags = if class == "PluralRules" { i18n::tags() } else { i18n::reader_tags() };
    make_in(&tags, class, method, options)
}

fn make_in(tags: &Array, class: &str, method: &str, options: &[(&str, &str)]) -> Option<(JsValue, Function)> {
    let bag = Object::new();
    for (name, value) in options {
        Reflect::set(&bag, &(*name).into(), &(*value).into()).ok()?;
    }
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let class: Function = Reflect::get(&intl, &class.into()).ok()?.dyn_into().ok()?;
    let object = Reflect::construct(&class, &Array::of2(tags, &bag)).ok()?;
    let method: Function = Reflect::get(&object, &method.into()).ok()?.dyn_into().ok()?;
    Some((object, method))
}

fn text(answer: Option<JsValue>) -> Option<String> {
    answer?.as_string()
}

/// A number with its groups: "2,000".
pub fn number(value: f64) -> String {
    text(call("number", "NumberFormat", "format", &[("maximumFractionDigits", "1")], &value.into()))
        .unwrap_or_else(|| (value as i64).to_string())
}

/// A number that may be a year, so that only five digits and more are grouped.
pub fn plain_number(value: f64) -> String {
    text(call("plain", "NumberFormat", "format", &[("useGrouping", "min2")], &value.into()))
        .unwrap_or_else(|| (value as i64).to_string())
}

/// The plural category of a number, by CLDR: "one", "few", "other", …
pub fn plural_category(value: f64) -> String {
    text(call("plural", "PluralRules", "select", &[], &value.into())).unwrap_or_else(|| "other".into())
}

fn moment(milliseconds: f64) -> JsValue {
    js_sys::Date::new(&milliseconds.into()).into()
}

/// A day in words of the locale file, for a language that browsers lack.
fn worded(date: Date) -> Option<String> {
    let words = i18n::words();
    let month = words.get("intl.months")?.split(' ').nth(usize::from(date.month()) - 1)?.to_string();
    let values = [("day", date.day().to_string()), ("month", month), ("year", date.year().to_string())];
    Some(words.fill("intl.day", &values))
}

/// The same with what stands behind it.
fn worded_at(milliseconds: f64, time: impl FnOnce() -> String) -> Option<String> {
    worded(local_day(milliseconds)).map(|day| format!("{day}, {}", time()))
}

/// A day: "30 January 2027".
pub fn day(date: Date) -> String {
    let at = moment(date.days() as f64 * 86_400_000.0);
    let style = [("dateStyle", "long"), ("timeZone", "UTC")];
    worded(date)
        .or_else(|| text(call("day", "DateTimeFormat", "format", &style, &at)))
        .unwrap_or_else(|| date.to_string())
}

/// Day and time in the reader's zone, with the name of the zone.
pub fn day_and_time(seconds: i64) -> String {
    let milliseconds = seconds as f64 * 1000.0;
    let parts = [
        ("hour", "2-digit"),
        ("minute", "2-digit"),
        ("timeZoneName", "short"),
        ("day", "numeric"),
        ("month", "long"),
        ("year", "numeric"),
    ];
    let written = |name: &'static str, parts: &[_]| {
        text(call(name, "DateTimeFormat", "format", parts, &moment(milliseconds))).unwrap_or_default()
    };
    worded_at(milliseconds, || written("clock", &parts[..3])).unwrap_or_else(|| written("moment", &parts))
}

/// Day and time as they are written in the zone of the instant itself, with its offset from UTC.
pub fn day_and_time_there(instant: Instant) -> String {
    let shifted = (instant.seconds + i64::from(instant.offset) * 60) as f64 * 1000.0;
    let style = [("timeZone", "UTC"), ("timeStyle", "short"), ("dateStyle", "long")];
    let written = |name: &'static str, style: &[_]| {
        text(call(name, "DateTimeFormat", "format", style, &moment(shifted))).unwrap_or_default()
    };
    let there = worded(instant.date()).map(|day| format!("{day}, {}", written("there clock", &style[..2])));
    let there = there.unwrap_or_else(|| written("there", &style));
    format!("{there} {}", offset(instant.offset))
}

fn offset(minutes: i16) -> String {
    if minutes == 0 {
        return "UTC".into();
    }
    let sign = if minutes < 0 { '−' } else { '+' };
    let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
    if rest == 0 { format!("UTC{sign}{hours}") } else { format!("UTC{sign}{hours}:{rest:02}") }
}

/// Minutes that the reader's clock is east of UTC at a moment.
pub fn reader_offset(seconds: i64) -> i16 {
    let date = js_sys::Date::new(&(seconds as f64 * 1000.0).into());
    -(date.get_timezone_offset() as i16)
}

/// The time of day: "10:42". Milliseconds since 1970.
pub fn time(milliseconds: f64) -> String {
    text(call("time", "DateTimeFormat", "format", &[("timeStyle", "short")], &moment(milliseconds)))
        .unwrap_or_default()
}

/// Day and time, short, in the reader's zone. Milliseconds since 1970.
pub fn short_moment(milliseconds: f64) -> String {
    let style = [("dateStyle", "medium"), ("timeStyle", "short")];
    worded_at(milliseconds, || time(milliseconds)).unwrap_or_else(|| {
        text(call("short", "DateTimeFormat", "format", &style, &moment(milliseconds))).unwrap_or_default()
    })
}

/// Name of a country by its ISO code.
pub fn country(code: &str) -> String {
    i18n::words()
        .get(&format!("intl.region.{code}"))
        .map(str::to_string)
        .or_else(|| text(call("country", "DisplayNames", "of", &[("type", "region")], &code.into())))
        .unwrap_or_else(|| code.into())
}

/// Name of a language by its BCP 47 code.
pub fn language_name(code: &str) -> String {
    i18n::words()
        .get(&format!("intl.language.{code}"))
        .map(str::to_string)
        .or_else(|| text(call("language", "DisplayNames", "of", &[("type", "language")], &code.into())))
        .unwrap_or_else(|| code.into())
}

/// Sorts as the language of the page does.
pub fn sort_by_name<T>(items: &mut [T], name: impl Fn(&T) -> &str) {
    let Some((object, compare)) = make("Collator", "compare", &[]) else { return };
    let is_before = |one: &T, other: &T| {
        let order = compare.call2(&object, &name(one).into(), &name(other).into()).ok();
        order.and_then(|order| order.as_f64()).is_some_and(|order| order < 0.0)
    };
    // A few dozen names at most: the sort of the library is much more code than this.
    for end in 1..items.len() {
        let mut at = end;
        while at > 0 && is_before(&items[at], &items[at - 1]) {
            items.swap(at, at - 1);
            at -= 1;
        }
    }
}

/// A size in bytes, kilobytes or megabytes of ten.
pub fn bytes(size: u64) -> String {
    let size = size as f64;
    match size {
        ..1_000.0 => format!("{} B", number(size)),
        ..1_000_000.0 => format!("{} kB", number((size / 1_000.0).round())),
        _ => format!("{} MB", number((size / 100_000.0).round() / 10.0)),
    }
}

/// Milliseconds since 1970 by the browser's clock.
pub fn now() -> f64 {
    js_sys::Date::now()
}

/// The day of a moment where the reader is.
fn local_day(milliseconds: f64) -> Date {
    let zone = js_sys::Date::new(&milliseconds.into()).get_timezone_offset();
    Date::from_days(((milliseconds - zone * 60_000.0) / 86_400_000.0).floor() as i64)
}

/// Name of a language in itself: "español".
pub fn language_in_itself(language: &Language) -> String {
    if let Some(name) = language.own_name {
        return name.into();
    }
    let code = language.code;
    let name = make_in(&Array::of1(&code.into()), "DisplayNames", "of", &[("type", "language")])
        .and_then(|(object, of)| of.call1(&object, &code.into()).ok());
    text(name).unwrap_or_else(|| code.into())
}
