//! A list whose items come and go one by one, so that nobody loses the focus or what they are typing.

use leptos::prelude::*;
use leptos::reactive::effect::RenderEffect;
use leptos::reactive::graph::untrack;
use web_sys::Element;

use super::View;
use super::shown::Shown;

/// A list that is yet to be made.
pub struct List {
    pub ids: ArcRwSignal<Vec<String>>,
    pub view: Box<dyn Fn(String) -> View + Send + Sync>,
}

/// An item that is shown.
pub struct Item {
    id: String,
    view: Shown,
    /// What the item's view has made lives as long as the item.
    owner: Owner,
}

impl List {
    /// Shows the items in the element as long as the effect lives.
    pub fn keep_in(self, element: &Element) -> RenderEffect<Vec<Item>> {
        let element = element.clone();
        // Not the owner inside the effect: that one is cleared whenever the list changes.
        let parent = Owner::current().unwrap_or_default();
        RenderEffect::new(move |before: Option<Vec<Item>>| {
            let ids = self.ids.get();
            let mut rest = Vec::new();
            for item in before.unwrap_or_default() {
                if ids.contains(&item.id) {
                    rest.push(item);
                } else {
                    item.view.remove();
                    item.owner.cleanup();
                }
            }
            let mut shown = Vec::new();
            for id in ids {
                let at = rest.iter().position(|item: &Item| item.id == id);
                let is_new = at.is_none();
                let item = at.map_or_else(|| self.make(&parent, id), |at| rest.remove(at));
                // The first of the rest stands in its place already.
                if is_new || at != Some(0) {
                    let next = rest.iter().find_map(|item: &Item| item.view.first());
                    item.view.place(&element, next.as_ref());
                }
                shown.push(item);
            }
            shown
        })
    }

    fn make(&self, parent: &Owner, id: String) -> Item {
        let owner = parent.with(Owner::new);
        let view = owner.with(|| untrack(|| Shown::of((self.view)(id.clone()))));
        Item { id, view, owner }
    }
}
