use super::*;
use crate::tests::{file, open};
use crate::{Ask, Format, Preview, Unreadable, look};
use std::io::{Cursor, Write};
use std::os::unix::fs::FileExt;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 0x7f {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

fn number(field: u64, number: u64) -> Vec<u8> {
    [varint(field << 3), varint(number)].concat()
}

fn bytes(field: u64, bytes: &[u8]) -> Vec<u8> {
    [varint(field << 3 | 2), varint(bytes.len() as u64), bytes.to_vec()].concat()
}

fn port(name: &str, dimensions: &[Vec<u8>]) -> Vec<u8> {
    let shape: Vec<u8> = dimensions.iter().flat_map(|dimension| bytes(1, dimension)).collect();
    let tensor = [number(1, 1), bytes(2, &shape)].concat();
    [bytes(1, name.as_bytes()), bytes(2, &bytes(1, &tensor))].concat()
}

fn model(graph: &[u8]) -> Vec<u8> {
    let opset = [bytes(1, b""), number(2, 17)].concat();
    [number(1, 8), bytes(2, b"pytorch"), bytes(3, b"2.4"), bytes(7, graph), bytes(8, &opset)].concat()
}

fn graph() -> Vec<u8> {
    [
        bytes(1, b"\x22\x04Gemm"),
        bytes(1, b"\x22\x04Relu"),
        bytes(2, b"main_graph"),
        bytes(5, &[bytes(8, b"weight"), bytes(9, &[0; 5_000])].concat()),
        bytes(11, &port("x", &[bytes(2, b"batch"), number(1, 13), vec![]])),
        bytes(11, &port("weight", &[])),
        bytes(12, &port("y", &[number(1, u64::MAX)])),
    ]
    .concat()
}

/// A person would feed the model with data of a wrong shape.
#[test]
fn an_onnx_model_is_shown_by_its_inputs_and_outputs() {
    for name in ["model.onnx", "model"] {
        let Preview::Onnx(onnx) = open(name, &model(&graph())) else { panic!() };
        assert_eq!((&*onnx.producer, onnx.version, &*onnx.graph), ("pytorch 2.4", Some(8), "main_graph"));
        assert_eq!((onnx.nodes, onnx.initializers, onnx.cut), (2, 1, false));
        assert_eq!(onnx.opsets, [(String::new(), 17)]);
        let shape = vec![Dimension::Named("batch".into()), Dimension::Length(13), Dimension::Any];
        let x = Port { name: "x".into(), dtype: Some("float".into()), shape: Some(shape) };
        assert_eq!(onnx.inputs, [x]);
        assert_eq!(onnx.outputs[0].shape, Some(vec![Dimension::Length(-1)]));
    }
}

/// Weights of gigabytes would be read for the few names around them.
#[test]
fn weights_are_jumped_over() {
    let weights = 5_u64 << 30;
    let tensor = [bytes(8, b"w"), varint(9 << 3 | 2), varint(weights)].concat();
    let length = |before: usize, after: usize| varint(before as u64 + weights + after as u64);
    let after = bytes(12, &port("y", &[]));
    let begin = [varint(5 << 3 | 2), length(tensor.len(), 0), tensor].concat();
    let begin = [number(1, 8), varint(7 << 3 | 2), length(begin.len(), after.len()), begin].concat();
    let file = file(&begin);
    file.write_all_at(&after, begin.len() as u64 + weights).unwrap();
    let Preview::Onnx(onnx) = look(&file, "", &Ask::Open).unwrap() else { panic!() };
    assert_eq!((onnx.initializers, &*onnx.outputs[0].name, onnx.cut), (1, "y", false));
}

/// What is broken, or nested for ever, would end the preview.
#[test]
fn broken_models_are_refused_or_shown_up_to_there() {
    let why = Unreadable::Broken { what: Format::Onnx };
    for broken in
        [&b"\x08\x08\x3a\x09\0"[..], b"\x08\0", b"\x08\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"]
    {
        assert_eq!(look(&file(broken), "a.onnx", &Ask::Open), Err(why), "{broken:?}");
    }
    let mut lying = graph();
    lying.extend([1 << 3 | 2, 0xff, 0xff, 0x7f]);
    let Preview::Onnx(onnx) = open("a.onnx", &model(&lying)) else { panic!() };
    assert!(onnx.cut && onnx.nodes == 2);
    let deep = (0..60).fold(Vec::new(), |inner, _| bytes(1, &inner));
    assert!(matches!(open("a.onnx", &model(&bytes(11, &deep))), Preview::Onnx(_)));
    assert!(matches!(open("", b"\x08\x08\0\xff"), Preview::Hex(_)));
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A person would not see what the network is made of.
#[test]
fn a_keras_model_is_shown_by_its_layers() {
    let config = br#"{"module": "keras", "class_name": "Sequential", "config": {"name": "wine", "layers": [
        {"class_name": "InputLayer", "config": {"batch_shape": [null, 13], "name": "input"}},
        {"class_name": "Dense", "config": {"name": "dense", "units": 3}}]}, "build_config": {}}"#;
    let about = br#"{"keras_version": "3.5.0"}"#;
    let weights = ("model.weights.h5", &b"\x89HDF\r\n\x1a\n"[..]);
    let Preview::Keras(keras) =
        open("a.keras", &zipped(&[("metadata.json", about), ("config.json", config), weights]))
    else {
        panic!()
    };
    let named = |name: &str| Some(name.to_string());
    assert_eq!(
        (keras.name, &*keras.class, keras.version, keras.total),
        (named("wine"), "Sequential", named("3.5.0"), 2)
    );
    let input = Layer { name: named("input"), class: "InputLayer".into(), input: Some(vec![None, Some(13)]) };
    assert_eq!(keras.layers, [input, Layer { name: named("dense"), class: "Dense".into(), input: None }]);
    for (config, why) in [
        (vec![b' '; 5 << 20], Unreadable::TooLarge { what: Format::Keras }),
        (b"{\"class_name\":".repeat(100_000), Unreadable::Broken { what: Format::Keras }),
    ] {
        let bytes = zipped(&[("metadata.json", about), ("config.json", &config), weights]);
        assert_eq!(look(&file(&bytes), "", &Ask::Open), Err(why));
    }
}
