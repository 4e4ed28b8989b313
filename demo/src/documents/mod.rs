//! Files as schools have them, made from words: documents and pictures of real formats.
//! It must not know what an application is.

mod canvas;
mod font;
mod office;
mod pdf;
mod scenes;
mod zip;

use shared::evidence::MediaType;

use crate::random::Random;

/// What a document says.
pub struct Content<'a> {
    pub school: String,
    /// Postcode and town.
    pub place: String,
    pub country: &'static str,
    /// Letters that names are written with.
    pub letters: String,
    pub title: &'a str,
    pub project: &'static str,
    pub paragraphs: Vec<String>,
}

/// A file about a content. The kind of evidence decides what is drawn on a picture.
pub fn make(kind: &str, media: MediaType, content: &Content, random: &mut Random) -> Vec<u8> {
    match media {
        MediaType::Pdf => pdf::write(content, random),
        MediaType::Docx => office::docx(content, &picture(kind, MediaType::Jpeg, content, random), random),
        MediaType::Odt => office::odt(content, &picture(kind, MediaType::Jpeg, content, random), random),
        MediaType::Jpeg | MediaType::Png | MediaType::Webp => picture(kind, media, content, random),
    }
}

/// The smallest picture that is a picture, and different each time.
pub fn small_picture(random: &mut Random) -> Vec<u8> {
    scenes::tile(random).png()
}

fn picture(kind: &str, media: MediaType, content: &Content, random: &mut Random) -> Vec<u8> {
    let canvas = match kind {
        "certificate" => scenes::certificate(content, random),
        "survey" => scenes::chart(content, random),
        "photo" | "minutes" | "policy" | "material" => scenes::photo(media == MediaType::Jpeg, random),
        _ => scenes::poster(content, random),
    };
    match media {
        MediaType::Png => canvas.png(),
        MediaType::Webp => canvas.webp(),
        _ => canvas.jpeg(),
    }
}
