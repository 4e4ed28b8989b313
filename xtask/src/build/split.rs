//! Cuts a linked program into what its first page needs and parts that come later, at the functions that the program
//! marks with `wasm_split`.

use std::path::Path;

use wasm_split_cli_support::{Options, transform};

use super::{list, read};
use crate::{Outcome, paths};

/// A program in pieces, before it is bound to JavaScript.
pub struct Pieces {
    pub main: Vec<u8>,
    /// File name without ending → WebAssembly.
    pub parts: Vec<(String, Vec<u8>)>,
    /// JavaScript that fetches the parts: what the program imports as the module `LINK`.
    pub link: String,
}

/// The module that the parts are imported from, as the program names it.
const LINK: &str = "./__wasm_split.js";

/// A program that marks no part comes back whole.
pub fn split(name: &str, linked: Vec<u8>) -> Outcome<Pieces> {
    if !holds(&linked, b"__wasm_split_load_") {
        return Ok(Pieces { main: linked, parts: Vec::new(), link: String::new() });
    }
    let folder = paths::cache().join(format!("{name}-pieces"));
    let explain = |error: String| format!("{name} could not be cut into parts: {error}");
    // Nothing of an earlier cut may be taken for a part of this one.
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(|error| explain(error.to_string()))?;
    }
    std::fs::create_dir_all(&folder).map_err(|error| explain(error.to_string()))?;
    let main = folder.join("main");
    let mut options = Options::new(&linked);
    options.output_dir = &folder;
    options.main_out_path = &main;
    options.link_name = LINK;
    transform(options).map_err(|error| explain(format!("{error:#}")))?;

    let bytes = |path: &Path| std::fs::read(path).map_err(|error| explain(error.to_string()));
    let mut parts = Vec::new();
    for file in list(&folder, &["wasm"])? {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        parts.push((stem, bytes(&file)?));
    }
    Ok(Pieces { main: bytes(&main)?, parts, link: read(&folder.join(LINK))? })
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

/// Puts the script that fetches the parts into the script of the program, since each would have to name the other's
/// hash. The parts become placeholders, to be filled with their hashed names.
pub fn join(script: &str, pieces: &Pieces, asset: impl Fn(&str) -> String) -> String {
    if pieces.parts.is_empty() {
        return script.to_owned();
    }
    let mut link: String = pieces
        .link
        .lines()
        .filter(|line| !line.starts_with("import "))
        .fold(String::new(), |text, line| text + line.strip_prefix("export ").unwrap_or(line) + "\n");
    for (part, _) in &pieces.parts {
        let placeholder = format!("\"{{{{asset:{}}}}}\"", asset(part));
        link = link.replace(&format!("\"./{part}.wasm\""), &placeholder);
    }
    let loaders: Vec<&str> = link
        .lines()
        .filter_map(|line| line.strip_prefix("const __wasm_split_load_")?.split_once(' '))
        .map(|(part, _)| part)
        .collect();
    let loaders: String = loaders.iter().map(|part| format!("__wasm_split_load_{part}, ")).collect();
    let mut joined = String::new();
    for line in script.lines() {
        let imported = line.trim().strip_prefix(&format!("\"{LINK}\": "));
        match imported {
            Some(_) => joined += &format!("\"{LINK}\": {{ {loaders} }},"),
            None if line.starts_with("import ") && line.contains(LINK) => continue,
            None => joined += line,
        }
        joined.push('\n');
    }
    joined + &link
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_fetches_its_parts_itself_under_names_to_be_filled() {
        let link = "import { initSync } from \"./main.js\";\nexport const __wasm_split_load_a = wrap(\"./split_a.wasm\");\n";
        let pieces =
            Pieces { main: Vec::new(), parts: vec![("split_a".into(), Vec::new())], link: link.into() };
        let script =
            "import * as import1 from \"./__wasm_split.js\"\nuse({\n \"./__wasm_split.js\": import1,\n});";
        let joined = join(script, &pieces, |part| format!("apply_{part}.wasm"));
        let wanted = "use({\n\"./__wasm_split.js\": { __wasm_split_load_a,  },\n});\nconst __wasm_split_load_a = wrap(\"{{asset:apply_split_a.wasm}}\");\n";
        assert_eq!(joined, wanted);
    }
}
