//! Text documents as PDF: letterhead, title, paragraphs over one or more A4 pages, with the typeface inside.

use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, TextRenderingMode, UnicodeCmap};
use pdf_writer::{Content as Operations, Filter, Finish, Name, Pdf, Rect, Ref, Str};

use super::Content;
use super::font::{Subset, subset};
use crate::random::Random;

const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 64.0;
const BODY: f32 = 10.5;
const LEADING: f32 = 15.5;
const FONT: Name = Name(b"F1");
const BASE_FONT: Name = Name(b"DEMOAA+DejaVuSans");
const SYSTEM: SystemInfo = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

pub fn write(content: &Content, random: &mut Random) -> Vec<u8> {
    let subset = subset(content);
    let pages = Layout::new(&subset, random).all(content);
    let mut last = 0;
    let mut next = || {
        last += 1;
        Ref::new(last)
    };
    let (catalog, tree, font, info) = (next(), next(), next(), next());
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    let ids: Vec<(Ref, Ref)> = pages.iter().map(|_| (next(), next())).collect();
    pdf.pages(tree).kids(ids.iter().map(|(page, _)| *page)).count(ids.len() as i32);
    for ((page, stream), operations) in ids.iter().zip(pages) {
        let mut page = pdf.page(*page);
        page.parent(tree).media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT)).contents(*stream);
        page.resources().fonts().pair(FONT, font);
        page.finish();
        let packed = compress_to_vec_zlib(&operations.finish(), 6);
        pdf.stream(*stream, &packed).filter(Filter::FlateDecode);
    }
    write_font(&mut pdf, &subset, font, &mut next);
    pdf.document_info(info)
        .title(pdf_writer::TextStr(content.title))
        .author(pdf_writer::TextStr(&content.school));
    pdf.finish()
}

fn write_font(pdf: &mut Pdf, subset: &Subset, font: Ref, next: &mut impl FnMut() -> Ref) {
    let (cid, descriptor, program, unicode) = (next(), next(), next(), next());
    pdf.type0_font(font)
        .base_font(BASE_FONT)
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(cid)
        .to_unicode(unicode);
    let mut widths: Vec<(u16, f32)> = subset.glyphs.values().copied().collect();
    widths.sort_by_key(|(glyph, _)| *glyph);
    widths.dedup_by_key(|(glyph, _)| *glyph);
    let mut descendant = pdf.cid_font(cid);
    descendant.subtype(CidFontType::Type2).base_font(BASE_FONT).system_info(SYSTEM);
    descendant.font_descriptor(descriptor).default_width(600.0).cid_to_gid_map_predefined(Name(b"Identity"));
    let mut list = descendant.widths();
    for (glyph, width) in widths {
        list.same(glyph, glyph, width);
    }
    list.finish();
    descendant.finish();
    pdf.font_descriptor(descriptor)
        .name(BASE_FONT)
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(-1021.0, -463.0, 1793.0, 1232.0))
        .italic_angle(0.0)
        .ascent(928.0)
        .descent(-236.0)
        .cap_height(729.0)
        .stem_v(80.0)
        .font_file2(program);
    pdf.stream(program, &subset.packed)
        .filter(Filter::FlateDecode)
        .pair(Name(b"Length1"), subset.unpacked_size as i32);
    let mut map = UnicodeCmap::new(Name(b"Demo-Identity"), SYSTEM);
    for (c, (glyph, _)) in &subset.glyphs {
        map.pair(*glyph, *c);
    }
    pdf.stream(unicode, &map.finish());
}

struct Layout<'a> {
    subset: &'a Subset,
    colour: [f32; 3],
    number: i64,
    pages: Vec<Operations>,
    y: f32,
}

impl<'a> Layout<'a> {
    fn new(subset: &'a Subset, random: &mut Random) -> Self {
        let colour = random.pick(&[
            [0.05, 0.28, 0.56],
            [0.42, 0.1, 0.3],
            [0.08, 0.4, 0.3],
            [0.45, 0.25, 0.05],
            [0.2, 0.2, 0.3],
        ]);
        Self { subset, colour, number: random.between(10_000, 99_999), pages: Vec::new(), y: 0.0 }
    }

    fn all(mut self, content: &Content) -> Vec<Operations> {
        self.page(content);
        self.y -= 18.0;
        self.paragraph(content, content.title, 17.0, 23.0, true);
        self.y -= 12.0;
        for (at, paragraph) in content.paragraphs.iter().enumerate() {
            let numbered = format!("{}.  {paragraph}", at + 1);
            let text = if content.paragraphs.len() > 3 { &numbered } else { paragraph };
            self.paragraph(content, text, BODY, LEADING, false);
            self.y -= 8.0;
        }
        self.pages
    }

    fn page(&mut self, content: &Content) {
        let mut page = Operations::new();
        let [red, green, blue] = self.colour;
        page.set_fill_rgb(red, green, blue).rect(0.0, HEIGHT - 12.0, WIDTH, 12.0).fill_nonzero();
        page.rect(MARGIN, HEIGHT - 78.0, WIDTH - 2.0 * MARGIN, 1.2).fill_nonzero();
        self.pages.push(page);
        let footer = format!("{} · № {} · {}", content.project, self.number, self.pages.len());
        self.show(&content.school, MARGIN, HEIGHT - 54.0, 13.0, true);
        self.show(&content.place, MARGIN, HEIGHT - 70.0, 9.0, false);
        self.show(&footer, MARGIN, 40.0, 8.0, false);
        self.y = HEIGHT - 110.0;
    }

    fn paragraph(&mut self, content: &Content, text: &str, size: f32, leading: f32, bold: bool) {
        let room = WIDTH - 2.0 * MARGIN;
        let mut line = String::new();
        for word in text.split_whitespace() {
            let longer = if line.is_empty() { word.to_string() } else { format!("{line} {word}") };
            if self.subset.width(&longer, size) > room {
                self.line(content, &line, size, leading, bold);
                line = word.to_string();
            } else {
                line = longer;
            }
        }
        self.line(content, &line, size, leading, bold);
    }

    fn line(&mut self, content: &Content, text: &str, size: f32, leading: f32, bold: bool) {
        if self.y < 80.0 {
            self.page(content);
        }
        self.show(text, MARGIN, self.y, size, bold);
        self.y -= leading;
    }

    fn show(&mut self, text: &str, x: f32, y: f32, size: f32, bold: bool) {
        let codes: Vec<u8> = text
            .chars()
            .filter_map(|c| self.subset.glyphs.get(&c))
            .flat_map(|(glyph, _)| glyph.to_be_bytes())
            .collect();
        let Some(page) = self.pages.last_mut() else { return };
        let [red, green, blue] = if bold { self.colour } else { [0.1, 0.1, 0.1] };
        page.save_state().set_fill_rgb(red, green, blue).set_stroke_rgb(red, green, blue);
        page.begin_text().set_font(FONT, size).next_line(x, y);
        if bold {
            page.set_line_width(size * 0.03).set_text_rendering_mode(TextRenderingMode::FillStroke);
        }
        page.show(Str(&codes)).end_text().restore_state();
    }
}
