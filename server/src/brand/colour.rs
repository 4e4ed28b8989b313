//! Colours as browsers reckon with them: mixed in Oklab, laid over each other and compared in sRGB.

use shared::contrast::{Rgb, contrast, linear};

/// Red, green and blue of sRGB, 0 to 1, and how much it covers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Colour {
    rgb: Rgb,
    alpha: f64,
}

pub const BLACK: Colour = Colour { rgb: [0.0; 3], alpha: 1.0 };
pub const WHITE: Colour = Colour { rgb: [1.0; 3], alpha: 1.0 };

impl Colour {
    /// `#rgb`, `#rgba` or `#rrggbb`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        let digits: Option<Vec<u32>> = digits.chars().map(|digit| digit.to_digit(16)).collect();
        let values: Vec<f64> = match digits?.as_slice() {
            short @ ([_, _, _] | [_, _, _, _]) => short.iter().map(|one| f64::from(one * 17)).collect(),
            long @ [_, _, _, _, _, _] => {
                long.chunks(2).map(|pair| f64::from(pair[0] * 16 + pair[1])).collect()
            }
            _ => return None,
        };
        let at = |place: usize| values[place] / 255.0;
        let alpha = values.get(3).map_or(1.0, |alpha| alpha / 255.0);
        Some(Self { rgb: [at(0), at(1), at(2)], alpha })
    }

    /// `#rrggbb`: what a screen can show of it.
    pub fn hex(self) -> String {
        let byte = |part: f64| (part.clamp(0.0, 1.0) * 255.0).round() as u8;
        let [red, green, blue] = self.rgb.map(byte);
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    /// `color-mix(in oklab, self SHARE, other)`.
    pub fn mix(self, share: f64, other: Self) -> Self {
        let alpha = self.alpha * share + other.alpha * (1.0 - share);
        if alpha <= 0.0 {
            return Self { alpha: 0.0, ..self };
        }
        // What covers nothing has no say in the colour.
        let weight = self.alpha * share / alpha;
        let (mine, theirs) = (oklab(self.rgb), oklab(other.rgb));
        let mixed = [0, 1, 2].map(|at| mine[at] * weight + theirs[at] * (1.0 - weight));
        Self { rgb: srgb(mixed), alpha }
    }

    /// What is seen of it on another colour.
    pub fn over(self, ground: Self) -> Self {
        let rgb = [0, 1, 2].map(|at| self.rgb[at] * self.alpha + ground.rgb[at] * (1.0 - self.alpha));
        Self { rgb, alpha: 1.0 }
    }

    /// 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        contrast(self.rgb, other.rgb)
    }
}

fn encoded(part: f64) -> f64 {
    let part = part.clamp(0.0, 1.0);
    if part <= 0.003_130_8 { part * 12.92 } else { 1.055 * part.powf(1.0 / 2.4) - 0.055 }
}

type Matrix = [[f64; 3]; 3];

/// The matrices of Oklab as CSS Color 4 has them, from linear sRGB over the cones of the eye, and back.
const TO_CONES: Matrix = [
    [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
    [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
    [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
];
const TO_LAB: Matrix = [
    [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
    [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
    [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
];
const FROM_LAB: Matrix = [
    [1.0, 0.396_337_777_4, 0.215_803_757_3],
    [1.0, -0.105_561_345_8, -0.063_854_172_8],
    [1.0, -0.089_484_177_5, -1.291_485_548_0],
];
const FROM_CONES: Matrix = [
    [4.076_741_662_1, -3.307_711_591_3, 0.230_969_929_2],
    [-1.268_438_004_6, 2.609_757_401_1, -0.341_319_396_5],
    [-0.004_196_086_3, -0.703_418_614_7, 1.707_614_701_0],
];

fn times(matrix: Matrix, vector: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row.iter().zip(vector).map(|(factor, part)| factor * part).sum())
}

fn oklab(rgb: Rgb) -> [f64; 3] {
    times(TO_LAB, times(TO_CONES, rgb.map(linear)).map(f64::cbrt))
}

fn srgb(lab: [f64; 3]) -> Rgb {
    times(FROM_CONES, times(FROM_LAB, lab).map(|cone| cone.powi(3))).map(encoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        Colour::parse(text).unwrap()
    }

    #[test]
    fn colours_are_read_and_written() {
        assert_eq!(colour("#2f3b96").hex(), "#2f3b96");
        assert_eq!(colour("#fA0").hex(), "#ffaa00");
        for wrong in ["2f3b96", "#", "#12", "#12345", "#1234567", "#ggg", "blue", "#é12"] {
            assert_eq!(Colour::parse(wrong), None, "{wrong}");
        }
    }

    /// What Chromium shows for the same `color-mix`.
    #[test]
    fn colours_mix_as_in_a_browser() {
        assert_eq!(colour("#2f3b96").mix(0.45, WHITE).hex(), "#99a6d3");
        assert_eq!(colour("#ffd500").mix(0.6, BLACK).hex(), "#806a00");
        assert_eq!(colour("#ff0000").mix(0.5, colour("#0000ff")).hex(), "#8c53a2");
        let veil = colour("#2f3b96").mix(0.09, colour("#0000"));
        assert_eq!(veil.over(WHITE).hex(), "#ecedf6");
    }
}
