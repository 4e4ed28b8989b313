//! The colours of `style/tokens.css` as a browser reckons them, so that the server can say before its first page whether
//! an accent can be read. It understands what stands in that file and no more.

use std::collections::BTreeMap;

use super::colour::Colour;

const STYLE: &str = include_str!("../../../style/tokens.css");

/// A token may name another, but not for ever.
const DEEPEST: usize = 16;

/// What a person asked their device for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    pub dark: bool,
    pub more_contrast: bool,
}

/// The tokens as they hold for one look.
pub struct Tokens(BTreeMap<String, String>);

impl Tokens {
    pub fn of(look: Look) -> Self {
        let style = without_comments(STYLE);
        let mut rules = Vec::new();
        collect(&style, "", &mut rules);
        let holds = rules.into_iter().filter(|(media, _)| holds(media, look));
        let declarations = holds.flat_map(|(_, declarations)| declarations.split(';'));
        let named = declarations.filter_map(|declaration| declaration.split_once(':'));
        Self(named.map(|(name, value)| (name.trim().into(), value.trim().into())).collect())
    }

    /// The same with another value for one of them.
    pub fn set(&mut self, name: &str, colour: Colour) {
        self.0.insert(name.into(), colour.hex());
    }

    pub fn colour(&self, name: &str) -> Option<Colour> {
        self.reckon(self.0.get(name)?, DEEPEST)
    }

    fn reckon(&self, value: &str, deepest: usize) -> Option<Colour> {
        let deeper = deepest.checked_sub(1)?;
        if let Some(mixed) = value.strip_prefix("color-mix(in oklab,").and_then(|rest| rest.strip_suffix(')'))
        {
            let (one, other) = split(mixed, ',')?;
            let (one, share) = split(one, ' ')?;
            return Some(self.reckon(one, deeper)?.mix(self.share(share)?, self.reckon(other, deeper)?));
        }
        match self.named(value) {
            Some(named) => self.reckon(named, deeper),
            None => Colour::parse(value),
        }
    }

    fn share(&self, text: &str) -> Option<f64> {
        let percent: f64 = self.named(text).unwrap_or(text).strip_suffix('%')?.parse().ok()?;
        Some(percent / 100.0)
    }

    /// What stands under the name in `var(--name)`.
    fn named(&self, value: &str) -> Option<&str> {
        self.0.get(value.strip_prefix("var(")?.strip_suffix(')')?).map(String::as_str)
    }
}

/// Divides at the last such sign that is in no brackets.
fn split(text: &str, sign: char) -> Option<(&str, &str)> {
    let text = text.trim();
    let mut depth = 0;
    for (at, found) in text.char_indices().rev() {
        match found {
            ')' => depth += 1,
            '(' => depth -= 1,
            _ if found == sign && depth == 0 => return Some((text[..at].trim(), text[at + 1..].trim())),
            _ => {}
        }
    }
    None
}

fn without_comments(style: &str) -> String {
    let mut kept = String::with_capacity(style.len());
    let mut rest = style;
    while let Some((before, after)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    kept + rest
}

/// Each block of declarations with the condition that it stands under.
fn collect<'a>(mut style: &'a str, media: &'a str, rules: &mut Vec<(&'a str, &'a str)>) {
    while let Some((head, rest)) = style.split_once('{') {
        let mut depth = 1;
        let end = rest.find(|sign| {
            depth += i32::from(sign == '{') - i32::from(sign == '}');
            depth == 0
        });
        let end = end.unwrap_or(rest.len());
        match head.trim().strip_prefix("@media") {
            Some(condition) => collect(&rest[..end], condition, rules),
            None => rules.push((media, &rest[..end])),
        }
        style = rest.get(end + 1..).unwrap_or_default();
    }
}

fn holds(media: &str, look: Look) -> bool {
    let asks = |what: &str| media.contains(what);
    (look.dark || !asks("scheme: dark"))
        && (!look.dark || !asks("scheme: light"))
        && (look.more_contrast || !asks("contrast: more"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_of_the_style_is_understood_in_every_look() {
        for (dark, more_contrast) in [(false, false), (true, false), (false, true), (true, true)] {
            let tokens = Tokens::of(Look { dark, more_contrast });
            let colours = tokens.0.iter().filter(|(_, value)| value.contains('#') || value.contains("mix("));
            let names: Vec<&String> = colours.map(|(name, _)| name).collect();
            assert!(names.len() > 15, "{names:?}");
            for name in names {
                assert!(tokens.colour(name).is_some(), "{name}: {}", tokens.0[name]);
            }
        }
    }

    #[test]
    fn looks_differ_as_the_style_says() {
        let look = |dark, more_contrast| Tokens::of(Look { dark, more_contrast });
        let hex = |tokens: &Tokens, name| tokens.colour(name).unwrap().hex();
        assert_eq!(hex(&look(false, false), "--on-accent"), "#ffffff");
        assert_eq!(hex(&look(true, false), "--accent-ink"), "#99a6d3");
        assert_eq!(hex(&look(true, true), "--ink-soft"), hex(&look(true, true), "--ink"));
        assert_eq!(hex(&look(false, true), "--accent-wash"), hex(&look(false, true), "--paper"));
    }

    #[test]
    fn a_token_that_names_itself_is_no_colour() {
        let mut tokens = Tokens::of(Look { dark: false, more_contrast: false });
        tokens.0.insert("--accent".into(), "var(--accent)".into());
        assert_eq!(tokens.colour("--accent"), None);
    }
}
