//! The languages there are. Adding one is a file in `shared/locales` and a line here.

/// What a program needs to know of a language, beside its words.
pub struct Language {
    /// BCP 47 code, by which its file, its address and its choice are called.
    pub code: &'static str,
    /// In what the browser is asked to write and to sort, best first. Chromium has no data for Galician and Basque, so that
    /// the next best stands behind them; "pt" alone would mean Brazil.
    pub tags: &'static [&'static str],
    /// Its name in itself, only where browsers do not know it. Then its file also says, under `intl.`, what days, countries
    /// and languages are called.
    pub own_name: Option<&'static str>,
}

macro_rules! languages {
    ($($code:literal: $tags:expr $(, $own_name:literal)?;)*) => {
        pub const LANGUAGES: &[Language] = &[$(Language {
            code: $code,
            tags: &$tags,
            own_name: languages!(@name $($own_name)?),
        }),*];

        /// The codes alone; the first is the one to fall back to.
        pub const CODES: &[&str] = &[$($code),*];

        /// The locale file of a language, for programs that do not fetch it.
        pub fn json(code: &str) -> Option<&'static str> {
            match code {
                $($code => Some(include_str!(concat!("../locales/", $code, ".json"))),)*
                _ => None,
            }
        }
    };
    (@name) => { None };
    (@name $own_name:literal) => { Some($own_name) };
}

languages! {
    "en": ["en"];
    "es": ["es"];
    "ca": ["ca"];
    "gl": ["gl", "es"], "galego";
    "eu": ["eu", "es"], "euskara";
    "fr": ["fr"];
    "pt": ["pt-PT"];
    "it": ["it"];
}
