//! SVG, drawn without anything from outside of it but the system's fonts.

use std::collections::HashSet;
use std::io::Cursor;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{ImageHrefResolver, ImageKind, Options, Tree};

use super::picture::{Picture, SIDE};
use crate::bytes::Bytes;
use crate::{Format, Unreadable};

/// The longest drawing, in bytes.
const TEXT: u64 = 8 << 20;
/// The most pixels of an image in a drawing.
const PIXELS: u64 = 16_000_000;

/// Fonts that stand for all of their kind, the best ones first.
const SANS: [&str; 5] = ["DejaVu Sans", "Noto Sans", "Liberation Sans", "Inter", "Arial"];
const SERIF: [&str; 4] = ["DejaVu Serif", "Noto Serif", "Liberation Serif", "Times New Roman"];
const MONO: [&str; 4] = ["DejaVu Sans Mono", "Noto Sans Mono", "Liberation Mono", "Courier New"];

/// A drawing as pixels, of which no side is longer than `most`. A small one is drawn as large as that, too.
///
/// A filter can take any time: the process that this runs in must be limited.
pub(super) fn drawn(bytes: Bytes<'_>, most: u32) -> Result<Picture, Unreadable> {
    let broken = Unreadable::Broken { what: Format::Image };
    if bytes.size() > TEXT {
        return Err(Unreadable::TooLarge { what: Format::Image });
    }
    let text = bytes.read(0, usize::try_from(TEXT).unwrap_or(0))?;
    let mut options = Options { image_href_resolver: from_inside(), ..Options::default() };
    load_fonts(options.fontdb_mut());
    let tree = Tree::from_data(&text, &options).map_err(|_| broken)?;
    let (width, height) = (tree.size().width(), tree.size().height());
    let scale = most.min(SIDE) as f32 / width.max(height);
    // A conversion of what is too large gives the nearest integer there is.
    let side = |length: f32| ((length * scale).round() as u32).clamp(1, SIDE);
    let (pixels_wide, pixels_high) = (side(width), side(height));
    let mut pixels = Pixmap::new(pixels_wide, pixels_high).ok_or(broken)?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    let png = pixels.encode_png().map_err(|_| broken)?;
    Ok(Picture { width: pixels_wide, height: pixels_high, png: BASE64_STANDARD.encode(png) })
}

/// Loads the system's fonts, and says which of them stands for those that are not there.
fn load_fonts(fonts: &mut Database) {
    fonts.load_system_fonts();
    let families: HashSet<String> =
        fonts.faces().flat_map(|face| &face.families).map(|(family, _)| family.clone()).collect();
    let first = |known: &[&str]| {
        let here = known.iter().map(|family| (*family).to_owned()).find(|family| families.contains(family));
        here.or_else(|| families.iter().min().cloned())
    };
    if let (Some(sans), Some(serif), Some(mono)) = (first(&SANS), first(&SERIF), first(&MONO)) {
        fonts.set_sans_serif_family(&sans);
        fonts.set_serif_family(serif);
        fonts.set_monospace_family(mono);
    }
}

/// Gives a drawing the images that are in it, if they are not too large, and no others: the default reads files.
fn from_inside() -> ImageHrefResolver<'static> {
    let inside = ImageHrefResolver::default_data_resolver();
    ImageHrefResolver {
        resolve_data: Box::new(move |mime, data, options| {
            let image = inside(mime, data, options)?;
            is_small(&image).then_some(image)
        }),
        resolve_string: Box::new(|_, _| None),
    }
}

fn is_small(image: &ImageKind) -> bool {
    let bytes = match image {
        ImageKind::JPEG(bytes) | ImageKind::PNG(bytes) | ImageKind::GIF(bytes) | ImageKind::WEBP(bytes) => {
            bytes
        }
        ImageKind::SVG { .. } => return true,
    };
    let reader = image::ImageReader::new(Cursor::new(&***bytes)).with_guessed_format();
    let size = reader.ok().and_then(|reader| reader.into_dimensions().ok());
    size.is_some_and(|(width, height)| u64::from(width).saturating_mul(u64::from(height)) <= PIXELS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::file;
    use crate::{Ask, Preview, look};

    fn drawn(text: &str, most: u32) -> Result<(Picture, image::RgbaImage), Unreadable> {
        match look(&file(text.as_bytes()), "", &Ask::Picture { most })? {
            Preview::Picture(picture) => {
                let png = BASE64_STANDARD.decode(&picture.png).unwrap();
                Ok((picture, image::load_from_memory(&png).unwrap().into_rgba8()))
            }
            other => panic!("{other:?}"),
        }
    }

    /// A plot would not be shown, or be unreadably small.
    #[test]
    fn a_drawing_is_drawn_as_large_as_asked_for() {
        let text = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 10'>\
            <script>alert(1)</script><rect width='20' height='10' fill='#c80000'/></svg>";
        let (picture, pixels) = drawn(text, 200).unwrap();
        assert_eq!(
            (picture.width, picture.height, pixels.get_pixel(100, 50).0),
            (200, 100, [200, 0, 0, 255])
        );
        let (huge, _) = drawn(&text.replace("0 0 20 10", "0 0 1e9 1e9"), u32::MAX).unwrap();
        assert_eq!((huge.width, huge.height), (SIDE, SIDE));
        let why = Unreadable::Broken { what: Format::Image };
        assert_eq!(drawn("<svg><rect", 200).unwrap_err(), why);
    }

    /// A plot would have no words at its axes.
    #[test]
    fn words_are_drawn_in_any_font_that_is_there() {
        let has_fonts = {
            let mut fonts = Database::new();
            load_fonts(&mut fonts);
            !fonts.is_empty()
        };
        for family in ["Times New Roman", "no such font", "sans-serif", "monospace"] {
            let text = format!(
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 90 20'>\
                 <text y='15' font-family='{family}' fill='#000'>loss</text></svg>"
            );
            let (_, pixels) = drawn(&text, 90).unwrap();
            assert_eq!(pixels.pixels().any(|pixel| pixel.0[3] > 100), has_fonts, "{family}");
        }
    }

    /// A run's drawing could show a person's own files, or tell somebody that it was looked at.
    #[test]
    fn nothing_outside_of_a_drawing_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let secret = folder.path().join("secret.png");
        image::RgbImage::from_pixel(9, 9, image::Rgb([0, 200, 0])).save(&secret).unwrap();
        let inside = BASE64_STANDARD.encode(std::fs::read(&secret).unwrap());
        let shown = |href: &str| {
            let text = format!(
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>\
                 <image href='{href}' width='9' height='9'/></svg>"
            );
            drawn(&text, 9).unwrap().1.get_pixel(4, 4).0[1] > 100
        };
        assert!(!shown(&secret.to_string_lossy()));
        assert!(!shown(&format!("file://{}", secret.display())));
        assert!(!shown("http://127.0.0.1:9/a.png"));
        assert!(shown(&format!("data:image/png;base64,{inside}")));
    }
}
