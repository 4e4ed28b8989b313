//! Elements of the page as values, the one type of view that the public form is made of.
//!
//! The `view!` macro makes a type of its own for every piece of markup, and the code to build and to change it anew for
//! each. For a form of some hundred pieces that is two thirds of the program. An `El` is put together by calls instead,
//! so there is one type for all, and it is a view of Leptos like any other. Nothing here knows what is shown.

mod list;

use std::borrow::Cow;

use leptos::prelude::*;
use leptos::reactive::effect::RenderEffect;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Position, PositionState};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Element, Event, Node};

use self::list::{Item, List};
use crate::{dom, i18n};

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

/// An element that is yet to be made. In a box, because it is handed on with every call.
pub struct El(Box<Parts>);

struct Parts {
    tag: &'static str,
    attributes: Vec<(&'static str, Value)>,
    properties: Vec<(&'static str, Property)>,
    listeners: Vec<(&'static str, Listen)>,
    children: Vec<AnyView>,
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
        view: impl Fn(String) -> AnyView + Send + Sync + 'static,
    ) -> Self {
        self.0.list = Some(List { ids, view: Box::new(view) });
        self
    }

    /// A text of the page's language.
    #[inline(never)]
    pub fn words(self, key: &'static str) -> Self {
        self.holding(i18n::t(key).into_any())
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
    fn holding(mut self, view: AnyView) -> Self {
        self.0.children.push(view);
        self
    }

    #[inline(never)]
    fn holding_element(self, element: El) -> Self {
        self.holding(element.into_any())
    }

    #[inline(never)]
    fn holding_text(self, text: String) -> Self {
        self.holding(text.into_any())
    }

    #[inline(never)]
    fn holding_followed(self, view: Box<dyn Fn() -> AnyView + Send>) -> Self {
        self.holding(followed(view))
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
    fn into_child(self) -> AnyView;

    fn put_into(self, element: El) -> El {
        element.holding(self.into_child())
    }
}

impl IntoChild for AnyView {
    fn into_child(self) -> AnyView {
        self
    }
}

impl IntoChild for El {
    #[inline(never)]
    fn into_child(self) -> AnyView {
        self.into_any()
    }

    fn put_into(self, element: El) -> El {
        element.holding_element(self)
    }
}

impl IntoChild for String {
    #[inline(never)]
    fn into_child(self) -> AnyView {
        self.into_any()
    }

    fn put_into(self, element: El) -> El {
        element.holding_text(self)
    }
}

impl IntoChild for &'static str {
    fn into_child(self) -> AnyView {
        self.to_string().into_any()
    }
}

impl IntoChild for () {
    fn into_child(self) -> AnyView {
        self.into_any()
    }
}

impl<T: IntoChild> IntoChild for Option<T> {
    fn into_child(self) -> AnyView {
        self.map_or_else(|| ().into_any(), T::into_child)
    }
}

impl<T: IntoChild> IntoChild for Vec<T> {
    fn into_child(self) -> AnyView {
        all(self.into_iter().map(T::into_child).collect())
    }
}

impl<T: IntoChild, const N: usize> IntoChild for [T; N] {
    fn into_child(self) -> AnyView {
        all(self.into_iter().map(T::into_child).collect())
    }
}

impl<F, V> IntoChild for F
where
    F: Fn() -> V + Send + 'static,
    V: IntoChild,
{
    fn into_child(self) -> AnyView {
        followed(Box::new(move || self().into_child()))
    }

    fn put_into(self, element: El) -> El {
        element.holding_followed(Box::new(move || self().into_child()))
    }
}

/// Several views after each other.
#[inline(never)]
pub fn all(views: Vec<AnyView>) -> AnyView {
    views.into_any()
}

/// Several views of different kinds after each other.
#[macro_export]
macro_rules! views {
    ($($child:expr),* $(,)?) => {
        $crate::element::all(vec![$($crate::element::IntoChild::into_child($child)),*])
    };
}

#[inline(never)]
fn followed(view: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
    (move || view()).into_any()
}

/// An element that was made.
pub struct ElState {
    element: Element,
    /// What the fixed attributes are, to change only those that differ.
    fixed: Vec<(&'static str, Option<Text>)>,
    /// Whether it has nothing but fixed attributes and children, so that it can be changed in place.
    is_plain: bool,
    tag: &'static str,
    children: Vec<AnyViewState>,
    _follow: Vec<RenderEffect<()>>,
    _list: Option<RenderEffect<Vec<Item>>>,
}

impl Parts {
    fn is_plain(&self) -> bool {
        self.list.is_none()
            && self.properties.is_empty()
            && self.listeners.is_empty()
            && self.attributes.iter().all(|(_, value)| matches!(value, Value::Fixed(_)))
    }
}

fn set(element: &Element, name: &str, value: Option<&Text>) {
    // An attribute that the browser refuses is left out: none of ours is.
    drop(match value {
        Some(text) => element.set_attribute(name, text),
        None => element.remove_attribute(name),
    });
}

fn follow(element: &Element, name: &'static str, follow: Follow) -> RenderEffect<()> {
    let element = element.clone();
    let mut last: Option<Option<Text>> = None;
    RenderEffect::new(move |_| {
        let now = follow();
        if last.as_ref() != Some(&now) {
            set(&element, name, now.as_ref());
            last = Some(now);
        }
    })
}

fn listen(element: &Element, event: &str, then: Listen) {
    // The browser frees the function together with the element.
    let function = Closure::<dyn FnMut(Event)>::new(then).into_js_value();
    drop(element.add_event_listener_with_callback(event, function.unchecked_ref()));
}

fn create(tag: &str) -> Element {
    match dom::page().and_then(|page| page.create_element(tag).ok()) {
        Some(element) => element,
        // There is no page without a document, and no name of ours that it refuses.
        None => JsValue::NULL.unchecked_into(),
    }
}

impl Render for El {
    type State = ElState;

    fn build(self) -> ElState {
        let parts = *self.0;
        let is_plain = parts.is_plain();
        let element = create(parts.tag);
        let mut fixed = Vec::new();
        let mut effects = Vec::new();
        for (name, value) in parts.attributes {
            match value {
                Value::Fixed(text) => {
                    if text.is_some() {
                        set(&element, name, text.as_ref());
                    }
                    fixed.push((name, text));
                }
                Value::Followed(text) => effects.push(follow(&element, name, text)),
            }
        }
        let mut children: Vec<AnyViewState> = parts.children.into_iter().map(Render::build).collect();
        for child in &mut children {
            child.mount(&element, None);
        }
        // Values come after the children: a list can only be set to what it has.
        for (name, value) in &parts.properties {
            drop(js_sys::Reflect::set(&element, &(*name).into(), &value.to_js()));
        }
        for (event, then) in parts.listeners {
            listen(&element, event, then);
        }
        let list = parts.list.map(|list| list.keep_in(&element));
        ElState { element, fixed, is_plain, tag: parts.tag, children, _follow: effects, _list: list }
    }

    fn rebuild(self, state: &mut ElState) {
        let fits = state.is_plain
            && self.0.is_plain()
            && state.tag == self.0.tag
            && state.children.len() == self.0.children.len()
            && state.fixed.len() == self.0.attributes.len();
        if !fits {
            let mut new = self.build();
            state.insert_before_this(&mut new);
            state.unmount();
            *state = new;
            return;
        }
        let parts = *self.0;
        for ((name, value), old) in parts.attributes.into_iter().zip(&mut state.fixed) {
            let Value::Fixed(text) = value else { continue };
            if old.0 != name {
                set(&state.element, old.0, None);
            }
            if old.0 != name || old.1 != text {
                set(&state.element, name, text.as_ref());
                *old = (name, text);
            }
        }
        for (child, old) in parts.children.into_iter().zip(&mut state.children) {
            child.rebuild(old);
        }
    }
}

impl Mountable for ElState {
    fn unmount(&mut self) {
        self.element.remove();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        drop(parent.insert_before(&self.element, marker));
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let Some(parent) = self.element.parent_element() else { return false };
        child.mount(&parent, Some(&self.element));
        true
    }

    fn elements(&self) -> Vec<Element> {
        vec![self.element.clone()]
    }
}

leptos::tachys::no_attrs!(El);

/// Pages are only ever made in the browser: writing them as text, or taking over markup that came as text, is not done.
impl RenderHtml for El {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {}

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> ElState {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
