//! Puts texts together from the stock: of the length asked for, without saying the same thing twice if it can be helped.

use std::collections::HashSet;

use crate::random::Random;
use crate::stock::{Stock, sentences};

/// Tools and partners that are called the same everywhere.
const TOOLS: &[&str] = &[
    "Padlet",
    "Genially",
    "Canva",
    "TwinSpace",
    "Book Creator",
    "Kahoot",
    "Tricider",
    "Scratch",
    "Mentimeter",
    "StoryJumper",
];

pub struct Writer {
    stock: &'static Stock,
    english: &'static Stock,
    used: HashSet<&'static str>,
    /// Title of the project that the school is proudest of.
    pub project: &'static str,
    /// Year in which the call opens.
    year: i32,
}

impl Writer {
    pub fn new(language: &str, year: i32, random: &mut Random) -> Self {
        let (stock, english) = (sentences(language), sentences("en"));
        let mut writer = Self { stock, english, used: HashSet::new(), project: "", year };
        writer.project = random.pick(writer.lines(&["project".into()]));
        writer
    }

    /// The lines under the first key that the language has, or else under the first that English has.
    pub fn lines(&self, keys: &[String]) -> &'static [&'static str] {
        let (stock, english) = (self.stock, self.english);
        let own = stock.first_of(keys);
        if own.is_empty() { english.first_of(keys) } else { own }
    }

    /// A line that was not taken yet, if there is one.
    fn raw(&mut self, keys: &[String], random: &mut Random) -> &'static str {
        let lines = self.lines(keys);
        assert!(!lines.is_empty(), "the stock has nothing under {keys:?}");
        let fresh: Vec<&'static str> =
            lines.iter().copied().filter(|line| !self.used.contains(line)).collect();
        let line = random.pick(if fresh.is_empty() { lines } else { &fresh });
        self.used.insert(line);
        line
    }

    pub fn line(&mut self, keys: &[String], random: &mut Random) -> String {
        let line = self.raw(keys, random);
        self.fill(line, random)
    }

    /// A title and what there is to say of it.
    pub fn pair(&mut self, keys: &[String], random: &mut Random) -> (String, String) {
        let line = self.line(keys, random);
        let (title, text) = line.split_once(" | ").unwrap_or((&line, ""));
        (title.to_string(), text.to_string())
    }

    /// Sentences until the text has `wanted` characters, and never more than `max`. What comes under the first keys comes
    /// first; the others fill up.
    pub fn text(
        &mut self,
        begin: &str,
        keys: &[String],
        wanted: usize,
        max: usize,
        random: &mut Random,
    ) -> String {
        let mut text = begin.to_string();
        let mut length = text.chars().count();
        let mut sentences = self.queue(keys, random);
        sentences.reverse();
        // Every third long text has paragraphs.
        let paragraphs = wanted > 500 && random.chance(35);
        while length < wanted {
            let Some(line) = sentences.pop() else { break };
            let sentence = self.fill(line, random);
            let more = sentence.chars().count() + 1;
            if length + more > max {
                continue;
            }
            self.used.insert(line);
            if !text.is_empty() {
                text.push_str(if paragraphs && length > 250 && random.chance(25) { "\n\n" } else { " " });
            }
            text.push_str(&sentence);
            length = text.chars().count();
        }
        text
    }

    /// All sentences of the keys, those not used yet before the others.
    fn queue(&self, keys: &[String], random: &mut Random) -> Vec<&'static str> {
        let (mut fresh, mut stale) = (Vec::new(), Vec::new());
        let own = keys.iter().any(|key| !self.stock.lines(key).is_empty());
        let stock = if own { self.stock } else { self.english };
        for (_, key) in keys.iter().enumerate().filter(|(at, key)| !keys[..*at].contains(key)) {
            let mut lines: Vec<&'static str> =
                stock.lines(key).iter().copied().filter(|line| !line.contains(" | ")).collect();
            random.shuffle(&mut lines);
            let (old, new): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| self.used.contains(line));
            fresh.extend(new);
            stale.extend(old);
        }
        fresh.extend(stale);
        fresh
    }

    fn fill(&self, line: &str, random: &mut Random) -> String {
        if !line.contains('{') {
            return line.to_string();
        }
        let year = self.year - 1 - random.below(2) as i32;
        line.replace("{n}", &random.between(3, 9).to_string())
            .replace("{m}", &random.between(22, 96).to_string())
            .replace("{h}", &random.between(10, 48).to_string())
            .replace("{y}", &year.to_string())
            .replace("{s}", &format!("{year}/{:02}", (year + 1) % 100))
            .replace("{p}", self.project)
            .replace("{t}", random.pick(TOOLS))
    }
}
