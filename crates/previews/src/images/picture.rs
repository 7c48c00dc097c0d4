//! Images in pixels, decoded and made small enough to be shown.

use std::io::{BufReader, Cursor};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use image::{DynamicImage, ImageDecoder, ImageError, ImageReader, Limits};
use serde::{Deserialize, Serialize};

use super::{ImageFormat, drawing, size};
use crate::bytes::Bytes;
use crate::{Format, Unreadable};

/// The longest side of a picture, in pixels.
pub(super) const SIDE: u32 = 2_048;
/// The most pixels of an image that is decoded, and the most memory for that, in bytes.
const PIXELS: u64 = 100_000_000;
const MEMORY: u64 = 100 << 20;

/// A picture of an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Picture {
    /// Its width in pixels, at most 2,048.
    pub width: u32,
    /// Its height in pixels, at most 2,048.
    pub height: u32,
    /// The picture as a PNG, in base64.
    pub png: String,
}

/// The picture of an image, of which no side is longer than `most`.
pub(crate) fn picture(bytes: Bytes<'_>, format: ImageFormat, most: u32) -> Result<Picture, Unreadable> {
    let most = most.clamp(1, SIDE);
    crate::guarded(Format::Image, || match format.decoded() {
        Some(decoded) => in_pixels(bytes, format, decoded, most),
        None => drawing::drawn(bytes, most),
    })
}

fn in_pixels(
    bytes: Bytes<'_>,
    format: ImageFormat,
    decoded: image::ImageFormat,
    most: u32,
) -> Result<Picture, Unreadable> {
    let too_large = Unreadable::TooLarge { what: Format::Image };
    let (width, height) = size(bytes, format)?.ok_or(Unreadable::Broken { what: Format::Image })?;
    if u64::from(width).saturating_mul(u64::from(height)) > PIXELS {
        return Err(too_large);
    }
    let mut reader = ImageReader::with_format(BufReader::new(bytes.part(0, u64::MAX)), decoded);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    // The limits are for what is needed beside the image itself.
    if decoder.total_bytes() > MEMORY {
        return Err(too_large);
    }
    let orientation = decoder.orientation()?;
    let mut image = DynamicImage::from_decoder(decoder)?;
    if image.width() > most || image.height() > most {
        image = image.thumbnail(most, most);
    }
    image.apply_orientation(orientation);
    let mut png = Cursor::new(Vec::new());
    DynamicImage::from(image.to_rgba8()).write_to(&mut png, image::ImageFormat::Png)?;
    Ok(Picture {
        width: image.width(),
        height: image.height(),
        png: BASE64_STANDARD.encode(png.into_inner()),
    })
}

impl ImageFormat {
    /// The same in the words of the crate that decodes it; nothing for a drawing.
    fn decoded(self) -> Option<image::ImageFormat> {
        Some(match self {
            Self::Png => image::ImageFormat::Png,
            Self::Jpeg => image::ImageFormat::Jpeg,
            Self::Gif => image::ImageFormat::Gif,
            Self::WebP => image::ImageFormat::WebP,
            Self::Bmp => image::ImageFormat::Bmp,
            Self::Svg => return None,
        })
    }
}

impl From<ImageError> for Unreadable {
    fn from(error: ImageError) -> Self {
        match error {
            ImageError::Limits(_) => Self::TooLarge { what: Format::Image },
            _ => Self::Broken { what: Format::Image },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::file;
    use crate::{Ask, Preview, look};
    use image::{Rgb, RgbImage};

    fn picture_of(bytes: &[u8], most: u32) -> Result<(Picture, DynamicImage), Unreadable> {
        match look(&file(bytes), "", &Ask::Picture { most })? {
            Preview::Picture(picture) => {
                let png = BASE64_STANDARD.decode(&picture.png).unwrap();
                let decoded = image::load_from_memory_with_format(&png, image::ImageFormat::Png).unwrap();
                assert_eq!((decoded.width(), decoded.height()), (picture.width, picture.height));
                Ok((picture, decoded))
            }
            other => panic!("{other:?}"),
        }
    }

    fn encoded(width: u32, height: u32, format: image::ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        RgbImage::from_pixel(width, height, Rgb([200, 0, 0])).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// A plot would not be shown, or be shown in other colours or proportions.
    #[test]
    fn every_kind_is_made_small_enough() {
        for format in [
            image::ImageFormat::Png,
            image::ImageFormat::Jpeg,
            image::ImageFormat::Gif,
            image::ImageFormat::WebP,
            image::ImageFormat::Bmp,
        ] {
            let (picture, decoded) = picture_of(&encoded(600, 300, format), 100).unwrap();
            assert_eq!((picture.width, picture.height), (100, 50), "{format:?}");
            let [red, green, ..] = decoded.to_rgba8().get_pixel(50, 25).0;
            assert!(red > 180 && green < 20, "{format:?}");
        }
        let (same, _) = picture_of(&encoded(60, 30, image::ImageFormat::Png), u32::MAX).unwrap();
        assert_eq!((same.width, same.height), (60, 30));
        let (longest, _) = picture_of(&encoded(5_000, 10, image::ImageFormat::Png), u32::MAX).unwrap();
        assert_eq!((longest.width, longest.height), (SIDE, 4));
    }

    /// A header that claims a huge image would take all memory.
    #[test]
    fn what_is_too_large_or_broken_is_refused() {
        let mut huge = encoded(60, 30, image::ImageFormat::Png);
        huge[16..24].copy_from_slice(&[0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]);
        assert_eq!(picture_of(&huge, 100).unwrap_err(), Unreadable::TooLarge { what: Format::Image });
        let mut wide = encoded(60, 30, image::ImageFormat::Png);
        wide[16..24].copy_from_slice(&[0, 0, 0x23, 0x28, 0, 0, 0x23, 0x28]);
        let mut sum = flate2::Crc::new();
        sum.update(&wide[12..29]);
        wide[29..33].copy_from_slice(&sum.sum().to_be_bytes());
        assert_eq!(picture_of(&wide, 100).unwrap_err(), Unreadable::TooLarge { what: Format::Image });
        let whole = encoded(60, 30, image::ImageFormat::Png);
        let why = Unreadable::Broken { what: Format::Image };
        assert_eq!(picture_of(&whole[..whole.len() / 2], 100).unwrap_err(), why);
        assert_eq!(picture_of(b"a text", 100).unwrap_err(), Unreadable::Unfitting);
    }
}
