//! Bytes: random ones, their hash, their base64.

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// Random bytes fit for secrets.
pub fn random<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    web_sys::window()?.crypto().ok()?.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(bytes)
}

/// Any number of random bytes, which a browser gives only in pieces.
pub fn random_array(length: u32) -> Option<Uint8Array> {
    const PIECE: u32 = 65_536;
    let crypto = web_sys::window()?.crypto().ok()?;
    let bytes = Uint8Array::new_with_length(length);
    for at in (0..length).step_by(PIECE as usize) {
        let piece = bytes.subarray(at, length.min(at + PIECE));
        crypto.get_random_values_with_js_u8_array(&piece).ok()?;
    }
    Some(bytes)
}

/// Eight letters and digits that are made nowhere else: for rows of tables, and for authors.
pub fn short_name() -> String {
    const LETTERS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    (0..8).map(|_| char::from(LETTERS[(js_sys::Math::random() * 36.0) as usize % 36])).collect()
}

/// SHA-256 by the browser, or by ourselves where it offers none: without https it does not.
pub async fn sha256(bytes: &Uint8Array) -> Vec<u8> {
    match digest(bytes).await {
        Some(hash) => hash,
        None => hex_bytes(&shared::manifest::sha256_hex(&bytes.to_vec())),
    }
}

/// Lower-case hex of the SHA-256.
pub async fn sha256_hex(bytes: &Uint8Array) -> String {
    shared::manifest::hex(&sha256(bytes).await)
}

async fn digest(bytes: &Uint8Array) -> Option<Vec<u8>> {
    let crypto = web_sys::window()?.crypto().ok()?;
    let subtle = js_sys::Reflect::get(&crypto, &"subtle".into()).ok()?;
    let subtle: web_sys::SubtleCrypto = subtle.dyn_into().ok()?;
    let hash = subtle.digest_with_str_and_buffer_source("SHA-256", bytes).ok()?;
    let hash: ArrayBuffer = JsFuture::from(hash).await.ok()?.unchecked_into();
    Some(Uint8Array::new(&hash).to_vec())
}

/// The bytes of an even number of hex digits.
fn hex_bytes(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).filter_map(|at| u8::from_str_radix(hex.get(2 * at..2 * at + 2)?, 16).ok()).collect()
}

/// Base64 for addresses, without padding.
pub fn base64url(bytes: &[u8]) -> String {
    encode(bytes, b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
}

/// Ordinary base64 with padding, as tus wants it.
pub fn base64(bytes: &[u8]) -> String {
    let mut text = encode(bytes, b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

fn encode(bytes: &[u8], letters: &[u8; 64]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for n in 0..=three.len() {
            text.push(char::from(letters[(bits >> (18 - 6 * n)) as usize & 63]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_rfc_4648() {
        let cases = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (given, expected) in cases {
            assert_eq!(base64(given.as_bytes()), expected);
            assert_eq!(base64url(given.as_bytes()), expected.trim_end_matches('='));
        }
        assert_eq!(base64(&[0xfb, 0xff]), "+/8=");
        assert_eq!(base64url(&[0xfb, 0xff]), "-_8");
        assert_eq!(base64url(&[7; 32]).len(), 43);
    }

    #[test]
    fn hex_goes_back() {
        assert_eq!(hex_bytes("00ff7a"), [0, 255, 122]);
    }
}
