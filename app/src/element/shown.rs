//! What is shown: the nodes of a view on the page, and how they follow what the view was made of.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::reactive::effect::RenderEffect;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Element, Event, Node};

use super::list::Item;
use super::{El, Follow, Listen, Parts, Text, Value, View};
use crate::dom;

/// A view that was made. What it follows it follows until it is dropped.
#[derive(Default)]
pub enum Shown {
    #[default]
    Nothing,
    Text(Node, String),
    Element(Box<Made>),
    Many(Vec<Shown>),
    /// What is shown now, and the node that keeps its place.
    Followed(Rc<RefCell<Shown>>, Node, RenderEffect<()>),
}

/// An element that was made.
pub struct Made {
    element: Element,
    tag: &'static str,
    /// What the fixed attributes are, to change only those that differ.
    fixed: Vec<(&'static str, Option<Text>)>,
    /// Whether it has nothing but fixed attributes and children, so that it can be changed in place.
    is_plain: bool,
    children: Vec<Shown>,
    _follow: Vec<RenderEffect<()>>,
    _list: Option<RenderEffect<Vec<Item>>>,
}

impl Shown {
    pub fn of(view: View) -> Self {
        match view {
            View::Nothing => Self::Nothing,
            View::Text(text) => Self::Text(text_node(&text), text),
            View::Element(element) => Self::Element(Box::new(Made::of(element))),
            View::Many(views) => Self::Many(all(views)),
            View::Followed(view) => {
                let (inside, end) = (Rc::default(), text_node(""));
                let effect = keep(view, &inside, &end);
                Self::Followed(inside, end, effect)
            }
        }
    }

    /// Puts the nodes into an element, before a node of it or at its end.
    pub fn place(&self, parent: &Node, before: Option<&Node>) {
        match self {
            Self::Nothing => {}
            Self::Text(node, _) => put(parent, node, before),
            Self::Element(made) => put(parent, &made.element, before),
            Self::Many(many) => many.iter().for_each(|shown| shown.place(parent, before)),
            Self::Followed(inside, end, _) => {
                inside.borrow().place(parent, before);
                put(parent, end, before);
            }
        }
    }

    pub fn remove(&self) {
        match self {
            Self::Nothing => {}
            Self::Text(node, _) => take_out(node),
            Self::Element(made) => take_out(&made.element),
            Self::Many(many) => many.iter().for_each(Self::remove),
            Self::Followed(inside, end, _) => {
                inside.borrow().remove();
                take_out(end);
            }
        }
    }

    /// The first of the nodes.
    pub fn first(&self) -> Option<Node> {
        match self {
            Self::Nothing => None,
            Self::Text(node, _) => Some(node.clone()),
            Self::Element(made) => Some(made.element.clone().into()),
            Self::Many(many) => many.iter().find_map(Self::first),
            Self::Followed(inside, end, _) => inside.borrow().first().or_else(|| Some(end.clone())),
        }
    }

    /// Shows another view in the place of this one, before a node of the parent or at its end. What is alike stays, and
    /// with it the focus and whatever the browser knows of it.
    fn change(&mut self, view: View, parent: &Node, before: Option<&Node>) {
        match (&mut *self, view) {
            (Self::Nothing, View::Nothing) => {}
            (Self::Text(node, old), View::Text(new)) => {
                if *old != new {
                    node.set_node_value(Some(&new));
                    *old = new;
                }
            }
            (Self::Many(old), View::Many(new)) if old.len() == new.len() => {
                change_all(old, new, parent, before);
            }
            (Self::Element(made), View::Element(new)) if made.fits(&new.0) => made.change(*new.0),
            (Self::Followed(inside, end, effect), View::Followed(view)) => *effect = keep(view, inside, end),
            (_, new) => {
                let new = Self::of(new);
                new.place(parent, before);
                self.remove();
                *self = new;
            }
        }
    }
}

fn all(views: Vec<View>) -> Vec<Shown> {
    views.into_iter().map(Shown::of).collect()
}

/// From the last to the first, so that each knows what it stands before.
fn change_all(old: &mut [Shown], new: Vec<View>, parent: &Node, before: Option<&Node>) {
    let mut before = before.cloned();
    for (old, new) in old.iter_mut().zip(new).rev() {
        old.change(new, parent, before.as_ref());
        before = old.first().or(before);
    }
}

/// Has what is inside follow the view, in the place that ends with the node.
fn keep(view: Box<dyn Fn() -> View + Send>, inside: &Rc<RefCell<Shown>>, end: &Node) -> RenderEffect<()> {
    let (inside, end) = (inside.clone(), end.clone());
    RenderEffect::new(move |_| {
        let view = view();
        // Taken out meanwhile: what is made now may look at what is shown.
        let mut shown = inside.take();
        match end.parent_node() {
            Some(parent) => shown.change(view, &parent, Some(&end)),
            None => shown = Shown::of(view),
        }
        inside.replace(shown);
    })
}

impl Made {
    fn of(element: El) -> Self {
        let parts = *element.0;
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
        let children = all(parts.children);
        children.iter().for_each(|child| child.place(&element, None));
        // Values come after the children: a list can only be set to what it has.
        for (name, value) in &parts.properties {
            drop(js_sys::Reflect::set(&element, &(*name).into(), &value.to_js()));
        }
        for (event, then) in parts.listeners {
            listen(&element, event, then);
        }
        let list = parts.list.map(|list| list.keep_in(&element));
        Self { element, tag: parts.tag, fixed, is_plain, children, _follow: effects, _list: list }
    }

    fn fits(&self, new: &Parts) -> bool {
        self.is_plain
            && new.is_plain()
            && self.tag == new.tag
            && self.children.len() == new.children.len()
            && self.fixed.len() == new.attributes.len()
    }

    fn change(&mut self, new: Parts) {
        for ((name, value), old) in new.attributes.into_iter().zip(&mut self.fixed) {
            let Value::Fixed(text) = value else { continue };
            if old.0 != name {
                set(&self.element, old.0, None);
            }
            if old.0 != name || old.1 != text {
                set(&self.element, name, text.as_ref());
                *old = (name, text);
            }
        }
        change_all(&mut self.children, new.children, &self.element, None);
    }
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

// There is no page without a document, and no name of ours that it refuses.
fn create(tag: &str) -> Element {
    let element = dom::page().and_then(|page| page.create_element(tag).ok());
    element.unwrap_or_else(|| JsValue::NULL.unchecked_into())
}

fn text_node(text: &str) -> Node {
    let node = dom::page().map(|page| page.create_text_node(text).into());
    node.unwrap_or_else(|| JsValue::NULL.unchecked_into())
}

fn put(parent: &Node, node: &Node, before: Option<&Node>) {
    drop(parent.insert_before(node, before));
}

fn take_out(node: &Node) {
    if let Some(parent) = node.parent_node() {
        drop(parent.remove_child(node));
    }
}
