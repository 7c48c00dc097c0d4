//! Files as they are shown.

use std::fs;

use e2e::Window;
use e2e::patience::until;
use serde_json::json;
use testkit::{pdf, pdf_stream};

use crate::{show_run, store_with};

/// A red square in JPEG 2000.
const RED: &[u8] =
    b"\xff\x4f\xff\x51\0\x2f\0\0\0\0\0\x08\0\0\0\x08\0\0\0\0\0\0\0\0\0\0\0\x08\0\0\0\x08\0\0\0\0\0\0\0\0\0\
    \x03\x07\x01\x01\x07\x01\x01\x07\x01\x01\xff\x52\0\x0c\0\0\0\x01\0\0\x04\x04\0\x01\xff\x5c\0\x04\x40\
    \x40\xff\x90\0\x0a\0\0\0\0\0\x26\0\x01\xff\x93\xcf\xb4\x14\x14\0\x5c\xaf\x87\xdf\x80\x28\x11\x50\x54\
    \xa3\x6f\xdf\x80\x28\x11\x50\x54\xa3\x6f\xff\xd9";
/// A black square as a fax.
const BLACK: &[u8] = b"\xff\xff\0\x10\x01";

/// A report in Japanese, and one that was scanned, would be blank.
#[test]
fn a_pdf_is_drawn_with_letters_and_images_of_any_kind() {
    let report = pdf(&[
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R\
          /Resources<</Font<</F 5 0 R>>/XObject<</Red 7 0 R/Black 8 0 R>>>>>>"
            .to_vec(),
        pdf_stream(
            "",
            b"BT /F 40 Tf 20 140 Td <65E5672C> Tj ET q 50 0 0 50 0 0 cm /Red Do Q q 50 0 0 50 100 0 cm /Black Do Q",
        ),
        // A font that is not in the file.
        b"<</Type/Font/Subtype/Type0/BaseFont/HeiseiMin-W3/Encoding/UniJIS-UTF16-H/DescendantFonts[6 0 R]>>".to_vec(),
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/HeiseiMin-W3\
          /CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>\
          /FontDescriptor<</Type/FontDescriptor/FontName/HeiseiMin-W3/Flags 4/FontBBox[0 -200 1000 900]\
          /ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>>>"
            .to_vec(),
        pdf_stream("/Type/XObject/Subtype/Image/Width 8/Height 8/Filter/JPXDecode", RED),
        pdf_stream(
            "/Type/XObject/Subtype/Image/Width 16/Height 16/BitsPerComponent 1/ColorSpace/DeviceGray\
             /Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 16/Rows 16/BlackIs1 true>>",
            BLACK,
        ),
    ]);
    let store = store_with("pass");
    let run = store.trained([]);
    let id = run["id"].as_str().unwrap();
    let artifacts = store.run_dir(id).join("artifacts");
    fs::create_dir_all(&artifacts).unwrap();
    fs::write(artifacts.join("report.pdf"), report).unwrap();
    let window = Window::open(&store);
    show_run(&window, id);
    window.click("tab-artifacts");
    window.click("artifact-report.pdf");
    window.wait_text("artifact-preview", "日本");
    let colors = "const canvas = document.querySelector('[data-testid=artifact-preview] canvas');
        const at = (x, y) => canvas.width && [...canvas.getContext('2d')
            .getImageData(canvas.width * x, canvas.height * y, 1, 1).data.slice(0, 3)];
        return [at(0.125, 0.875), at(0.625, 0.875), at(0.9, 0.6)]";
    let drawn = json!([[255, 0, 0], [0, 0, 0], [255, 255, 255]]);
    let is_drawn = || (window.run(colors, json!([])) == drawn).then_some(());
    assert!(
        until(is_drawn).is_some(),
        "{} {}",
        window.run(colors, json!([])),
        window.screenshot("pdf").display()
    );
}
