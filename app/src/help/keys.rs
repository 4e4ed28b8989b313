//! The shortcuts there are, and their keys: what pages list, and what the links say that a shortcut follows.
//!
//! Each is pressed with Alt and Shift. Single letters would be taken from those who speak to their computer, and Ctrl
//! with Alt is AltGr, with which accents and signs are typed. These keys are what browsers, ChromeOS, Windows and the
//! screen readers leave free together with Alt and Shift: Orca alone takes most letters.

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shortcut {
    Next,
    Previous,
    Overview,
    Missing,
    Saved,
    Shortcuts,
}

impl Shortcut {
    pub const ALL: [Self; 6] =
        [Self::Next, Self::Previous, Self::Overview, Self::Missing, Self::Saved, Self::Shortcuts];

    /// As `aria-keyshortcuts` takes it.
    pub const fn keys(self) -> &'static str {
        match self {
            Self::Next => "Alt+Shift+PageDown",
            Self::Previous => "Alt+Shift+PageUp",
            Self::Overview => "Alt+Shift+Z",
            Self::Missing => "Alt+Shift+W",
            Self::Saved => "Alt+Shift+Y",
            Self::Shortcuts => "Alt+Shift+J",
        }
    }

    /// The last of them, as the browser calls it. The texts about it are found by this name, too.
    pub fn key(self) -> &'static str {
        self.keys().rsplit('+').next().unwrap_or_default()
    }
}

/// Address of the list of them.
pub const LIST: &str = "/accessibility#shortcuts";
