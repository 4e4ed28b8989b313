//! Puts pieces together that always come together. The cut leaves a piece for every set of parts that share something;
//! fetched one by one, they would cost more than they save.

use std::path::Path;
use std::process::Command;

use walrus::{ExportItem, Global, ImportKind, Memory, Module, Table};

use super::split::Pieces;
use super::write;
use crate::{Outcome, npm, paths, process};

/// The parts whose pieces are put together: the first page, and a draft.
const PAGES: [&str; 2] = ["starting", "filling"];
/// What both of them need.
const BOTH: &str = "pages";

/// The files that the first page needs beside the program itself.
pub const FIRST: [&str; 2] = [BOTH, PAGES[0]];
/// The files that a page of a draft needs.
pub const DRAFT: [&str; 2] = [BOTH, PAGES[1]];

/// What pieces import is a module of this name.
const PROGRAM: &str = "__wasm_split";

/// The same while pieces are put together.
const OUTSIDE: &str = "outside";

/// A file that comes as a whole.
struct File {
    name: String,
    /// Names of the pieces in it.
    pieces: Vec<String>,
    /// The parts that need one of them.
    needed_by: Vec<String>,
}

/// Puts the pieces of `PAGES` together, one file for what both need and one for each, and writes the script anew that
/// fetches the files. Without these parts everything stays as it was cut.
pub fn merge(name: &str, pieces: Pieces, features: &[&str]) -> Outcome<Pieces> {
    let found = told(&pieces.link);
    if !PAGES.iter().all(|page| found.iter().any(|(_, needed_by)| needed_by == &[*page])) {
        return Ok(pieces);
    }
    let files = files(found);
    let mut parts = Vec::new();
    for file in &files {
        parts.push((file.name.clone(), together(name, &pieces, file, features)?));
    }
    let link = script(&pieces.link, &files);
    Ok(Pieces { main: pieces.main, parts, link })
}

/// The pieces with the parts that need them, as the script that came with them tells.
fn told(link: &str) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    let mut needed_by = Vec::new();
    for line in link.lines() {
        if let Some(parts) = line.strip_prefix("/* ").and_then(|line| line.strip_suffix(" */")) {
            needed_by = parts.split(", ").map(str::to_owned).collect();
        } else if let Some((piece, _)) =
            line.strip_prefix("const __").and_then(|line| line.split_once(" = makeLoad"))
        {
            found.push((piece.to_owned(), std::mem::take(&mut needed_by)));
        } else if let Some((part, _)) =
            line.strip_prefix("export const __wasm_split_load_").and_then(|line| line.split_once(" = "))
        {
            found.push((format!("split_{part}"), vec![part.to_owned()]));
        }
    }
    found
}

fn files(found: Vec<(String, Vec<String>)>) -> Vec<File> {
    let mut files: Vec<File> = Vec::new();
    for (piece, needed_by) in found {
        let needs = |page: &str| needed_by.iter().any(|part| part == page);
        let name = match PAGES.map(needs) {
            [true, true] => BOTH,
            [true, false] => PAGES[0],
            [false, true] => PAGES[1],
            [false, false] => &piece,
        };
        match files.iter_mut().find(|file| file.name == name) {
            Some(file) => {
                file.pieces.push(piece);
                file.needed_by.extend(needed_by);
            }
            None => files.push(File { name: name.to_owned(), pieces: vec![piece], needed_by }),
        }
    }
    files
}

fn together(program: &str, pieces: &Pieces, file: &File, features: &[&str]) -> Outcome<Vec<u8>> {
    let bytes_of =
        |piece: &String| pieces.parts.iter().find(|(name, _)| name == piece).map(|(_, bytes)| bytes);
    let members: Vec<&Vec<u8>> = file.pieces.iter().filter_map(bytes_of).collect();
    if let [one] = members[..] {
        return Ok(one.clone());
    }
    let explain = |error: String| format!("{program}: {} could not be put together: {error}", file.name);
    let folder = paths::cache().join(format!("{program}-merge")).join(&file.name);
    let mut command = Command::new("node");
    command.arg(npm::wasm_merge()).args(features);
    let mut add = |name: &str, bytes: &[u8]| -> Outcome {
        let path = folder.join(format!("{name}.wasm"));
        command.arg(&path).arg(name);
        write(&path, bytes)
    };
    add(PROGRAM, &program_for(&members).map_err(explain)?)?;
    for (piece, bytes) in file.pieces.iter().zip(&members) {
        add(piece, bytes)?;
    }
    let merged = folder.with_extension("wasm");
    process::capture(command.arg("-o").arg(&merged))?;
    reconnect(&merged).map_err(explain)
}

/// Stands for the program: hands on what the pieces import from it, so that they come to share one import of each.
fn program_for(members: &[&Vec<u8>]) -> Result<Vec<u8>, String> {
    let mut stand_in = Module::default();
    for bytes in members {
        let piece = Module::from_buffer(bytes).map_err(|error| error.to_string())?;
        for import in piece.imports.iter() {
            if stand_in.exports.iter().any(|export| export.name == import.name) {
                continue;
            }
            let (from, name) = (OUTSIDE, import.name.as_str());
            let shared: ExportItem = match import.kind {
                ImportKind::Memory(id) => {
                    let Memory { shared, memory64, initial, maximum, page_size_log2, .. } =
                        *piece.memories.get(id);
                    stand_in
                        .add_import_memory(from, name, shared, memory64, initial, maximum, page_size_log2)
                        .0
                        .into()
                }
                ImportKind::Table(id) => {
                    let Table { table64, initial, maximum, element_ty, .. } = *piece.tables.get(id);
                    stand_in.add_import_table(from, name, table64, initial, maximum, element_ty).0.into()
                }
                ImportKind::Global(id) => {
                    let Global { ty, mutable, shared, .. } = *piece.globals.get(id);
                    stand_in.add_import_global(from, name, ty, mutable, shared).0.into()
                }
                _ => return Err(format!("it imports `{name}`, which is nothing that the program shares")),
            };
            stand_in.exports.add(name, shared);
        }
    }
    Ok(stand_in.emit_wasm())
}

/// What was put together imports from the program again.
fn reconnect(file: &Path) -> Result<Vec<u8>, String> {
    let mut module = Module::from_file(file).map_err(|error| error.to_string())?;
    module.imports.iter_mut().for_each(|import| PROGRAM.clone_into(&mut import.module));
    let exports: Vec<_> = module.exports.iter().map(walrus::Export::id).collect();
    exports.into_iter().for_each(|export| module.exports.delete(export));
    Ok(module.emit_wasm())
}

/// The script that fetches the files: its beginning is that of the cut.
fn script(link: &str, files: &[File]) -> String {
    let (beginning, _) = link.split_once("/* ").unwrap_or((link, ""));
    let mut script = beginning.to_owned();
    script += "const from = (address) => makeLoad(() => {
    const answer = fetch(address);
    answer.catch(() => {});
    return (imports) => WebAssembly.instantiateStreaming(answer, imports);
}, []);
const together = (files) => wrapAsyncCb(() => Promise.all(files.map((file) => file())));
";
    for File { name, .. } in files {
        script += &format!("const __{name} = from(\"./{name}.wasm\");\n");
    }
    let mut parts: Vec<&String> = files.iter().flat_map(|file| &file.needed_by).collect();
    parts.sort();
    parts.dedup();
    for part in parts {
        let needed = files.iter().filter(|file| file.needed_by.contains(part));
        let needed: Vec<String> = needed.map(|file| format!("__{}", file.name)).collect();
        script += &format!("export const __wasm_split_load_{part} = together([{}]);\n", needed.join(", "));
    }
    script
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "function makeLoad() {}
/* filling, sending */
const __chunk_1 = makeLoad(() => {
/* filling, starting */
const __chunk_2 = makeLoad(() => {
/* reading, sending */
const __chunk_3 = makeLoad(() => {
export const __wasm_split_load_filling = wrapAsyncCb(makeLoad(() => {
export const __wasm_split_load_sending = wrapAsyncCb(makeLoad(() => {
export const __wasm_split_load_starting = wrapAsyncCb(makeLoad(() => {
";

    #[test]
    fn a_part_fetches_the_files_that_hold_its_pieces() {
        let files = files(told(LINK));
        let names: Vec<_> = files.iter().map(|file| (file.name.as_str(), file.pieces.join(" "))).collect();
        let wanted = [
            ("filling", "chunk_1 split_filling"),
            ("pages", "chunk_2"),
            ("chunk_3", "chunk_3"),
            ("split_sending", "split_sending"),
            ("starting", "split_starting"),
        ];
        assert_eq!(names, wanted.map(|(name, pieces)| (name, pieces.to_owned())));
        let script = script(LINK, &files);
        assert!(script.contains("_load_filling = together([__filling, __pages]);"), "{script}");
        assert!(
            script.contains("_load_sending = together([__filling, __chunk_3, __split_sending]);"),
            "{script}"
        );
    }
}
