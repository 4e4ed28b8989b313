//! PDF written by hand, one trait at a time.

use crate::LIMITS;
use shared::evidence::Defect;

/// A document of one page; `catalog`, `trailer` and `more` are put in where they belong.
fn pdf(catalog: &str, trailer: &str, more: &str) -> Vec<u8> {
    let mut objects = vec![
        format!("1 0 obj\n<</Type/Catalog/Pages 2 0 R{catalog}>>\nendobj\n"),
        "2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n".to_owned(),
        "3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>\nendobj\n".to_owned(),
    ];
    if !more.is_empty() {
        objects.push(format!("4 0 obj\n{more}\nendobj\n"));
    }
    let mut out = "%PDF-1.4\n".to_owned();
    let mut index = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for object in &objects {
        index += &format!("{:010} 00000 n \n", out.len());
        out += object;
    }
    let start = out.len();
    out += &index;
    out +=
        &format!("trailer\n<</Size {}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    out.into_bytes()
}

#[test]
fn each_kind_of_active_content_is_found() {
    let cases = [
        ("script when opened", "/OpenAction<</S/JavaScript/JS(x)>>", ""),
        ("script by escaped name", "/OpenAction<</S/J#61vaScript/JS(x)>>", ""),
        ("script behind a reference", "", "<</S/JavaScript/JS(x)>>"),
        ("kind of action behind a reference", "/OpenAction<</S 4 0 R>>", "/JavaScript"),
        ("script in a list", "", "[1 [2 <</S/JavaScript>>]]"),
        ("script of a rendition", "", "<</S/Rendition/JS(x)>>"),
        ("program", "/OpenAction<</S/Launch/F(x.exe)>>", ""),
        ("file carried along", "", "<</Type/Filespec/F(x)/EF<</F 9 0 R>>>>"),
        ("its bytes", "", "<</Type/EmbeddedFile/Length 1>>stream\nx\nendstream"),
        ("film", "", "<</Type/Annot/Subtype/RichMedia>>"),
        ("form made of scripts", "/AcroForm<</XFA 9 0 R>>", ""),
    ];
    for (what, catalog, more) in cases {
        assert_eq!(evidence::verify(&pdf(catalog, "", more), &LIMITS), Err(Defect::ActiveContent), "{what}");
    }
}

#[test]
fn quiet_documents_are_taken() {
    let cases = [
        ("nothing special", "", ""),
        ("jump when opened", "/OpenAction[3 0 R/Fit]", ""),
        ("link", "", "<</Type/Annot/Subtype/Link/A<</S/URI/URI(https://example.org)>>>>"),
        ("a text about scripts", "", "(/JavaScript /Launch /Encrypt)"),
        ("a font with an odd name", "", "<</Font<</JS 9 0 R>>>>"),
        ("empty tree of files", "/Names<</EmbeddedFiles<</Names[]>>>>", ""),
    ];
    for (what, catalog, more) in cases {
        let found = evidence::verify(&pdf(catalog, "", more), &LIMITS);
        assert_eq!(found.map(|found| found.pages), Ok(Some(1)), "{what}");
    }
}

#[test]
fn encryption_in_the_trailer_is_a_password() {
    let result = evidence::verify(&pdf("", "/Encrypt 4 0 R", "<</Filter/Standard/V 1/R 2>>"), &LIMITS);
    assert_eq!(result, Err(Defect::PasswordProtected));
}

#[test]
fn a_longer_word_in_the_trailer_is_no_encryption() {
    assert!(evidence::verify(&pdf("", "/Encryption(none)", ""), &LIMITS).is_ok());
}

#[test]
fn encryption_in_an_index_stream_is_a_password() {
    let fixture = crate::fixture("object_streams.pdf");
    let text = fixture.windows(11).position(|window| window == b"/Root 1 0 R").unwrap();
    let encrypted = [&fixture[..text], b"/Encrypt<</Filter/Standard>>", &fixture[text..]].concat();
    assert_eq!(evidence::verify(&encrypted, &LIMITS), Err(Defect::PasswordProtected));
}

#[test]
fn a_missing_end_or_index_is_broken() {
    let sound = String::from_utf8(pdf("", "", "")).unwrap();
    let cases = [
        ("no end mark", sound.replace("%%EOF", "")),
        ("no index", sound.replace("startxref", "")),
        ("index behind the end", sound.replace("startxref\n", "startxref\n9")),
        ("no page", sound.replace("/Type/Page/", "/Type/Xage/").replace("/Kids[3 0 R]", "/Kids[]")),
        ("end mark far from the end", format!("{sound}{}", "x".repeat(2000))),
    ];
    for (what, text) in cases {
        assert_eq!(evidence::verify(text.as_bytes(), &LIMITS), Err(Defect::Broken), "{what}");
    }
}

#[test]
fn zeros_behind_the_end_are_no_damage() {
    let padded = [pdf("", "", ""), vec![0; 4096]].concat();
    assert_eq!(evidence::verify(&padded, &LIMITS).map(|found| found.pages), Ok(Some(1)));
}

#[test]
fn nesting_without_end_is_broken() {
    let deep = format!("{}{}", "[".repeat(400), "]".repeat(400));
    assert_eq!(evidence::verify(&pdf("", "", &deep), &LIMITS), Err(Defect::Broken));
}
