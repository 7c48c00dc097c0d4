//! Images: what kind they are and how large, by their headers; and pictures of them.

mod drawing;
mod header;
mod picture;

use serde::{Deserialize, Serialize};

pub(crate) use header::{is_svg, size};
pub use picture::Picture;
pub(crate) use picture::picture;

/// An image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Image {
    /// What kind it is.
    pub format: ImageFormat,
    /// Its width and height in pixels, as its header says; a drawing has none.
    pub size: Option<(u32, u32)>,
}

/// A kind of image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "they are names")]
pub enum ImageFormat {
    Png,
    Jpeg,
    Gif,
    WebP,
    Bmp,
    Svg,
}

impl ImageFormat {
    /// The kind of an image in pixels that begins with these bytes.
    pub(crate) fn of(head: &[u8]) -> Option<Self> {
        Some(match head {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Self::Png,
            [0xff, 0xd8, 0xff, ..] => Self::Jpeg,
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Self::Gif,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Self::WebP,
            // Two letters are no mark: the size of one of the headers that there are follows.
            [b'B', b'M', rest @ ..]
                if matches!(rest.get(12..16), Some([12 | 40 | 52 | 56 | 108 | 124, 0, 0, 0])) =>
            {
                Self::Bmp
            }
            _ => return None,
        })
    }
}
