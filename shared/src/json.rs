//! Reading JSON in the browser. What serde derives makes code anew for each type that is read, as much together as all
//! rules. Here everything is read into one type first, and each type takes its fields out of that.
//! Only for what our own program wrote: fields that are not known are passed over. The server reads with serde alone.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// A value of JSON as our programs write it: numbers are whole.
#[derive(Debug)]
pub enum Json {
    Null,
    Bool(bool),
    Whole(i64),
    Text(String),
    List(Vec<Json>),
    Map(Fields),
}

/// The fields of an object, in the order in which they stood.
#[derive(Debug)]
pub struct Fields(pub Vec<(String, Json)>);

/// What can be made of a value; nothing if it has another shape.
pub trait Read: Sized {
    fn read(json: Json) -> Option<Self>;
}

/// Reads a text.
pub fn read<T: Read>(text: &str) -> Option<T> {
    T::read(parse(text)?)
}

#[inline(never)]
fn parse(text: &str) -> Option<Json> {
    serde_json::from_str(text).ok()
}

impl Json {
    pub fn fields(self) -> Option<Fields> {
        if let Self::Map(fields) = self { Some(fields) } else { None }
    }

    pub fn text(self) -> Option<String> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub fn list(self) -> Option<Vec<Json>> {
        if let Self::List(list) = self { Some(list) } else { None }
    }

    fn whole(self) -> Option<i64> {
        if let Self::Whole(number) = self { Some(number) } else { None }
    }
}

impl Fields {
    /// The value of a field, `Null` where it is not there.
    #[inline(never)]
    pub fn pull(&mut self, name: &str) -> Json {
        match self.0.iter().position(|(known, _)| known == name) {
            Some(at) => self.0.swap_remove(at).1,
            None => Json::Null,
        }
    }

    pub fn take<T: Read>(&mut self, name: &str) -> Option<T> {
        T::read(self.pull(name))
    }
}

/// Declares how a struct is read: its fields, and what stands for one that is not there.
#[macro_export]
macro_rules! read_fields {
    ($type:ident { $($field:ident $(= $absent:expr)?),* $(,)? }) => {
        impl $crate::json::Read for $type {
            fn read(json: $crate::json::Json) -> Option<Self> {
                let mut fields = json.fields()?;
                Some(Self { $($field: $crate::read_fields!(@one fields $field $($absent)?)),* })
            }
        }
    };
    (@one $fields:ident $field:ident) => { $fields.take(stringify!($field))? };
    (@one $fields:ident $field:ident $absent:expr) => {
        $fields.take::<Option<_>>(stringify!($field))?.unwrap_or_else(|| $absent)
    };
}

impl Read for bool {
    fn read(json: Json) -> Option<Self> {
        if let Json::Bool(on) = json { Some(on) } else { None }
    }
}

impl Read for String {
    fn read(json: Json) -> Option<Self> {
        json.text()
    }
}

macro_rules! read_whole {
    ($($type:ty)*) => {
        $(impl Read for $type {
            fn read(json: Json) -> Option<Self> {
                json.whole()?.try_into().ok()
            }
        })*
    };
}
read_whole!(i32 i64 u32 u64);

impl Read for BTreeMap<String, String> {
    fn read(json: Json) -> Option<Self> {
        let mut texts = Self::new();
        for (name, value) in json.fields()?.0 {
            texts.insert(name, value.text()?);
        }
        Some(texts)
    }
}

impl<T: Read> Read for Option<T> {
    fn read(json: Json) -> Option<Self> {
        if let Json::Null = json { Some(None) } else { T::read(json).map(Some) }
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(json: Json) -> Option<Self> {
        let mut all = Vec::new();
        for value in json.list()? {
            all.push(T::read(value)?);
        }
        Some(all)
    }
}

/// A list of two.
impl<A: Read, B: Read> Read for (A, B) {
    fn read(json: Json) -> Option<Self> {
        let [first, second] = json.list()?.try_into().ok()?;
        Some((A::read(first)?, B::read(second)?))
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Json;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("JSON with whole numbers")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, on: bool) -> Result<Json, E> {
        Ok(Json::Bool(on))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(Json::Whole(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Json, E> {
        i64::try_from(number).map(Json::Whole).map_err(|_| E::custom("too large"))
    }

    /// Said here, because the usual complaint could write out any number, which takes tables of 24 KB.
    fn visit_f64<E: Error>(self, _: f64) -> Result<Json, E> {
        Err(E::custom("not whole"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Json, E> {
        Ok(Json::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = from.next_element()? {
            list.push(value);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Json, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = from.next_entry()? {
            fields.push(field);
        }
        Ok(Json::Map(Fields(fields)))
    }
}
