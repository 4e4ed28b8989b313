//! The contrast between two colours, as WCAG 2 reckons it.

/// Red, green and blue of sRGB, 0 to 1.
pub type Rgb = [f64; 3];

/// 1 to 21.
pub fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: Rgb) -> f64 {
    let [red, green, blue] = colour.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// The light of a part of sRGB.
pub fn linear(part: f64) -> f64 {
    let part = part.clamp(0.0, 1.0);
    if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_that_of_wcag() {
        assert!((contrast([0.0; 3], [1.0; 3]) - 21.0).abs() < 0.001);
        assert!((contrast([f64::from(0x76_u8) / 255.0; 3], [1.0; 3]) - 4.54).abs() < 0.01);
    }
}
