//! The stock of sentences, names and titles: lists of lines under keys, one file for each language.
//! It must not know what the lines are for.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Lines by key.
pub struct Stock(HashMap<&'static str, Vec<&'static str>>);

impl Stock {
    /// Reads `[key]` headings with their lines. Blank lines and lines that begin with `#` and a blank are for the reader.
    fn read(text: &'static str) -> Self {
        let mut lists: HashMap<&str, Vec<&str>> = HashMap::new();
        let mut key = "";
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("# ")) {
            match line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                Some(heading) => key = heading,
                None => lists.entry(key).or_default().push(line),
            }
        }
        Self(lists)
    }

    /// The lines under a key; none if it is not there.
    pub fn lines(&self, key: &str) -> &[&'static str] {
        self.0.get(key).map_or(&[], Vec::as_slice)
    }

    /// The lines under the first of the keys that is there.
    pub fn first_of(&self, keys: &[String]) -> &[&'static str] {
        keys.iter().map(|key| self.lines(key)).find(|lines| !lines.is_empty()).unwrap_or(&[])
    }

    /// All lines whose key begins with a word.
    pub fn beneath(&self, start: &str) -> impl Iterator<Item = &'static str> {
        self.0
            .iter()
            .filter(move |(key, _)| key.starts_with(start))
            .flat_map(|(_, lines)| lines.iter().copied())
    }
}

macro_rules! languages {
    ($($code:literal),+) => {
        /// Languages in which there are sentences.
        pub const LANGUAGES: &[&str] = &[$($code),+];

        static SENTENCES: LazyLock<HashMap<&'static str, Stock>> = LazyLock::new(|| {
            HashMap::from([$(($code, Stock::read(include_str!(concat!("../content/", $code, ".txt"))))),+])
        });
    };
}
languages!("en", "es", "fr", "it", "pl", "el", "bg", "uk", "ar");

static PLACES: LazyLock<Stock> = LazyLock::new(|| Stock::read(include_str!("../content/places.txt")));

/// Sentences in a language; English if there are none.
pub fn sentences(language: &str) -> &'static Stock {
    let all = &*SENTENCES;
    all.get(language).unwrap_or_else(|| &all["en"])
}

/// Names of places, schools and people, by country.
pub fn places() -> &'static Stock {
    &PLACES
}
