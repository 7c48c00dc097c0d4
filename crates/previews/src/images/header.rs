//! The sizes of images, as their headers have them.

use super::ImageFormat;
use crate::Unreadable;
use crate::bytes::Bytes;

/// How many parts of a JPEG are passed to find the one with its size.
const PARTS: usize = 500;
/// How far into a text its first element is looked for, in bytes.
const PROLOGUE: usize = 8 << 10;

/// The width and height of an image, if its header has them.
pub(crate) fn size(bytes: Bytes<'_>, format: ImageFormat) -> Result<Option<(u32, u32)>, Unreadable> {
    let head = bytes.read(0, 32)?;
    let low = |at: usize| number::<2>(&head, at).map(|it| u32::from(u16::from_le_bytes(it)));
    let wide = |at: usize| number(&head, at).map(i32::from_le_bytes).map(i32::unsigned_abs);
    let high = |at: usize| number(&head, at).map(u32::from_be_bytes);
    Ok(match format {
        ImageFormat::Png => high(16).zip(high(20)),
        ImageFormat::Gif => low(6).zip(low(8)),
        ImageFormat::Bmp if head.get(14) == Some(&12) => low(18).zip(low(20)),
        // A negative height says that the rows begin at the top.
        ImageFormat::Bmp => wide(18).zip(wide(22)),
        ImageFormat::WebP => webp(&head),
        ImageFormat::Jpeg => jpeg(bytes)?,
        ImageFormat::Svg => None,
    })
}

/// Whether a text is a drawing: its first element is `svg`.
pub(crate) fn is_svg(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head.get(..PROLOGUE).unwrap_or(head));
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    // Declarations and comments may come first.
    while let Some(begin) = ["<?", "<!--", "<!"].into_iter().find(|begin| rest.starts_with(begin)) {
        let end = if begin == "<!--" { "-->" } else { ">" };
        let Some((_, after)) = rest.split_once(end) else { return false };
        rest = after.trim_start();
    }
    rest.strip_prefix("<svg").is_some_and(|after| after.starts_with([' ', '>', '\n', '\r', '\t', '/']))
}

fn webp(head: &[u8]) -> Option<(u32, u32)> {
    let side = |at: usize| number::<2>(head, at).map(|it| u32::from(u16::from_le_bytes(it)) & 0x3fff);
    let three =
        |at: usize| number::<3>(head, at).map(|[a, b, c]| u32::from_le_bytes([a, b, c, 0]).saturating_add(1));
    match head.get(12..16)? {
        b"VP8X" => three(24).zip(three(27)),
        b"VP8 " => side(26).zip(side(28)),
        b"VP8L" => {
            let bits = number(head, 21).map(u32::from_le_bytes)?;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        _ => None,
    }
}

/// Passes the parts of a JPEG up to the one that has its size.
fn jpeg(bytes: Bytes<'_>) -> Result<Option<(u32, u32)>, Unreadable> {
    let mut at = 2_u64;
    for _ in 0..PARTS {
        let Some([0xff, mark, high, low]) = bytes.array(at)? else { return Ok(None) };
        let length = u64::from(u16::from_be_bytes([high, low]));
        match mark {
            // Filling.
            0xff => at = at.saturating_add(1),
            // Frames of all kinds, but not the three marks among them that are something else.
            0xc0..=0xcf if !matches!(mark, 0xc4 | 0xc8 | 0xcc) => {
                let sides: Option<[u8; 4]> = bytes.array(at.saturating_add(5))?;
                let side = |high, low| u32::from(u16::from_be_bytes([high, low]));
                return Ok(sides.map(|[a, b, c, d]| (side(c, d), side(a, b))));
            }
            _ => at = at.saturating_add(2 + length),
        }
    }
    Ok(None)
}

fn number<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk().copied()
}

#[cfg(test)]
mod tests {
    use super::super::{Image, ImageFormat};
    use crate::Preview;
    use crate::tests::open;

    /// A gallery would show nothing, or load an image that fills the memory.
    #[test]
    fn images_are_recognised_with_their_size() {
        let webp = |kind: &[u8], rest: &[u8]| [b"RIFF\0\0\0\0WEBP", kind, b"\0\0\0\0", rest].concat();
        let bmp = [b"BM".as_slice(), &[0; 12], &[40, 0, 0, 0, 3, 0, 0, 0], &(-2_i32).to_le_bytes()].concat();
        for (bytes, format, size) in [
            (
                b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\x01\x86\xa0\0\0\0\x02".to_vec(),
                ImageFormat::Png,
                (100_000, 2),
            ),
            (b"GIF89a\x03\0\x02\0".to_vec(), ImageFormat::Gif, (3, 2)),
            (bmp, ImageFormat::Bmp, (3, 2)),
            (webp(b"VP8X", b"\0\0\0\0\x02\0\0\x01\0\0"), ImageFormat::WebP, (3, 2)),
            (webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a\x03\0\x02\0"), ImageFormat::WebP, (3, 2)),
            (webp(b"VP8L", b"\x2f\x02\x40\0\0"), ImageFormat::WebP, (3, 2)),
            (
                b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc2\0\x11\x08\0\x02\0\x03".to_vec(),
                ImageFormat::Jpeg,
                (3, 2),
            ),
        ] {
            assert_eq!(open("x.txt", &bytes), Preview::Image(Image { format, size: Some(size) }));
            assert_eq!(
                open("x.txt", &bytes[..bytes.len() - 1]),
                Preview::Image(Image { format, size: None }),
                "{format:?}"
            );
        }
    }

    /// A drawing would be shown as its text, or a text as a broken drawing.
    #[test]
    fn drawings_are_recognised_by_their_first_element() {
        let svg = Preview::Image(Image { format: ImageFormat::Svg, size: None });
        let doctype = "<?xml version='1.0'?>\n<!-- <b> -->\n<!DOCTYPE svg PUBLIC 'a'>\n<svg width='1'/>";
        for text in ["<svg xmlns='x'></svg>", doctype, "\u{feff}<svg>"] {
            assert_eq!(open("plot", text.as_bytes()), svg, "{text}");
        }
        for text in ["<svgx>", "<a><svg></svg></a>", "see <svg>", "<!-- never closed"] {
            assert!(matches!(open("plot", text.as_bytes()), Preview::Text(_)), "{text}");
        }
    }
}
