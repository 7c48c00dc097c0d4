//! Images that say that they are something else.

use super::{HostileFile, bytes};

pub(super) fn all() -> Vec<HostileFile> {
    let lying = |start: &[u8]| [start, b"nothing of an image"].concat();
    vec![
        bytes("immense.png", "image", png(100_000, 100_000)),
        // Its pixels would fit into none of the limits, and its header into all.
        bytes("large.png", "image", png(9_999, 9_999)),
        bytes("zero.png", "image", png(0, 9)),
        bytes("cut.png", "image", &png(9, 9)[..20]),
        bytes(
            "lying.jpg",
            "image",
            lying(b"\xff\xd8\xff\xc0\0\x11\x08\xff\xff\xff\xff\x03\x01\x22\0\x02\x11\x01\x03\x11\x01"),
        ),
        bytes("lying.gif", "image", lying(b"GIF89a\xff\xff\xff\xff\xf7\0\0")),
        bytes(
            "lying.webp",
            "image",
            lying(b"RIFF\xff\xff\xff\x7fWEBPVP8X\x0a\0\0\0\x12\0\0\0\xff\xff\xff\xff\xff\xff"),
        ),
        bytes(
            "lying.bmp",
            "image",
            lying(b"BM\xff\xff\xff\x7f\0\0\0\0\x36\0\0\0\x28\0\0\0\xff\xff\xff\x7f\0\0\0\x80\x01\0\x20\0"),
        ),
        bytes("lying.wav", "media", lying(b"RIFF\xff\xff\xff\xffWAVEfmt \xff\xff\xff\xff\0\0\0\0")),
        bytes("lying.mp4", "media", lying(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\xff\xff\xff\xffmoov")),
    ]
}

/// A PNG of this size with a few bytes of pixels.
fn png(width: u32, height: u32) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    // A stream of zlib with one stored block of four zeros.
    let pixels = b"\x78\x01\x01\x04\0\xfb\xff\0\0\0\0\0\x04\0\x01";
    let chunks = [chunk(b"IHDR", &header), chunk(b"IDAT", pixels), chunk(b"IEND", b"")];
    [b"\x89PNG\r\n\x1a\n", &*chunks.concat()].concat()
}

fn chunk(kind: &[u8; 4], held: &[u8]) -> Vec<u8> {
    let length = u32::try_from(held.len()).unwrap();
    let checked = [kind, held].concat();
    [&length.to_be_bytes()[..], &checked, &checksum(&checked).to_be_bytes()].concat()
}

fn checksum(bytes: &[u8]) -> u32 {
    let next = |sum: u32| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 };
    !bytes.iter().fold(!0, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| next(sum)))
}
