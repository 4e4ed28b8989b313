//! Reads JSON with the browser's own parser, which costs the program nothing.

use js_sys::{Array, JSON, Object};
use shared::json::{Fields, Json, Read};
use wasm_bindgen::{JsCast, JsValue};

/// Reads a text; nothing if it is no JSON of ours.
pub fn read<T: Read>(text: &str) -> Option<T> {
    T::read(parse(text)?)
}

#[inline(never)]
fn parse(text: &str) -> Option<Json> {
    value(&JSON::parse(text).ok()?)
}

fn value(js: &JsValue) -> Option<Json> {
    if let Some(text) = js.as_string() {
        return Some(Json::Text(text));
    }
    if let Some(number) = js.as_f64() {
        let whole = number as i64;
        return (whole as f64 == number).then_some(Json::Whole(whole));
    }
    if let Some(on) = js.as_bool() {
        return Some(Json::Bool(on));
    }
    if js.is_null() {
        return Some(Json::Null);
    }
    if Array::is_array(js) {
        let mut list = Vec::new();
        for of in Array::from(js).iter() {
            list.push(value(&of)?);
        }
        return Some(Json::List(list));
    }
    let mut fields = Vec::new();
    for entry in Object::entries(js.unchecked_ref()).iter() {
        let entry: Array = entry.unchecked_into();
        fields.push((entry.get(0).as_string()?, value(&entry.get(1))?));
    }
    Some(Json::Map(Fields(fields)))
}
