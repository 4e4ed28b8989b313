//! The names of types and defects, and names of files as a table of what comes in and what comes out.

use super::*;

#[test]
fn every_media_type_is_found_by_its_own_name() {
    for media_type in MediaType::ALL {
        assert_eq!(MediaType::from_mime(media_type.mime()), Some(media_type));
        let json = serde_json::to_string(&media_type).unwrap();
        assert_eq!(json, format!("\"{}\"", media_type.mime()));
        assert_eq!(serde_json::from_str::<MediaType>(&json).unwrap(), media_type);
    }
    assert_eq!(MediaType::from_mime("text/html"), None);
}

#[test]
fn the_key_of_a_defect_is_its_name_in_json() {
    let all = [
        Defect::Empty,
        Defect::TooLarge { max_bytes: 1 },
        Defect::WrongType,
        Defect::PasswordProtected,
        Defect::Broken,
        Defect::Macros,
        Defect::TooManyPixels { max_pixels: 1 },
        Defect::ActiveContent,
    ];
    for defect in all {
        let json = serde_json::to_string(&defect).unwrap();
        assert!(json.contains(&format!("\"{}\"", defect.key())), "{json}");
        assert_eq!(serde_json::from_str::<Defect>(&json).unwrap(), defect);
    }
}

#[test]
fn shown_names_are_one_plain_line() {
    let cases = [
        ("Plan 2026.pdf", "Plan 2026.pdf"),
        ("../x", ".._x"),
        ("a/b\\c", "a_b_c"),
        ("  x.pdf\n", "x.pdf"),
        ("in\u{202E}fdp.exe", "infdp.exe"),
        ("a\u{2066}b\u{2069}\u{200F}c\u{0}\u{85}d", "abcd"),
        ("", "file"),
        ("\u{202E}\t", "file"),
        (".", "."),
        ("Cafe\u{301}.pdf", "Cafe\u{301}.pdf"),
        ("👩\u{200D}🏫.png", "👩\u{200D}🏫.png"),
    ];
    for (given, expected) in cases {
        assert_eq!(display_name(given), expected, "{given:?}");
    }
}

#[test]
fn long_shown_names_keep_their_ending() {
    let shown = display_name(&format!("{}.docx", "ä".repeat(300)));
    assert_eq!(shown.chars().count(), DISPLAY_NAME_CHARS);
    assert!(shown.ends_with(".docx"));
    assert_eq!(display_name(&shown), shown);
}

#[test]
fn safe_names_fit_every_file_system() {
    let cases = [
        ("Plan 2026.pdf", MediaType::Pdf, "Plan 2026.pdf"),
        ("../x", MediaType::Pdf, "_x.pdf"),
        ("a/b\\c", MediaType::Pdf, "a_b_c.pdf"),
        ("CON", MediaType::Pdf, "_CON.pdf"),
        ("con.tar", MediaType::Pdf, "_con.tar.pdf"),
        ("nul .pdf", MediaType::Pdf, "_nul.pdf"),
        ("COM7.jpg", MediaType::Jpeg, "_COM7.jpg"),
        ("lpt².png", MediaType::Png, "_lpt².png"),
        ("CONTRACT.pdf", MediaType::Pdf, "CONTRACT.pdf"),
        ("", MediaType::Odt, "file.odt"),
        (".", MediaType::Odt, "file.odt"),
        ("..", MediaType::Odt, "file.odt"),
        (".htaccess", MediaType::Odt, "htaccess.odt"),
        ("x. . .", MediaType::Odt, "x.odt"),
        ("photo.JPEG", MediaType::Jpeg, "photo.jpg"),
        ("photo.exe", MediaType::Jpeg, "photo.exe.jpg"),
        ("page.pdf", MediaType::Png, "page.png"),
        ("in\u{202E}fdp.exe", MediaType::Pdf, "infdp.exe.pdf"),
        ("Cafe\u{301}.pdf", MediaType::Pdf, "Cafe\u{301}.pdf"),
        ("Ελλάδα.pdf", MediaType::Pdf, "Ελλάδα.pdf"),
        ("🙂🙂.pdf", MediaType::Pdf, "file.pdf"),
        ("a🙂b.pdf", MediaType::Pdf, "a_b.pdf"),
        ("a:b|c?*<>\".pdf", MediaType::Pdf, "a_b_c_.pdf"),
    ];
    for (given, media_type, expected) in cases {
        assert_eq!(safe_name(given, media_type), expected, "{given:?}");
    }
}

#[test]
fn safe_names_are_short_and_stable() {
    for long in ["x".repeat(300), "ä".repeat(300), format!("{}. . .", "y".repeat(70))] {
        let safe = safe_name(&long, MediaType::Docx);
        assert!(safe.len() <= SAFE_NAME_BYTES, "{safe}");
        assert!(safe.len() > 60, "{safe}");
        assert_eq!(safe_name(&safe, MediaType::Docx), safe);
    }
}
