//! The languages there are. Adding one is a file in `shared/locales` and a word here.

macro_rules! languages {
    ($($code:literal),*) => {
        /// BCP 47 codes; the first is the one to fall back to.
        pub const CODES: &[&str] = &[$($code),*];

        /// The locale file of a language, for programs that do not fetch it.
        pub fn json(code: &str) -> Option<&'static str> {
            match code {
                $($code => Some(include_str!(concat!("../locales/", $code, ".json"))),)*
                _ => None,
            }
        }
    };
}

languages!("en", "es");
