//! A view within the markup of Leptos, as the office shows answers. Pages are only ever made in the browser: writing them
//! as text, or taking over markup that came as text, is not done.

use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use web_sys::{Element, Node};

use super::View;
use super::shown::Shown;

impl Render for View {
    type State = Shown;

    fn build(self) -> Shown {
        Shown::of(self)
    }

    fn rebuild(self, state: &mut Shown) {
        let new = Shown::of(self);
        if let Some(first) = state.first()
            && let Some(parent) = first.parent_node()
        {
            new.place(&parent, Some(&first));
        }
        state.remove();
        *state = new;
    }
}

impl Mountable for Shown {
    fn unmount(&mut self) {
        self.remove();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.place(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let Some(first) = self.first() else { return false };
        let Some(parent) = first.parent_element() else { return false };
        child.mount(&parent, Some(&first));
        true
    }

    fn elements(&self) -> Vec<Element> {
        Vec::new()
    }
}

leptos::tachys::no_attrs!(View);

impl RenderHtml for View {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {}

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Shown {
        Shown::of(self)
    }

    fn into_owned(self) -> Self {
        self
    }
}
