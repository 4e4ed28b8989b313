//! Elements of the page as values, the one type of view that the public form is made of.
//!
//! The `view!` macro makes a type of its own for every piece of markup, and the code to build and to change it anew for
//! each. For a form of some hundred pieces that is two thirds of the program. A `View` is put together by calls instead,
//! so there is one type for all, over the signals of Leptos. Nothing here knows what is shown.

mod list;
mod office;
mod shown;

use std::borrow::Cow;

use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::{Element, Event};

use self::list::List;
use self::shown::Shown;
use crate::i18n;

type Text = Cow<'static, str>;
type Follow = Box<dyn Fn() -> Option<Text> + Send>;
type Listen = Box<dyn FnMut(Event) + Send>;

/// What an attribute is set to.
pub enum Value {
    /// None where the attribute is left out.
    Fixed(Option<Text>),
    /// Set again whenever what it is made of changes.
    Followed(Follow),
}

/// What an element holds beside its attributes.
pub enum Property {
    Text(String),
    Switch(bool),
}

impl From<String> for Property {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Property {
    fn from(on: bool) -> Self {
        Self::Switch(on)
    }
}

impl Property {
    fn to_js(&self) -> JsValue {
        match self {
            Self::Text(text) => text.into(),
            Self::Switch(on) => (*on).into(),
        }
    }
}

/// What is yet to be shown.
#[derive(Default)]
pub enum View {
    #[default]
    Nothing,
    Text(String),
    Element(El),
    /// Several after each other.
    Many(Vec<View>),
    /// Made anew whenever what it is made of changes.
    Followed(Box<dyn Fn() -> View + Send>),
}

/// Shows a view in an element as long as the page is open.
pub fn mount(host: &Element, view: View) {
    let shown = Shown::of(view);
    shown.place(host, None);
    std::mem::forget(shown);
}

/// An element that is yet to be made. In a box, because it is handed on with every call.
pub struct El(Box<Parts>);

struct Parts {
    tag: &'static str,
    attributes: Vec<(&'static str, Value)>,
    properties: Vec<(&'static str, Property)>,
    listeners: Vec<(&'static str, Listen)>,
    children: Vec<View>,
    list: Option<List>,
}

/// An element of this name, without anything yet.
#[inline(never)]
pub fn el(tag: &'static str) -> El {
    El(Box::new(Parts {
        tag,
        attributes: Vec::new(),
        properties: Vec::new(),
        listeners: Vec::new(),
        children: Vec::new(),
        list: None,
    }))
}

// The calls below stand some hundred times in the program: what they do is kept out of line.
impl El {
    pub fn attr(self, name: &'static str, value: impl IntoValue) -> Self {
        value.set_on(self, name)
    }

    pub fn class(self, value: impl IntoValue) -> Self {
        value.set_on(self, "class")
    }

    pub fn id(self, value: impl IntoValue) -> Self {
        value.set_on(self, "id")
    }

    /// What the element holds beside its attributes when it is made: value, checked, selected.
    pub fn prop(mut self, name: &'static str, value: impl Into<Property>) -> Self {
        self.0.properties.push((name, value.into()));
        self
    }

    pub fn on(self, event: &'static str, then: impl FnMut(Event) + Send + 'static) -> Self {
        self.listening(event, Box::new(then))
    }

    pub fn child(self, child: impl IntoChild) -> Self {
        child.put_into(self)
    }

    /// One view for each id, kept as long as the id is there. The element holds nothing else.
    pub fn list(
        mut self,
        ids: ArcRwSignal<Vec<String>>,
        view: impl Fn(String) -> View + Send + Sync + 'static,
    ) -> Self {
        self.0.list = Some(List { ids, view: Box::new(view) });
        self
    }

    /// A text of the page's language.
    #[inline(never)]
    pub fn words(self, key: &'static str) -> Self {
        self.holding(View::Text(i18n::t(key)))
    }

    #[inline(never)]
    fn fixed(mut self, name: &'static str, text: &'static str) -> Self {
        self.0.attributes.push((name, Value::Fixed(Some(Text::Borrowed(text)))));
        self
    }

    #[inline(never)]
    fn valued(mut self, name: &'static str, value: Value) -> Self {
        self.0.attributes.push((name, value));
        self
    }

    #[inline(never)]
    fn listening(mut self, event: &'static str, then: Listen) -> Self {
        self.0.listeners.push((event, then));
        self
    }

    #[inline(never)]
    fn holding(mut self, view: View) -> Self {
        self.0.children.push(view);
        self
    }

    #[inline(never)]
    fn holding_element(self, element: El) -> Self {
        self.holding(View::Element(element))
    }

    #[inline(never)]
    fn holding_text(self, text: String) -> Self {
        self.holding(View::Text(text))
    }

    #[inline(never)]
    fn holding_followed(self, view: Box<dyn Fn() -> View + Send>) -> Self {
        self.holding(View::Followed(view))
    }
}

/// What can stand as an attribute: text, perhaps none, a switch, or a function that gives one of these.
pub trait IntoValue: Sized {
    fn into_value(self) -> Value;

    fn set_on(self, element: El, name: &'static str) -> El {
        element.valued(name, self.into_value())
    }
}

impl IntoValue for &'static str {
    fn into_value(self) -> Value {
        Value::Fixed(Some(Text::Borrowed(self)))
    }

    fn set_on(self, element: El, name: &'static str) -> El {
        element.fixed(name, self)
    }
}

impl IntoValue for String {
    fn into_value(self) -> Value {
        Value::Fixed(Some(Text::Owned(self)))
    }
}

impl IntoValue for bool {
    fn into_value(self) -> Value {
        Value::Fixed(self.then_some(Text::Borrowed("")))
    }
}

impl IntoValue for Option<String> {
    fn into_value(self) -> Value {
        Value::Fixed(self.map(Text::Owned))
    }
}

impl IntoValue for Option<&'static str> {
    fn into_value(self) -> Value {
        Value::Fixed(self.map(Text::Borrowed))
    }
}

impl<F, V> IntoValue for F
where
    F: Fn() -> V + Send + 'static,
    V: IntoValue,
{
    fn into_value(self) -> Value {
        Value::Followed(Box::new(move || match self().into_value() {
            Value::Fixed(text) => text,
            Value::Followed(follow) => follow(),
        }))
    }
}

/// What can stand inside an element: text, elements, several or none of them, or a function that gives them.
pub trait IntoChild: Sized {
    fn into_child(self) -> View;

    fn put_into(self, element: El) -> El {
        element.holding(self.into_child())
    }
}

impl IntoChild for View {
    fn into_child(self) -> View {
        self
    }
}

impl IntoChild for El {
    fn into_child(self) -> View {
        View::Element(self)
    }

    fn put_into(self, element: El) -> El {
        element.holding_element(self)
    }
}

impl IntoChild for String {
    fn into_child(self) -> View {
        View::Text(self)
    }

    fn put_into(self, element: El) -> El {
        element.holding_text(self)
    }
}

impl IntoChild for &'static str {
    fn into_child(self) -> View {
        View::Text(self.to_string())
    }
}

impl IntoChild for () {
    fn into_child(self) -> View {
        View::Nothing
    }
}

impl<T: IntoChild> IntoChild for Option<T> {
    fn into_child(self) -> View {
        self.map_or(View::Nothing, T::into_child)
    }
}

impl<T: IntoChild> IntoChild for Vec<T> {
    fn into_child(self) -> View {
        View::Many(self.into_iter().map(T::into_child).collect())
    }
}

impl<T: IntoChild, const N: usize> IntoChild for [T; N] {
    fn into_child(self) -> View {
        View::Many(self.into_iter().map(T::into_child).collect())
    }
}

impl<F, V> IntoChild for F
where
    F: Fn() -> V + Send + 'static,
    V: IntoChild,
{
    fn into_child(self) -> View {
        View::Followed(Box::new(move || self().into_child()))
    }

    fn put_into(self, element: El) -> El {
        element.holding_followed(Box::new(move || self().into_child()))
    }
}

/// Several views of different kinds after each other.
#[macro_export]
macro_rules! views {
    ($($child:expr),* $(,)?) => {
        $crate::element::View::Many(vec![$($crate::element::IntoChild::into_child($child)),*])
    };
}
