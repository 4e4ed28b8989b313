//! A list whose items come and go one by one, so that nobody loses the focus or what they are typing.

use leptos::prelude::*;
use leptos::reactive::effect::RenderEffect;
use leptos::reactive::graph::untrack;
use leptos::tachys::view::Mountable;
use leptos::tachys::view::any_view::AnyViewState;
use web_sys::Element;

/// A list that is yet to be made.
pub struct List {
    pub ids: ArcRwSignal<Vec<String>>,
    pub view: Box<dyn Fn(String) -> AnyView + Send + Sync>,
}

/// An item that is shown.
pub struct Item {
    id: String,
    view: AnyViewState,
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
            for mut item in before.unwrap_or_default() {
                if ids.contains(&item.id) {
                    rest.push(item);
                } else {
                    item.view.unmount();
                    item.owner.cleanup();
                }
            }
            let mut shown = Vec::new();
            for id in ids {
                let at = rest.iter().position(|item: &Item| item.id == id);
                let is_new = at.is_none();
                let mut item = at.map_or_else(|| self.make(&parent, id), |at| rest.remove(at));
                // The first of the rest stands in its place already.
                if is_new || at != Some(0) {
                    match rest.first() {
                        Some(next) => drop(next.view.insert_before_this(&mut item.view)),
                        None => item.view.mount(&element, None),
                    }
                }
                shown.push(item);
            }
            shown
        })
    }

    fn make(&self, parent: &Owner, id: String) -> Item {
        let owner = parent.with(Owner::new);
        let view = owner.with(|| untrack(|| (self.view)(id.clone()).build()));
        Item { id, view, owner }
    }
}
