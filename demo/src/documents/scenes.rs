//! What is on the pictures: posters, certificates, charts of a survey, and something like a photograph.

use super::Content;
use super::canvas::{Canvas, Colour, mix, width};
use crate::random::Random;

const WHITE: Colour = [255, 255, 255];
const INK: Colour = [34, 40, 52];
const PALETTES: &[[Colour; 3]] = &[
    [[13, 71, 161], [255, 204, 0], [227, 242, 253]],
    [[0, 105, 92], [255, 138, 101], [224, 242, 241]],
    [[106, 27, 154], [255, 213, 79], [243, 229, 245]],
    [[191, 54, 12], [38, 166, 154], [255, 243, 224]],
    [[27, 94, 32], [253, 216, 53], [232, 245, 233]],
    [[21, 67, 96], [231, 76, 60], [234, 242, 248]],
];

pub fn tile(random: &mut Random) -> Canvas {
    let [dark, bright, _] = random.pick(PALETTES);
    let mut canvas = Canvas::new(96, 64, dark, bright);
    canvas.grain(20, random);
    canvas
}

/// A poster of the project for the wall of the school.
pub fn poster(content: &Content, random: &mut Random) -> Canvas {
    let [dark, bright, light] = random.pick(PALETTES);
    let mut canvas = Canvas::new(720, 960, light, mix(light, bright, 0.35));
    canvas.rect(0, 0, 720, 250, dark);
    let size = 54.0;
    let below = canvas.block(content.project, (48.0, 110.0), size, 620.0, 2, WHITE);
    canvas.block(content.title, (48.0, below + 4.0), 24.0, 620.0, 2, mix(WHITE, bright, 0.4));
    for at in 0..12 {
        let angle = at as f32 * std::f32::consts::TAU / 12.0;
        canvas.oval(360.0 + 150.0 * angle.cos(), 480.0 + 150.0 * angle.sin(), 17.0, 17.0, bright);
    }
    for _ in 0..8 {
        let (x, y) = (270.0 + 180.0 * random.fraction(), 400.0 + 160.0 * random.fraction());
        person(&mut canvas, x, y, 34.0, mix(dark, bright, random.fraction()), random);
    }
    let text = content.paragraphs.first().map_or("", String::as_str);
    canvas.block(text, (48.0, 712.0), 19.0, 624.0, 7, INK);
    canvas.rect(0, 890, 720, 70, dark);
    canvas.words(&content.school, 48.0, 934.0, fit(&content.school, 26.0, 620.0), WHITE);
    canvas
}

pub fn certificate(content: &Content, random: &mut Random) -> Canvas {
    let [dark, bright, light] = random.pick(PALETTES);
    let mut canvas = Canvas::new(1000, 700, WHITE, light);
    canvas.frame(24, 8, dark);
    canvas.frame(40, 2, bright);
    canvas.oval(870.0, 560.0, 70.0, 70.0, bright);
    canvas.oval(870.0, 560.0, 52.0, 52.0, dark);
    let below = canvas.block(content.title, (90.0, 150.0), 40.0, 820.0, 2, dark);
    canvas.words(&content.school, 90.0, below + 30.0, fit(&content.school, 30.0, 820.0), INK);
    let text = content.paragraphs.first().map_or("", String::as_str);
    canvas.block(text, (90.0, below + 90.0), 20.0, 700.0, 6, INK);
    canvas.rect(90, 600, 280, 2, INK);
    signature(&mut canvas, 110.0, 590.0, random);
    canvas.words(&content.place, 90.0, 630.0, 16.0, INK);
    canvas
}

/// Bars, as survey programs draw them.
pub fn chart(content: &Content, random: &mut Random) -> Canvas {
    let [dark, bright, light] = random.pick(PALETTES);
    let mut canvas = Canvas::new(960, 640, WHITE, WHITE);
    canvas.block(content.title, (60.0, 70.0), 28.0, 840.0, 2, dark);
    canvas.words(&content.school, 60.0, 140.0, fit(&content.school, 18.0, 840.0), INK);
    let questions = 5 + random.below(3);
    let step = 420 / questions as i32;
    for at in 0..questions as i32 {
        let (y, share) = (180 + at * step, random.between(38, 97) as i32);
        canvas.words(&format!("{}", at + 1), 60.0, (y + step / 2) as f32, 20.0, INK);
        canvas.rect(100, y, 720, step - 14, light);
        canvas.rect(100, y, 720 * share / 100, step - 14, if at % 2 == 0 { dark } else { bright });
        canvas.words(&format!("{share} %"), 836.0, (y + step / 2) as f32, 20.0, INK);
    }
    canvas
}

/// People before a building or in a classroom, with the grain of a telephone if it is to be packed with loss.
pub fn photo(grain: bool, random: &mut Random) -> Canvas {
    let (width, height) = (960, 640);
    let indoors = random.chance(55);
    let mut canvas = if indoors { classroom(width, height, random) } else { yard(width, height, random) };
    let people = 4 + random.below(6);
    for at in 0..people {
        let x = 90.0 + at as f32 * (800.0 / people as f32) + 30.0 * random.fraction();
        let colour = std::array::from_fn(|_| random.between(40, 230) as u8);
        let (y, size) = (430.0 + 40.0 * random.fraction(), 62.0 + 24.0 * random.fraction());
        person(&mut canvas, x, y, size, colour, random);
    }
    if grain {
        canvas.grain(9, random);
    }
    canvas
}

fn classroom(width: usize, height: usize, random: &mut Random) -> Canvas {
    let wall = random.pick(&[[238, 232, 214], [222, 234, 240], [236, 226, 232], [226, 238, 222]]);
    let mut canvas = Canvas::new(width, height, wall, mix(wall, [120, 110, 100], 0.35));
    let board = random.pick(&[[34, 76, 60], [245, 247, 248], [40, 44, 52]]);
    canvas.rect(250, 70, 470, 230, [110, 84, 60]);
    canvas.rect(260, 80, 450, 210, board);
    for at in 0..4 {
        let length = random.between(120, 400) as i32;
        canvas.rect(285, 112 + at * 42, length, 7, mix(board, [150, 180, 190], 0.7));
    }
    canvas.rect(30, 90, 150, 200, [196, 222, 240]);
    canvas.rect(102, 90, 6, 200, WHITE);
    for at in 0..5 {
        let colour = random.pick(PALETTES)[1];
        canvas.rect(770 + (at % 2) * 85, 90 + (at / 2) * 80, 70, 60, colour);
    }
    canvas.rect(0, 540, width as i32, 100, [150, 112, 78]);
    canvas
}

fn yard(width: usize, height: usize, random: &mut Random) -> Canvas {
    let mut canvas = Canvas::new(width, height, [96, 160, 224], [214, 232, 244]);
    let sun = 80.0 + 800.0 * random.fraction();
    canvas.oval(sun, 90.0, 42.0, 42.0, [255, 240, 190]);
    for _ in 0..5 {
        canvas.oval(
            960.0 * random.fraction(),
            400.0,
            240.0,
            120.0 * random.fraction() + 30.0,
            [112, 150, 108],
        );
    }
    let facade = random.pick(&[[224, 196, 150], [206, 120, 96], [236, 236, 228], [180, 196, 206]]);
    canvas.rect(200, 150, 560, 280, facade);
    for at in 0..12 {
        canvas.rect(230 + (at % 6) * 88, 180 + (at / 6) * 110, 52, 66, [74, 96, 122]);
    }
    canvas.rect(0, 420, width as i32, 220, [142, 150, 128]);
    for _ in 0..4 {
        let x = 960.0 * random.fraction();
        canvas.rect(x as i32 - 8, 330, 16, 110, [96, 70, 48]);
        canvas.oval(x, 300.0, 58.0, 64.0, [58, 116, 62]);
    }
    canvas
}

fn person(canvas: &mut Canvas, x: f32, y: f32, size: f32, clothes: Colour, random: &mut Random) {
    let skin = random.pick(&[[236, 200, 172], [214, 168, 132], [168, 118, 84], [246, 216, 190]]);
    let hair = random.pick(&[[44, 32, 26], [110, 74, 42], [196, 156, 92], [70, 70, 74]]);
    canvas.oval(x, y + size * 1.35, size * 0.72, size * 1.05, clothes);
    canvas.oval(x, y - size * 0.08, size * 0.44, size * 0.5, hair);
    canvas.oval(x, y + size * 0.06, size * 0.37, size * 0.42, skin);
}

fn signature(canvas: &mut Canvas, x: f32, y: f32, random: &mut Random) {
    let (fast, high) = (3.0 + 4.0 * random.fraction(), 10.0 + 14.0 * random.fraction());
    for at in 0..900 {
        let along = at as f32 / 900.0;
        let up = (along * std::f32::consts::TAU * fast).sin() * high * (1.0 - along * 0.6);
        canvas.oval(x + along * 220.0, y - 14.0 - up, 1.6, 1.6, [24, 44, 120]);
    }
}

/// The size at which a text has room on one line.
fn fit(text: &str, size: f32, room: f32) -> f32 {
    size.min(size * room / width(text, size).max(1.0))
}
