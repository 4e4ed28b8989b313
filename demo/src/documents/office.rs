//! Text documents of office programs: DOCX and ODT with headings, paragraphs and one picture.

use shared::evidence::MediaType;

use super::Content;
use super::zip::Archive;
use crate::random::Random;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

pub fn docx(content: &Content, picture: &[u8], random: &mut Random) -> Vec<u8> {
    let mut archive = Archive::default();
    let types = format!(
        "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"jpg\" ContentType=\"image/jpeg\"/><Override PartName=\"/word/document.xml\" ContentType=\"{}.main+xml\"/></Types>",
        MediaType::Docx.mime()
    );
    archive.add("[Content_Types].xml", types.as_bytes());
    let relation = |id: &str, kind: &str, target: &str| {
        format!(
            "{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    archive.add("_rels/.rels", relation("rId1", "officeDocument", "word/document.xml").as_bytes());
    archive.add("word/_rels/document.xml.rels", relation("rId2", "image", "media/image1.jpg").as_bytes());
    archive.add("word/document.xml", word(content, random).as_bytes());
    archive.add("word/media/image1.jpg", picture);
    archive.finish()
}

fn word(content: &Content, random: &mut Random) -> String {
    let paragraph = |text: &str, style: &str| {
        format!(
            "<w:p><w:r><w:rPr>{style}</w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>",
            escape(text)
        )
    };
    let mut body = paragraph(
        &format!("{} · {}", content.school, content.place),
        "<w:color w:val=\"44546A\"/><w:sz w:val=\"20\"/>",
    );
    body += &paragraph(content.title, "<w:b/><w:color w:val=\"0B4A8F\"/><w:sz w:val=\"36\"/>");
    for text in &content.paragraphs {
        body += &paragraph(text, "<w:sz w:val=\"22\"/>");
    }
    // 15 by 10 centimetres, in the units of the format.
    let (width, height) = (5_400_000, 3_600_000);
    body += &format!(
        "<w:p><w:r><w:drawing><wp:inline><wp:extent cx=\"{width}\" cy=\"{height}\"/><wp:docPr id=\"1\" name=\"Picture 1\"/><a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic><pic:nvPicPr><pic:cNvPr id=\"1\" name=\"image1.jpg\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed=\"rId2\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{width}\" cy=\"{height}\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    );
    body += &paragraph(&number(content, random), "<w:sz w:val=\"16\"/>");
    format!(
        "{HEAD}<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"{OFFICE}\" xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><w:body>{body}<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\"/></w:sectPr></w:body></w:document>"
    )
}

pub fn odt(content: &Content, picture: &[u8], random: &mut Random) -> Vec<u8> {
    const NAMES: &str = "urn:oasis:names:tc:opendocument:xmlns";
    let mime = MediaType::Odt.mime();
    let mut archive = Archive::default();
    archive.add("mimetype", mime.as_bytes());
    let entry = |path: &str, kind: &str| {
        format!("<manifest:file-entry manifest:full-path=\"{path}\" manifest:media-type=\"{kind}\"/>")
    };
    let entries =
        [entry("/", mime), entry("content.xml", "text/xml"), entry("Pictures/1.jpg", "image/jpeg")].concat();
    let manifest = format!(
        "{HEAD}<manifest:manifest xmlns:manifest=\"{NAMES}:manifest:1.0\" manifest:version=\"1.2\">{entries}</manifest:manifest>"
    );
    let mut body = format!("<text:p>{} · {}</text:p>", escape(&content.school), escape(&content.place));
    body += &format!(
        "<text:h text:style-name=\"Heading_20_1\" text:outline-level=\"1\">{}</text:h>",
        escape(content.title)
    );
    for text in &content.paragraphs {
        body += &format!("<text:p>{}</text:p>", escape(text));
    }
    body += "<text:p><draw:frame text:anchor-type=\"as-char\" svg:width=\"15cm\" svg:height=\"10cm\"><draw:image xlink:href=\"Pictures/1.jpg\" xlink:type=\"simple\" xlink:show=\"embed\" xlink:actuate=\"onLoad\"/></draw:frame></text:p>";
    body += &format!("<text:p>{}</text:p>", escape(&number(content, random)));
    let text = format!(
        "{HEAD}<office:document-content xmlns:office=\"{NAMES}:office:1.0\" xmlns:text=\"{NAMES}:text:1.0\" xmlns:draw=\"{NAMES}:drawing:1.0\" xmlns:svg=\"{NAMES}:svg-compatible:1.0\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" office:version=\"1.2\"><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    );
    archive.add("content.xml", text.as_bytes());
    archive.add("Pictures/1.jpg", picture);
    archive.add("META-INF/manifest.xml", manifest.as_bytes());
    archive.finish()
}

/// The number under which the school's office keeps it.
fn number(content: &Content, random: &mut Random) -> String {
    format!("{} · № {}", content.project, random.between(10_000, 99_999))
}
