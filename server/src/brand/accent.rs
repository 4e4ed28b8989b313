//! The operator's accent colour. All that is shown in it follows from it by the formulas of the style; what is decided here
//! is how much darker or lighter it has to be for text in it, and on it, to be read.

use super::colour::{BLACK, Colour, WHITE};
use super::tokens::{Look, Tokens};

const ACCENT: &str = "--accent";

/// Contrast of text that WCAG asks for at level AA, and, of those who want more, at AAA. Browsers round each colour, so a
/// little more is kept.
const ENOUGH: f64 = 4.5;
const MORE: f64 = 7.0;
const SPARE: f64 = 0.05;

/// Text, and all that it may stand on. Each has to be readable on each.
const PAIRS: &[(&[&str], &[&str])] = &[
    (&["--accent-ink", "--accent-deep"], &["--paper", "--ground", "--accent-wash"]),
    (&["--accent-ink", "--accent-deep"], &["--error-wash", "--warning-wash", "--ok-wash"]),
    (&["--pen"], &["--paper", "--ground", "--accent-wash"]),
    (&["--on-accent"], &["--accent-ink", "--accent-deep"]),
    (&["--ink", "--ink-soft", "--error"], &["--accent-wash"]),
];
/// Lies over what is pointed at, and lets it shine through.
const VEIL: &str = "--hover";
const UNDER_VEIL: (&[&str], &[&str]) = (&["--accent-ink", "--ink"], &["--paper", "--ground"]);

const LOOKS: [(Look, &str); 4] = [
    (Look { dark: false, more_contrast: false }, ""),
    (Look { dark: true, more_contrast: false }, "screen and (prefers-color-scheme:dark)"),
    (
        Look { dark: false, more_contrast: true },
        "screen and (prefers-contrast:more) and (prefers-color-scheme:light)",
    ),
    (
        Look { dark: true, more_contrast: true },
        "screen and (prefers-contrast:more) and (prefers-color-scheme:dark)",
    ),
];

/// The colour that was asked for, and what it becomes in each look.
#[derive(Clone, Debug)]
pub struct Accent {
    wanted: Colour,
    looks: [Colour; LOOKS.len()],
}

impl Accent {
    /// Nothing where the text is no colour in the form `#rrggbb`.
    pub fn parse(text: &str) -> Option<Self> {
        let wanted = Colour::parse(text).filter(|_| text.len() == "#rrggbb".len())?;
        let mut looks = [wanted; LOOKS.len()];
        for (colour, (look, _)) in looks.iter_mut().zip(LOOKS) {
            *colour = readable(wanted, look)?;
        }
        Some(Self { wanted, looks })
    }

    /// The style sheet that comes after ours.
    pub fn style(&self) -> String {
        let rules = self.looks.iter().zip(LOOKS).map(|(colour, (_, media))| {
            let rule = format!(":root{{{ACCENT}:{}}}", colour.hex());
            if media.is_empty() { rule } else { format!("@media {media}{{{rule}}}") }
        });
        format!("@layer tokens{{{}}}", rules.collect::<String>())
    }

    /// What had to be changed, for the operator: one sentence for each scheme.
    pub fn changes(&self) -> Vec<String> {
        let changed = self.looks.iter().zip(LOOKS).filter(|(colour, _)| **colour != self.wanted);
        let say = |(colour, (look, _)): (&Colour, (Look, &str))| {
            let scheme = if look.dark { "dark" } else { "light" };
            let contrast = if look.more_contrast { " scheme with more contrast" } else { " scheme" };
            let (wanted, taken) = (self.wanted.hex(), colour.hex());
            format!("Accent: {wanted} cannot be read in the {scheme}{contrast}, which takes {taken}")
        };
        changed.map(say).collect()
    }
}

/// The colour itself, or as little darker (on dark pages lighter) as it takes until all can be read.
fn readable(wanted: Colour, look: Look) -> Option<Colour> {
    const STEPS: u8 = 100;
    let end = if look.dark { WHITE } else { BLACK };
    let mut tokens = Tokens::of(look);
    (0..=STEPS).find_map(|step| {
        let share = f64::from(step) / f64::from(STEPS);
        let tried = if step == 0 { wanted } else { end.mix(share, wanted) };
        tokens.set(ACCENT, tried);
        can_be_read(&tokens, look)?.then_some(tried)
    })
}

/// Nothing where a token is missing.
fn can_be_read(tokens: &Tokens, look: Look) -> Option<bool> {
    let enough = if look.more_contrast { MORE } else { ENOUGH } + SPARE;
    let mut least = f64::INFINITY;
    for (texts, grounds) in PAIRS {
        for (text, ground) in pairs(texts, grounds) {
            least = least.min(tokens.colour(text)?.contrast(tokens.colour(ground)?));
        }
    }
    let veil = tokens.colour(VEIL)?;
    for (text, ground) in pairs(UNDER_VEIL.0, UNDER_VEIL.1) {
        least = least.min(tokens.colour(text)?.contrast(veil.over(tokens.colour(ground)?)));
    }
    Some(least >= enough)
}

fn pairs<'a>(texts: &'a [&str], grounds: &'a [&str]) -> impl Iterator<Item = (&'a str, &'a str)> {
    texts.iter().flat_map(|text| grounds.iter().map(move |ground| (*text, *ground)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn our_own_accent_needs_no_change() {
        let tokens = Tokens::of(LOOKS[0].0);
        let own = Accent::parse(&tokens.colour(ACCENT).unwrap().hex()).unwrap();
        assert_eq!(own.changes(), Vec::<String>::new());
    }

    #[test]
    fn a_pale_accent_is_darkened_on_white_alone_and_a_black_one_lightened_on_black() {
        let yellow = Accent::parse("#ffd500").unwrap();
        assert!(yellow.changes()[0].contains("#ffd500 cannot be read in the light scheme"));
        assert_eq!(yellow.looks[1].hex(), "#ffd500");
        let black = Accent::parse("#000000").unwrap();
        assert_eq!(black.looks[0].hex(), "#000000");
        assert_ne!(black.looks[1].hex(), "#000000");
        assert!(black.style().starts_with("@layer tokens{:root{--accent:#000000}@media screen and (pref"));
    }

    #[test]
    fn what_is_no_colour_is_refused() {
        for wrong in ["", "red", "#fff", "2f3b96", "#2f3b9", "#2f3b96ff", "#2f3b9g"] {
            assert!(Accent::parse(wrong).is_none(), "{wrong}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        /// As a browser has it: with what stands in the style sheet, rounded to bytes.
        #[test]
        fn whatever_the_accent_it_can_be_read(red: u8, green: u8, blue: u8) {
            let accent = Accent::parse(&format!("#{red:02x}{green:02x}{blue:02x}")).unwrap();
            for (colour, (look, _)) in accent.looks.iter().zip(LOOKS) {
                let mut tokens = Tokens::of(look);
                tokens.set(ACCENT, Colour::parse(&colour.hex()).unwrap());
                let least = if look.more_contrast { MORE } else { ENOUGH };
                let rounded = |name: &str| Colour::parse(&tokens.colour(name).unwrap().hex()).unwrap();
                for (texts, grounds) in PAIRS {
                    for (text, ground) in pairs(texts, grounds) {
                        let found = rounded(text).contrast(rounded(ground));
                        prop_assert!(found >= least, "{text} on {ground} in {look:?}: {found}");
                    }
                }
            }
        }
    }
}
