//! Bundles `style/main.css` with the files it imports into one file.

use std::path::Path;

use super::{minify, read};
use crate::Outcome;

/// The style of all pages: imports replaced by their files, in order, with their layers and conditions.
pub fn bundle(main: &Path) -> Outcome<String> {
    let bundled = minify::style(&inline(main, 0)?);
    check_addresses(&bundled)?;
    Ok(bundled)
}

fn inline(path: &Path, depth: usize) -> Outcome<String> {
    if depth > 8 {
        return Err(format!("{} is imported in a circle.", path.display()));
    }
    // Minified first, so that an import in a comment is none and every statement stands in one form.
    let source = minify::style(&read(path)?);
    check_braces(&source).map_err(|fault| format!("{}: {fault}", path.display()))?;
    let mut result = String::with_capacity(source.len());
    let mut rest = source.as_str();
    while let Some((before, after)) = rest.split_once("@import") {
        let (statement, after) = after.split_once(';').unwrap_or((after, ""));
        result.push_str(before);
        result.push_str(&replace(statement.trim(), path, depth)?);
        rest = after;
    }
    result.push_str(rest);
    Ok(result)
}

/// `"a.css" layer(x) supports(…) print` → the file's text within those blocks.
fn replace(statement: &str, from: &Path, depth: usize) -> Outcome<String> {
    let unknown = || format!("{}: `@import {statement}` is not understood.", from.display());
    let quoted = statement.strip_prefix("url(").unwrap_or(statement);
    let mut parts = quoted.splitn(3, ['"', '\'']);
    let (_, name, mut condition) = (
        parts.next(),
        parts.next().ok_or_else(unknown)?,
        parts.next().ok_or_else(unknown)?.trim_start_matches(')').trim(),
    );
    let folder = from.parent().unwrap_or(Path::new(""));
    let mut text = inline(&folder.join(name), depth + 1)?;
    let mut layer = None;
    if let Some(rest) = condition.strip_prefix("layer(") {
        let (name, rest) = rest.split_once(')').ok_or_else(unknown)?;
        (layer, condition) = (Some(name), rest.trim());
    }
    if condition.starts_with("layer") || condition.starts_with("supports(") {
        return Err(unknown());
    }
    if let Some(layer) = layer {
        text = format!("@layer {layer}{{{text}}}");
    }
    if !condition.is_empty() {
        text = format!("@media {condition}{{{text}}}");
    }
    Ok(text)
}

/// A browser drops what follows a brace too many without a word, up to the next layer's end. Braces in strings are not
/// foreseen: no text of ours needs one.
fn check_braces(style: &str) -> Outcome {
    let mut open = 0_u32;
    for (at, brace) in style.match_indices(['{', '}']) {
        open = match (brace, open) {
            ("{", open) => open + 1,
            (_, 0) => {
                let before: String = style[..at].chars().rev().take(60).collect();
                let before: String = before.chars().rev().collect();
                return Err(format!("a `}}` closes nothing, after `{before}`."));
            }
            (_, open) => open - 1,
        };
    }
    if open > 0 { Err(format!("{open} `{{` without their `}}`.")) } else { Ok(()) }
}

/// A relative address would point into the folder of hashed names, where nothing has that name; `data:` is refused by
/// the content security policy.
fn check_addresses(style: &str) -> Outcome {
    for (index, _) in style.match_indices("url(") {
        let address = style[index + 4..].trim_start_matches(['"', '\'']);
        if !["#", "{{asset:"].iter().any(|start| address.starts_with(start)) {
            let shown: String = address.chars().take(40).collect();
            return Err(format!("style: write `url({{{{asset:name}}}})` instead of `url({shown}`."));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_keep_their_order_layer_and_condition() {
        let folder = std::env::temp_dir().join(format!("insignia-css-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("blocks")).unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
        write(
            "main.css",
            "@layer a, b;\n/* @import \"no.css\"; */\n@import \"blocks/a.css\" layer(a);\n@import url(\"p.css\") print;\nx{y:z}",
        );
        write("blocks/a.css", "@import \"../p.css\";");
        write("p.css", "p { q: r }");
        let bundled = bundle(&folder.join("main.css")).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(bundled, "@layer a,b;@layer a{p{q:r}}@media print{p{q:r}}x{y:z}");
    }

    #[test]
    fn braces_that_do_not_fit_are_refused() {
        assert!(check_braces("@media print{a{b:c}}d{}").is_ok());
        assert!(check_braces("@media print{a{b:c}}}d{}").is_err());
        assert!(check_braces("@media print{a{b:c}d{}").is_err());
    }

    #[test]
    fn relative_addresses_are_refused() {
        assert!(check_addresses("a{b:url(c.svg)}").is_err());
        assert!(check_addresses("a{b:url(\"{{asset:c.svg}}\")}").is_ok());
    }
}
