//! A picture to draw on: areas, discs and words, and the formats it is saved in.

use ab_glyph::{Font, PxScale, point};

use super::font::FACE;
use crate::random::Random;

pub type Colour = [u8; 3];

pub struct Canvas {
    pub width: usize,
    pub height: usize,
    pixels: Vec<u8>,
}

impl Canvas {
    /// From one colour at the top to another at the bottom.
    pub fn new(width: usize, height: usize, top: Colour, bottom: Colour) -> Self {
        let mut pixels = Vec::with_capacity(width * height * 3);
        for y in 0..height {
            let colour = mix(top, bottom, y as f32 / height as f32);
            pixels.extend(colour.repeat(width));
        }
        Self { width, height, pixels }
    }

    fn blend(&mut self, x: i32, y: i32, colour: Colour, cover: f32) {
        if x < 0 || y < 0 || x as usize >= self.width || y as usize >= self.height {
            return;
        }
        let at = (y as usize * self.width + x as usize) * 3;
        for (old, new) in self.pixels[at..at + 3].iter_mut().zip(colour) {
            *old = (f32::from(*old) + (f32::from(new) - f32::from(*old)) * cover) as u8;
        }
    }

    pub fn rect(&mut self, x: i32, y: i32, width: i32, height: i32, colour: Colour) {
        let columns =
            x.clamp(0, self.width as i32) as usize..(x + width).clamp(0, self.width as i32) as usize;
        for y in y.clamp(0, self.height as i32)..(y + height).clamp(0, self.height as i32) {
            let row = y as usize * self.width;
            for pixel in self.pixels[(row + columns.start) * 3..(row + columns.end) * 3].chunks_exact_mut(3) {
                pixel.copy_from_slice(&colour);
            }
        }
    }

    pub fn frame(&mut self, inset: i32, thick: i32, colour: Colour) {
        let (width, height) = (self.width as i32 - 2 * inset, self.height as i32 - 2 * inset);
        self.rect(inset, inset, width, thick, colour);
        self.rect(inset, inset + height - thick, width, thick, colour);
        self.rect(inset, inset, thick, height, colour);
        self.rect(inset + width - thick, inset, thick, height, colour);
    }

    /// An ellipse with soft edges.
    pub fn oval(&mut self, x: f32, y: f32, across: f32, down: f32, colour: Colour) {
        for row in (y - down) as i32 - 1..=(y + down) as i32 + 1 {
            for column in (x - across) as i32 - 1..=(x + across) as i32 + 1 {
                let (dx, dy) = ((column as f32 - x) / across, (row as f32 - y) / down);
                let inside = (1.0 - (dx * dx + dy * dy).sqrt()) * across.min(down);
                if inside > -0.5 {
                    self.blend(column, row, colour, (inside + 0.5).min(1.0));
                }
            }
        }
    }

    /// Words from a point on the base line; gives where they end.
    pub fn words(&mut self, text: &str, x: f32, y: f32, size: f32, colour: Colour) -> f32 {
        let units = FACE.height_unscaled() / size;
        let mut x = x;
        for c in text.chars() {
            let id = FACE.glyph_id(c);
            let glyph = id.with_scale_and_position(PxScale::from(size), point(x, y));
            if let Some(outline) = FACE.outline_glyph(glyph) {
                let corner = outline.px_bounds().min;
                outline.draw(|dx, dy, cover| {
                    self.blend(
                        corner.x as i32 + dx as i32,
                        corner.y as i32 + dy as i32,
                        colour,
                        cover.min(1.0),
                    );
                });
            }
            x += FACE.h_advance_unscaled(id) / units;
        }
        x
    }

    /// Words over several lines no wider than `room`, at most so many; gives the base line below the last.
    pub fn block(
        &mut self,
        text: &str,
        (x, y): (f32, f32),
        size: f32,
        room: f32,
        most: usize,
        colour: Colour,
    ) -> f32 {
        let mut lines = vec![String::new()];
        for word in text.split_whitespace() {
            let last = lines.last().cloned().unwrap_or_default();
            let longer = if last.is_empty() { word.to_string() } else { format!("{last} {word}") };
            if width(&longer, size) > room && !last.is_empty() {
                lines.push(word.to_string());
            } else if let Some(line) = lines.last_mut() {
                *line = longer;
            }
        }
        lines.truncate(most);
        for (at, line) in lines.iter().enumerate() {
            self.words(line, x, y + at as f32 * size * 1.25, size, colour);
        }
        y + lines.len() as f32 * size * 1.25
    }

    /// The grain of a photograph, which also makes every picture another.
    pub fn grain(&mut self, strength: i64, random: &mut Random) {
        for bytes in self.pixels.chunks_mut(3 * 2) {
            let change = random.between(-strength, strength);
            bytes.iter_mut().for_each(|byte| *byte = (i64::from(*byte) + change).clamp(0, 255) as u8);
        }
    }

    pub fn jpeg(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let encoder = jpeg_encoder::Encoder::new(&mut bytes, 80);
        let done =
            encoder.encode(&self.pixels, self.width as u16, self.height as u16, jpeg_encoder::ColorType::Rgb);
        done.unwrap_or_else(|fault| unreachable!("memory takes all: {fault}"));
        bytes
    }

    pub fn png(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width as u32, self.height as u32);
        encoder.set_color(png::ColorType::Rgb);
        let done = encoder.write_header().and_then(|mut writer| writer.write_image_data(&self.pixels));
        done.unwrap_or_else(|fault| unreachable!("memory takes all: {fault}"));
        bytes
    }

    pub fn webp(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let encoder = image_webp::WebPEncoder::new(&mut bytes);
        let done =
            encoder.encode(&self.pixels, self.width as u32, self.height as u32, image_webp::ColorType::Rgb8);
        done.unwrap_or_else(|fault| unreachable!("memory takes all: {fault}"));
        bytes
    }
}

pub fn width(text: &str, size: f32) -> f32 {
    let units = FACE.height_unscaled() / size;
    text.chars().map(|c| FACE.h_advance_unscaled(FACE.glyph_id(c)) / units).sum()
}

pub fn mix(one: Colour, other: Colour, share: f32) -> Colour {
    std::array::from_fn(|at| (f32::from(one[at]) + (f32::from(other[at]) - f32::from(one[at])) * share) as u8)
}
