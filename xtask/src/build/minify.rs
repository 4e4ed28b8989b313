//! Makes texts for the browser shorter without understanding more of them than is safe. Scripts that a program comes with
//! are given to esbuild, which does understand them.

use std::path::Path;
use std::process::Command;

use crate::{Outcome, npm, process};

/// Shortens a module in its place and drops what it neither exports nor uses.
pub fn module(file: &Path) -> Outcome {
    let entry = file.with_extension("entry.mjs");
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    super::write(
        &entry,
        format!("export * from \"./{name}\"; export {{ default }} from \"./{name}\";").as_bytes(),
    )?;
    let mut command = Command::new(npm::esbuild());
    command.arg(&entry);
    command.args(["--bundle", "--minify", "--format=esm", "--target=es2022", "--log-level=error"]);
    command.arg(format!("--outfile={}", file.display())).arg("--allow-overwrite");
    process::capture(&mut command).map(drop)
}

/// Drops whole-line comments, indentation and empty lines. Lines inside a template literal stay as they are.
pub fn script(source: &str) -> String {
    let mut result = String::with_capacity(source.len());
    let (mut in_template, mut in_comment) = (false, false);
    for line in source.lines() {
        let text = line.trim();
        if in_template {
            result.push_str(line);
        } else if in_comment || text.starts_with("/*") {
            in_comment = !text.ends_with("*/");
            continue;
        } else if text.is_empty() || text.starts_with("//") {
            continue;
        } else {
            result.push_str(text);
        }
        result.push('\n');
        let ticks = line.matches('`').count() - line.matches("\\`").count();
        in_template ^= ticks % 2 == 1;
    }
    result
}

/// Drops comments, indentation and empty lines of a page. Pages hold no preformatted text.
pub fn page(source: &str) -> String {
    let mut rest = source;
    let mut kept = String::with_capacity(source.len());
    while let Some((before, after)) = rest.split_once("<!--") {
        kept.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Drops comments and the white space that means nothing in CSS; strings stay as they are.
pub fn style(source: &str) -> String {
    let mut result = String::with_capacity(source.len());
    let mut characters = source.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' | '\'' => copy_string(character, &mut characters, &mut result),
            '/' if characters.peek() == Some(&'*') => skip_comment(&mut characters),
            // The space after `)` stays: it separates in `and (a) and (b)`.
            '{' | '}' | ';' | ',' | ')' => {
                trim_end(&mut result);
                if character == '}' && result.ends_with(';') {
                    result.pop();
                }
                result.push(character);
            }
            space if space.is_whitespace() => {
                // Before a colon a space is a descendant combinator (`main :focus`), after one it means nothing.
                let needless = result.is_empty() || result.ends_with(['{', '}', ';', ',', '(', ':', ' ']);
                if !needless {
                    result.push(' ');
                }
            }
            other => result.push(other),
        }
    }
    trim_end(&mut result);
    result
}

fn trim_end(text: &mut String) {
    text.truncate(text.trim_end().len());
}

fn copy_string(quote: char, characters: &mut impl Iterator<Item = char>, result: &mut String) {
    result.push(quote);
    let mut escaped = false;
    for character in characters {
        result.push(character);
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == quote => return,
            _ => {}
        }
    }
}

fn skip_comment(characters: &mut impl Iterator<Item = char>) {
    let mut previous = ' ';
    characters.next();
    for character in characters {
        if previous == '*' && character == '/' {
            return;
        }
        previous = character;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_loses_comments_and_needless_space_only() {
        let source = "/* a */\nmain :focus , a > b {\n  color : red;\n  width: calc(1px + (2px - 1px));\n  content: \"a  ; /*x*/\";\n}\n@media (min-width: 30em) and (print) {\n b { c: d }\n}\n";
        let wanted = "main :focus,a > b{color :red;width:calc(1px + (2px - 1px));content:\"a  ; /*x*/\"}@media (min-width:30em) and (print){b{c:d}}";
        assert_eq!(style(source), wanted);
    }

    #[test]
    fn a_comment_between_words_leaves_a_space() {
        assert_eq!(style("margin: 1px /* b */ 2px"), "margin:1px 2px");
    }

    #[test]
    fn scripts_keep_template_literals_and_lose_comment_lines() {
        let source = "// x\n/**\n * y\n */\n  let a = `1\n  // kept\n`; // stays\n\n  b();\n";
        assert_eq!(script(source), "let a = `1\n  // kept\n`; // stays\nb();\n");
    }

    #[test]
    fn pages_lose_comments() {
        assert_eq!(page("<p>\n  <!-- a\n b -->x</p>\n\n"), "<p>\nx</p>");
    }
}
