//! Where the build put the files that are loaded later: their names carry the hash of their content.

use std::collections::BTreeMap;

use crate::dom;

/// Address of an asset by its name, for instance "es.json".
pub fn address(name: &str) -> Option<String> {
    let meta = dom::page()?.query_selector("meta[name=insignia-assets]").ok()??;
    let known: BTreeMap<String, String> = serde_json::from_str(&meta.get_attribute("content")?).ok()?;
    known.get(name).cloned()
}
