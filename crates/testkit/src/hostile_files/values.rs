//! Tables, JSON, arrays and models that lie about how much they hold, or hold too much in one place.

use std::path::Path;

use super::{HostileFile, bytes, sparse};

const MEGABYTE: usize = 1 << 20;
const GIGABYTE: u64 = 1 << 30;

pub(super) fn all(secret: &Path) -> Vec<HostileFile> {
    let mut all = texts();
    all.extend(arrays());
    all.extend(models());
    all.extend(pickles(secret));
    all.push(sparse("huge.bin", "hex", b"\0beginning", 20 * GIGABYTE, b"end"));
    all
}

fn texts() -> Vec<HostileFile> {
    let filling = "x".repeat(MEGABYTE);
    let deep = "[".repeat(MEGABYTE) + &"]".repeat(MEGABYTE);
    let begun = |before: &str| format!("{before}{filling}").into_bytes();
    vec![
        sparse("line.csv", "table", &begun("a,b\n1,2\n3,4\n5,"), GIGABYTE, b"\n6,7\n"),
        sparse("quote.csv", "table", &begun("a,b\n1,2\n3,4\n5,\""), GIGABYTE, b"\"\n6,7\n"),
        bytes("columns.csv", "table", format!("{}\n", "a,".repeat(MEGABYTE)).repeat(2)),
        bytes("script.csv", "table", "a,b\n=cmd|' /C calc'!A0,<img src=x onerror=top.ran=true>\n1,2\n3,4\n"),
        bytes("deep.json", "json", deep.clone()),
        bytes("deep-objects.json", "json", "{\"a\":".repeat(MEGABYTE) + "1" + &"}".repeat(MEGABYTE)),
        sparse("string.json", "json", &begun("{\"a\": \""), GIGABYTE / 2, b"\", \"b\": 1}"),
        sparse("key.json", "json", &begun("{\"b\": 1, \""), GIGABYTE / 2, b"\": 1}"),
        sparse(
            "line.jsonl",
            "lines",
            &begun("{\"a\": 1}\n{\"a\": 2}\n{\"a\": \""),
            GIGABYTE,
            b"\"}\n{\"a\": 3}\n",
        ),
        bytes("deep.ipynb", "json", format!("{{\"cell_type\": 1, \"cells\": {deep}}}")),
        sparse("line.txt", "text", &begun("a text\n"), GIGABYTE, b"\nend"),
        bytes(
            "controls.txt",
            "text",
            "\u{1b}[2J\u{1b}]0;title\u{7}\u{202e}backwards\u{2066}\r\u{8}\n".repeat(99),
        ),
        bytes("deep.xml", "text", "<a>".repeat(MEGABYTE)),
    ]
}

fn arrays() -> Vec<HostileFile> {
    let npy = |header: &str| npy(u16::try_from(header.len()).unwrap(), header);
    let tensors =
        |length: u64, header: &str| [&length.to_le_bytes()[..], header.as_bytes(), &[0; 16]].concat();
    let of = |header: &str| tensors(header.len() as u64, header);
    vec![
        bytes(
            "shape.npy",
            "arrays",
            npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000000000, 9999999999), }\n"),
        ),
        bytes("header.npy", "preview-broken", npy("{'descr': '<f8'}\n")),
        bytes("length.npy", "preview-broken", b"\x93NUMPY\x02\0\xff\xff\xff\xff{'descr'"),
        bytes("deep.npy", "preview-broken", npy(&format!("{{'shape': {}", "(".repeat(60_000)))),
        bytes("length.safetensors", "hex", tensors(u64::MAX, "{}")),
        bytes(
            "offsets.safetensors",
            "tensors",
            of(
                r#"{"w":{"dtype":"F32","shape":[4294967295,4294967295,4294967295],"data_offsets":[0,18446744073709551615]}}"#,
            ),
        ),
        bytes("deep.safetensors", "preview-broken", of(&format!("{{\"w\":{}", "[".repeat(MEGABYTE)))),
        bytes("length.parquet", "preview-broken", b"PAR1nothing\xff\xff\xff\x7fPAR1"),
        // A list of 2^31 schema elements in a footer of 9 bytes.
        bytes("list.parquet", "preview-broken", b"PAR1\x15\x02\x19\xfc\xff\xff\xff\xff\x07\x09\0\0\0PAR1"),
    ]
}

/// An array whose header says that it has this length.
fn npy(length: u16, header: &str) -> Vec<u8> {
    [b"\x93NUMPY\x01\0", &length.to_le_bytes()[..], header.as_bytes(), &[0; 64]].concat()
}

fn models() -> Vec<HostileFile> {
    // The graph of a model, in which a text says that it has 2^63 bytes.
    let length = b"\x08\x08\x12\x04test\x3a\x10\x0a\xff\xff\xff\xff\xff\xff\xff\xff\x7f";
    // A graph in a node's attribute in a graph, again and again.
    let deep =
        (0..2000).fold(b"\x1a\x01x".to_vec(), |inside, _| field(0x0a, &field(0x2a, &field(0x32, &inside))));
    vec![
        bytes("length.onnx", "preview-broken", length),
        bytes("deep.onnx", "onnx", [&b"\x08\x08\x12\x04test"[..], &field(0x3a, &deep)].concat()),
        bytes("model.h5", "hdf5", [&b"\x89HDF\r\n\x1a\n"[..], &[0xff; 200]].concat()),
    ]
}

/// A field of a protobuf message.
fn field(mark: u8, held: &[u8]) -> Vec<u8> {
    let (mut written, mut length) = (vec![mark], held.len());
    while length > 0x7f {
        written.push(0x80 | (length & 0x7f) as u8);
        length >>= 7;
    }
    written.push(length as u8);
    [&written, held].concat()
}

/// Pickles that delete a file, or grow, when they are loaded.
fn pickles(secret: &Path) -> Vec<HostileFile> {
    let command = format!("cos\nunlink\n(S'{}'\ntR.", secret.display());
    let copies = "(l".to_string() + &"2(".repeat(MEGABYTE);
    vec![
        bytes("model.pkl", "pickle", command.clone()),
        bytes("model.joblib", "pickle", [&b"\x80\x04"[..], command.as_bytes()].concat()),
        bytes("copies.pkl", "pickle", [&b"\x80\x02"[..], copies.as_bytes(), b"."].concat()),
        bytes("length.pkl", "pickle", b"\x80\x04\x8d\xff\xff\xff\xff\xff\xff\xff\x7fx."),
    ]
}
