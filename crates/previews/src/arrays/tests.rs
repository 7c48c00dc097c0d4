use super::*;
use crate::tests::{file, open};
use crate::{Ask, Format, Preview, Unreadable, look};
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn npy_file(header: &str, data: &[u8]) -> Vec<u8> {
    [b"\x93NUMPY\x01\0", &(header.len() as u16).to_le_bytes()[..], header.as_bytes(), data].concat()
}

fn arrays(bytes: &[u8]) -> Vec<NumpyArray> {
    match open("x.npy", bytes) {
        Preview::Arrays { arrays } => arrays,
        other => panic!("{other:?}"),
    }
}

fn described(dtype: &str, shape: &str) -> String {
    format!("{{'descr': {dtype}, 'fortran_order': False, 'shape': {shape}, }}   \n")
}

/// A person would see another shape, or other numbers, than the code that loads the array.
#[test]
fn an_array_is_shown_with_its_first_values() {
    let data: Vec<u8> = (0..300).flat_map(|number| f64::from(number).to_le_bytes()).collect();
    let array = arrays(&npy_file(&described("'<f8'", "(3, 100)"), &data)).remove(0);
    assert_eq!((&*array.dtype, array.shape, array.short), ("<f8", vec![3, 100], false));
    assert_eq!((array.values.len(), &*array.values[99], array.fortran), (100, "99", false));
    let records =
        arrays(&npy_file(&described("[('a', '<i4'), ('b', '<U9', (2,))]", "(2,)"), &[0; 200])).remove(0);
    assert_eq!((&*records.dtype, records.values.len()), ("[('a', '<i4'), ('b', '<U9', (2,))]", 0));
    let single = arrays(&npy_file(&described("'|b1'", "()"), &[1])).remove(0);
    assert_eq!((single.shape.len(), single.values), (0, vec!["true".to_string()]));
    let object = arrays(&npy_file(&described("'|O'", "(2,)"), b"\x80\x04.")).remove(0);
    assert!(object.values.is_empty());
}

/// A header could claim more than any memory holds.
#[test]
fn a_lying_header_is_shown_as_one() {
    for shape in ["(1000000000000000000,)", "(18446744073709551615, 18446744073709551615)", "(4,)"] {
        let array = arrays(&npy_file(&described("'<i4'", shape), &[1, 0, 0, 0, 2, 0])).remove(0);
        assert_eq!((array.short, array.values), (true, vec!["1".to_string()]), "{shape}");
    }
    let wide = arrays(&npy_file(&described("'<U4000000000'", "(2,)"), &[0; 99])).remove(0);
    assert!(wide.values.is_empty());
    for header in
        ["", "{'descr': '<f8'}", "{'descr': '<f8', 'shape': (-1,), 'fortran_order': True}", "{'descr': ["]
    {
        let broken = file(&npy_file(header, &[]));
        let why = Unreadable::Broken { what: Format::Npy };
        assert_eq!(look(&broken, "", &Ask::Open), Err(why), "{header}");
    }
    let no_end = file(b"\x93NUMPY\x02\0\xff\xff\xff\xff{'descr'");
    assert!(look(&no_end, "", &Ask::Open).is_err());
}

/// Only the first of several arrays would be shown, or a bomb among them be unpacked.
#[test]
fn arrays_of_a_zip_are_shown_with_their_names() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, shape, size) in [("x.npy", "(2,)", 2), ("bomb.npy", "(20000000,)", 20_000_000)] {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(&npy_file(&described("'|u1'", shape), &vec![7; size])).unwrap();
    }
    let arrays = arrays(&writer.finish().unwrap().into_inner());
    let about: Vec<_> =
        arrays.iter().map(|it| (it.name.as_deref().unwrap(), it.values.len(), it.short)).collect();
    assert_eq!(about, [("x", 2, false), ("bomb", 100, false)]);
}

fn tensors_file(header: &str, data: &[u8]) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), data].concat()
}

/// A person would not find a layer's weights, or see those of another one.
#[test]
fn tensors_are_listed_and_show_their_values() {
    let header = r#"{"__metadata__": {"format": "pt"}, "b": {"dtype": "F32", "shape": [1, 2],
        "data_offsets": [0, 8]}, "a": {"dtype": "F8_E4M3", "shape": [2], "data_offsets": [8, 10]}}"#;
    let bytes = tensors_file(header, &[[0, 0, 0x80, 0x3f], [0, 0, 0, 0xc0], [1, 2, 0, 0]].concat());
    let Preview::Tensors(tensors) = open("model", &bytes) else { panic!() };
    let about: Vec<_> =
        tensors.tensors.iter().map(|it| (&*it.name, &*it.dtype, &*it.shape, it.sound)).collect();
    assert_eq!(about, [("b", "F32", &[1, 2][..], true), ("a", "F8_E4M3", &[2], true)]);
    assert_eq!((tensors.total, &*tensors.metadata), (2, &[("format".into(), "pt".into())][..]));
    let file = file(&bytes);
    let values = |of| look(&file, "", &Ask::Values { of });
    assert_eq!(values(0), Ok(Preview::Values(Values { values: vec!["1".into(), "-2".into()] })));
    assert_eq!(values(1), Ok(Preview::Values(Values { values: vec![] })));
    assert_eq!(values(2), Err(Unreadable::Unfitting));
}

/// A header could place a tensor outside of the file, or be larger than any memory.
#[test]
fn lying_headers_of_tensors_are_told() {
    for (dtype, shape, range) in [
        ("F32", "[2]", "[0, 4]"),
        ("F32", "[2]", "[0, 18446744073709551615]"),
        ("F32", "[4294967296, 4294967296, 4294967296]", "[0, 8]"),
        ("F32", "[2]", "[8, 0]"),
    ] {
        let header = format!(r#"{{"a": {{"dtype": "{dtype}", "shape": {shape}, "data_offsets": {range}}}}}"#);
        let bytes = tensors_file(&header, &[0; 8]);
        let Preview::Tensors(tensors) = open("", &bytes) else { panic!() };
        assert!(!tensors.tensors[0].sound, "{header}");
        let values = look(&file(&bytes), "", &Ask::Values { of: 0 });
        assert_eq!(values, Ok(Preview::Values(Values { values: vec![] })));
    }
    let deep = tensors_file(&format!("{{\"a\":{}", "[".repeat(100_000)), &[]);
    let why = Unreadable::Broken { what: Format::Safetensors };
    assert_eq!(look(&file(&deep), "", &Ask::Open), Err(why));
    let large = file(&[&(1_u64 << 30).to_le_bytes()[..], b"{"].concat());
    large.set_len(2 << 30).unwrap();
    let why = Unreadable::TooLarge { what: Format::Safetensors };
    assert_eq!(look(&large, "", &Ask::Open), Err(why));
}
