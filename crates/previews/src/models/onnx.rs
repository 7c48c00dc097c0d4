//! ONNX: a model in Protocol Buffers, of which the fields are walked over one after another.

use std::collections::HashSet;
use std::io;

use serde::{Deserialize, Serialize};

use super::protobuf::{Field, message, text, varint};
use crate::arrays::{Element, Tensor};
use crate::bytes::{Bytes, Forward, Part};
use crate::{Format, Unreadable};

/// How much is read at once, in bytes: little, because most is jumped over.
const BUFFER: usize = 512;
/// How much is read altogether, in bytes, and how much to recognise a model.
const REACH: u64 = 16 << 20;
const TRIED: u64 = 64 << 10;
/// The longest text, in bytes.
const TEXT: usize = 300;
/// The most inputs, outputs or sets of operators, and the most dimensions of one.
const PORTS: usize = 200;
const DIMENSIONS: usize = 64;
/// The most tensors whose values are looked for.
const TENSORS: usize = 10_000;

/// A model.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Onnx {
    /// What wrote it, with the version of that.
    pub producer: String,
    /// The version of the format.
    pub version: Option<u64>,
    /// The sets of operators that it needs, each with its version; the standard one has no name.
    pub opsets: Vec<(String, u64)>,
    /// The name of its graph.
    pub graph: String,
    /// What goes in: at most 200, without what has a value in the file.
    pub inputs: Vec<Port>,
    /// What comes out: at most 200.
    pub outputs: Vec<Port>,
    /// How many nodes the graph has.
    pub nodes: u64,
    /// How many tensors with values are in it.
    pub initializers: u64,
    /// Whether there may be more than was counted, because the graph is too large.
    pub cut: bool,
}

/// An input or an output.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Port {
    /// Its name.
    pub name: String,
    /// What its elements are: `float`; none if it is no tensor, or of a type that is not known here.
    pub dtype: Option<String>,
    /// Its dimensions, at most 64; none if it does not say.
    pub shape: Option<Vec<Dimension>>,
}

/// A dimension of an input or output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Dimension {
    /// Of this length.
    Length(i64),
    /// Of a length that has this name.
    Named(String),
    /// Of any length.
    Any,
}

type Place<'a> = Forward<Part<'a>>;

/// Whether a file is a model: its fields follow each other to the file's end, and one of them can be its graph.
pub(crate) fn is_onnx(bytes: Bytes<'_>) -> Result<bool, Unreadable> {
    // The version of the format is the first field.
    if !matches!(bytes.array(0)?, Some([0x08, 1..=30])) {
        return Ok(false);
    }
    let mut has_graph = false;
    let is_whole = message(&mut place(bytes, TRIED), bytes.size(), |_, number, value| {
        has_graph |= number == 7 && matches!(value, Field::Bytes(_));
        Ok(())
    })?;
    Ok(is_whole && has_graph)
}

/// A model.
pub(crate) fn onnx(bytes: Bytes<'_>) -> Result<Onnx, Unreadable> {
    let (mut model, mut has_graph, mut version) = (Onnx::default(), false, String::new());
    let is_whole = message(&mut place(bytes, REACH), bytes.size(), |place, number, value| {
        match number {
            1 => model.version = value.number(),
            2 => model.producer = text(place, value, TEXT)?,
            3 => version = text(place, value, TEXT)?,
            7 => {
                has_graph = true;
                model.graph(place, value.end(place.at()))?;
            }
            8 if model.opsets.len() < PORTS => model.opsets.push(opset(place, value)?),
            _ => {}
        }
        Ok(())
    })?;
    model.cut |= !is_whole;
    model.producer = format!("{} {version}", model.producer).trim().to_owned();
    if has_graph { Ok(model) } else { Err(Unreadable::Broken { what: Format::Onnx }) }
}

/// The tensors with values, and what their elements are if that is known here. Those whose values are in another file, or
/// packed one by one, are not sound.
pub(crate) fn initializers(bytes: Bytes<'_>) -> Result<Vec<(Tensor, Option<Element>)>, Unreadable> {
    let mut tensors = Vec::new();
    message(&mut place(bytes, REACH), bytes.size(), |place, number, value| {
        if number != 7 {
            return Ok(());
        }
        message(place, value.end(place.at()), |place, number, value| {
            if number == 5 && tensors.len() < TENSORS {
                tensors.push(initializer(place, value)?);
            }
            Ok(())
        })
        .map(drop)
    })?;
    Ok(tensors)
}

fn place(bytes: Bytes<'_>, reach: u64) -> Place<'_> {
    Forward::new(bytes.part(0, u64::MAX), 0, reach, BUFFER)
}

impl Onnx {
    fn graph(&mut self, place: &mut Place<'_>, end: u64) -> io::Result<()> {
        let mut initialized = HashSet::new();
        let is_whole = message(place, end, |place, number, value| {
            match number {
                1 => self.nodes += 1,
                2 => self.graph = text(place, value, TEXT)?,
                5 => {
                    self.initializers += 1;
                    initialized.insert(tensor_name(place, value)?);
                }
                11 if self.inputs.len() < PORTS => self.inputs.push(port(place, value)?),
                12 if self.outputs.len() < PORTS => self.outputs.push(port(place, value)?),
                _ => {}
            }
            Ok(())
        })?;
        self.inputs.retain(|input| !initialized.contains(&input.name));
        self.cut |= !is_whole;
        Ok(())
    }
}

fn opset(place: &mut Place<'_>, value: Field) -> io::Result<(String, u64)> {
    let mut opset = (String::new(), 0);
    message(place, value.end(place.at()), |place, number, value| {
        match number {
            1 => opset.0 = text(place, value, TEXT)?,
            2 => opset.1 = value.number().unwrap_or(0),
            _ => {}
        }
        Ok(())
    })?;
    Ok(opset)
}

/// The name of a tensor with values, which are not read.
fn tensor_name(place: &mut Place<'_>, value: Field) -> io::Result<String> {
    let mut name = String::new();
    message(place, value.end(place.at()), |place, number, value| {
        if number == 8 {
            name = text(place, value, TEXT)?;
        }
        Ok(())
    })?;
    Ok(name)
}

/// A tensor with values.
fn initializer(place: &mut Place<'_>, value: Field) -> io::Result<(Tensor, Option<Element>)> {
    let (mut name, mut shape, mut of, mut values) = (String::new(), Vec::new(), 0, None);
    message(place, value.end(place.at()), |place, number, value| {
        let range = (place.at(), value.end(place.at()));
        match (number, value) {
            (1, Field::Number(side)) if shape.len() < DIMENSIONS => shape.push(side),
            (1, Field::Bytes(_)) => {
                while place.at() < range.1
                    && shape.len() < DIMENSIONS
                    && let Some(side) = varint(place)?
                {
                    shape.push(side);
                }
            }
            (2, Field::Number(number)) => of = number,
            (8, _) => name = text(place, value, TEXT)?,
            // The values as bytes, or of these types one after another.
            (9, Field::Bytes(_)) => values = Some((element(of), range)),
            (4, Field::Bytes(_)) => values = Some((Some(Element::Float(4)), range)),
            (10, Field::Bytes(_)) => values = Some((Some(Element::Float(8)), range)),
            _ => {}
        }
        Ok(())
    })?;
    let dtype = dtype(of).unwrap_or("unknown").to_owned();
    let (element, range) = values.unwrap_or_default();
    let count = shape.iter().try_fold(1_u64, |count, side| count.checked_mul(*side));
    let needed = element.and_then(|element| count?.checked_mul(element.size() as u64));
    let sound = values.is_some() && element.is_none_or(|_| needed == Some(range.1 - range.0));
    Ok((Tensor { name, dtype, shape, range, sound }, element))
}

/// What elements of the type with this number are, as their bytes follow each other.
fn element(number: u64) -> Option<Element> {
    Some(match dtype(number)? {
        "float" => Element::Float(4),
        "double" => Element::Float(8),
        "float16" => Element::Float(2),
        "bfloat16" => Element::Bfloat,
        "bool" => Element::Bool,
        "uint8" => Element::Unsigned(1),
        "uint16" => Element::Unsigned(2),
        "uint32" => Element::Unsigned(4),
        "uint64" => Element::Unsigned(8),
        "int8" => Element::Signed(1),
        "int16" => Element::Signed(2),
        "int32" => Element::Signed(4),
        "int64" => Element::Signed(8),
        "complex64" => Element::Complex(8),
        "complex128" => Element::Complex(16),
        _ => return None,
    })
}

fn port(place: &mut Place<'_>, value: Field) -> io::Result<Port> {
    let mut port = Port::default();
    message(place, value.end(place.at()), |place, number, value| {
        match number {
            1 => port.name = text(place, value, TEXT)?,
            // Its type, which may be that of a tensor.
            2 => {
                message(place, value.end(place.at()), |place, number, value| {
                    if number == 1 { port.tensor(place, value) } else { Ok(()) }
                })?;
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(port)
}

impl Port {
    fn tensor(&mut self, place: &mut Place<'_>, value: Field) -> io::Result<()> {
        message(place, value.end(place.at()), |place, number, value| {
            match number {
                1 => self.dtype = value.number().and_then(dtype).map(str::to_owned),
                2 => self.shape = Some(shape(place, value)?),
                _ => {}
            }
            Ok(())
        })?;
        Ok(())
    }
}

fn shape(place: &mut Place<'_>, value: Field) -> io::Result<Vec<Dimension>> {
    let mut shape = Vec::new();
    message(place, value.end(place.at()), |place, number, value| {
        if number == 1 && shape.len() < DIMENSIONS {
            let mut dimension = Dimension::Any;
            message(place, value.end(place.at()), |place, number, value| {
                match number {
                    // What is negative is written as a large number.
                    1 => dimension = Dimension::Length(value.number().unwrap_or(0) as i64),
                    2 => dimension = Dimension::Named(text(place, value, TEXT)?),
                    _ => {}
                }
                Ok(())
            })?;
            shape.push(dimension);
        }
        Ok(())
    })?;
    Ok(shape)
}

/// The name of a type of elements.
fn dtype(number: u64) -> Option<&'static str> {
    const NAMES: [&str; 17] = [
        "float",
        "uint8",
        "int8",
        "uint16",
        "int16",
        "int32",
        "int64",
        "string",
        "bool",
        "float16",
        "double",
        "uint32",
        "uint64",
        "complex64",
        "complex128",
        "bfloat16",
        "float8e4m3fn",
    ];
    NAMES.get(usize::try_from(number).ok()?.checked_sub(1)?).copied()
}
