//! Gives what a program and its script share short names, and takes out what nobody calls.

use std::collections::HashMap;

/// Begins the names of classes that a library exports and the programs never use, and of their functions.
const UNUSED: &str = "intounderlying";
const UNUSED_CLASS: &str = "export class IntoUnderlying";

/// The program as bytes, and its script.
pub fn shorten(wasm: &mut walrus::Module, script: &str) -> (Vec<u8>, String) {
    let unused: Vec<_> = wasm
        .exports
        .iter()
        .filter(|export| export.name.trim_start_matches("__wbg_").starts_with(UNUSED))
        .map(walrus::Export::id)
        .collect();
    unused.into_iter().for_each(|export| wasm.exports.delete(export));

    let mut names: HashMap<String, String> = HashMap::new();
    let mut short = |name: &str| {
        let number = names.len();
        names.entry(name.to_owned()).or_insert_with(|| format!("${number:x}")).clone()
    };
    for import in wasm.imports.iter_mut().filter(|import| import.name.starts_with("__wbg_")) {
        import.name = short(&import.name);
    }
    for export in wasm.exports.iter_mut().filter(|export| export.name.starts_with("_ZN")) {
        export.name = short(&export.name);
    }
    let script = script.replace(UNUSED_CLASS, UNUSED_CLASS.trim_start_matches("export "));
    (wasm.emit_wasm(), rename(&script, &names))
}

/// Replaces whole words.
fn rename(script: &str, names: &HashMap<String, String>) -> String {
    let is_of_word =
        |character: char| character.is_ascii_alphanumeric() || character == '_' || character == '$';
    let mut result = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(start) = rest.find(is_of_word) {
        let (before, from) = rest.split_at(start);
        let (word, after) =
            from.split_at(from.find(|character| !is_of_word(character)).unwrap_or(from.len()));
        result.push_str(before);
        result.push_str(names.get(word).map_or(word, String::as_str));
        rest = after;
    }
    result + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_words_are_renamed() {
        let names = HashMap::from([("__wbg_a_1".to_owned(), "$0".to_owned())]);
        assert_eq!(
            rename("{ __wbg_a_1: f, __wbg_a_12: g }; x.__wbg_a_1()", &names),
            "{ $0: f, __wbg_a_12: g }; x.$0()"
        );
    }
}
