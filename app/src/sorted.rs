//! A map in one sorted list. The library's trees are quicker with thousands of keys, but each kind of tree costs the
//! program as much as a page of the form.

use std::borrow::Borrow;

#[derive(Clone, Debug)]
pub struct Sorted<K, V>(Vec<(K, V)>);

impl<K, V> Default for Sorted<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K, V> Sorted<K, V> {
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// In the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = &(K, V)> {
        self.0.iter()
    }

    pub fn retain(&mut self, keep: impl Fn(&K) -> bool) {
        self.0.retain(|(key, _)| keep(key));
    }
}

impl<K: Ord, V> Sorted<K, V> {
    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        self.0.binary_search_by(|(known, _)| known.borrow().cmp(key))
    }

    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.find(key).ok().map(|at| &self.0[at].1)
    }

    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.find(key).ok().map(|at| &mut self.0[at].1)
    }

    /// Puts a value in the place of the one that was there. Whether there was none.
    pub fn insert(&mut self, key: K, value: V) -> bool {
        match self.find(&key) {
            Ok(at) => {
                self.0[at].1 = value;
                false
            }
            Err(at) => {
                self.0.insert(at, (key, value));
                true
            }
        }
    }

    /// Whether there was one.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.find(key).map(|at| self.0.remove(at)).is_ok()
    }

    pub fn or_insert_with(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        let at = match self.find(&key) {
            Ok(at) => at,
            Err(at) => {
                self.0.insert(at, (key, make()));
                at
            }
        };
        &mut self.0[at].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_keeps_one_value_for_each_key_in_order() {
        let mut sorted = Sorted::new();
        assert!(sorted.insert("b", 1) && sorted.insert("a", 2) && !sorted.insert("b", 3));
        *sorted.or_insert_with("c", || 4) += 1;
        assert_eq!(sorted.iter().copied().collect::<Vec<_>>(), [("a", 2), ("b", 3), ("c", 5)]);
        assert!(sorted.remove("a") && !sorted.remove("a") && sorted.get("a").is_none());
        *sorted.get_mut("b").unwrap_or(&mut 0) = 7;
        sorted.retain(|key| *key == "b");
        assert_eq!(sorted.iter().copied().collect::<Vec<_>>(), [("b", 7)]);
    }
}
