//! One request at a time: what is wanted now, and what is under way. While one is under way, new wishes only replace
//! each other, and an answer to a wish that is gone is dropped. Pure; whoever uses it does the asking.

#[derive(Debug)]
pub struct Latest<W> {
    wanted: Option<W>,
    under_way: bool,
}

impl<W> Default for Latest<W> {
    fn default() -> Self {
        Self { wanted: None, under_way: false }
    }
}

/// What to do with an answer.
#[derive(Debug, PartialEq, Eq)]
pub enum Arrival<W> {
    /// It is what is wanted: show it.
    Show,
    /// It is stale: drop it and ask for this instead.
    AskInstead(W),
}

impl<W: Clone + PartialEq> Latest<W> {
    /// Says whether to ask for it now. If not, the answer under way will lead to it.
    pub fn want(&mut self, wish: W) -> bool {
        self.wanted = Some(wish);
        !std::mem::replace(&mut self.under_way, true)
    }

    /// An answer to `asked` has come, good or bad.
    pub fn arrived(&mut self, asked: &W) -> Arrival<W> {
        match &self.wanted {
            Some(wanted) if wanted != asked => Arrival::AskInstead(wanted.clone()),
            _ => {
                self.under_way = false;
                Arrival::Show
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_request_is_under_way_and_the_last_wish_wins() {
        let mut latest = Latest::default();
        assert!(latest.want("a"));
        assert!(!latest.want("ab"));
        assert!(!latest.want("abc"));
        assert_eq!(latest.arrived(&"a"), Arrival::AskInstead("abc"));
        assert!(!latest.want("abcd"));
        assert_eq!(latest.arrived(&"abc"), Arrival::AskInstead("abcd"));
        assert_eq!(latest.arrived(&"abcd"), Arrival::Show);
        assert!(latest.want("abcd"), "the same may be asked for again");
    }

    #[test]
    fn a_wish_that_returns_takes_the_answer_under_way() {
        let mut latest = Latest::default();
        assert!(latest.want("a"));
        assert!(!latest.want("b"));
        assert!(!latest.want("a"));
        assert_eq!(latest.arrived(&"a"), Arrival::Show);
    }
}
