//! A language that nobody speaks: accents on its letters, longer by two fifths, each text in brackets. What does not fit
//! in it would not fit in Basque either, and what is in no brackets was never in a locale file.

const PLAIN: &str = "aceinosuyACEINOSUY";
const ACCENTED: &str = "áçëîñöšûÿÅÇÉÎÑØŠÛÝ";
const MORE: &str = " lorem ipsum dolor sit amet";

/// The text in that language. What is filled in stays what it is.
pub fn text(text: &str) -> String {
    let mut inside = false;
    let accent = |letter: char| {
        inside = letter == '{' || inside && letter != '}';
        let at = if inside { None } else { PLAIN.chars().position(|plain| plain == letter) };
        at.and_then(|at| ACCENTED.chars().nth(at)).unwrap_or(letter)
    };
    let accented: String = text.chars().map(accent).collect();
    let longer = text.chars().count() * 2 / 5;
    let more: String = MORE.chars().cycle().take(longer).collect();
    format!("⟦{accented}{}⟧", more.trim_end())
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_is_longer_and_keeps_what_is_filled_in() {
        let changed = super::text("Saved at {count}");
        assert!(changed.starts_with("⟦Šávëd át {count} lorem") && changed.ends_with('⟧'), "{changed}");
    }
}
