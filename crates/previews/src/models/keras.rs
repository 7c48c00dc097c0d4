//! Keras: a zip with the layers in `config.json`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::archive::{self, Entry};
use crate::bytes::Bytes;
use crate::{Format, Unreadable, text};

/// The longest description of the layers, in bytes.
const CONFIG: u64 = 4 << 20;
/// The longest description of the file, in bytes.
const METADATA: usize = 64 << 10;
/// The most layers that are given.
const LAYERS: usize = 2_000;
/// The longest name, in characters.
const NAME: usize = 300;

/// A model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Keras {
    /// Its name.
    pub name: Option<String>,
    /// Its class: `Sequential`, `Functional`, or one of the person's own.
    pub class: String,
    /// The version of Keras that saved it.
    pub version: Option<String>,
    /// Its layers, at most 2,000.
    pub layers: Vec<Layer>,
    /// How many layers it has.
    pub total: u64,
}

/// A layer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Layer {
    /// Its name.
    pub name: Option<String>,
    /// Its class.
    pub class: String,
    /// The shape of what goes in, if it is where the model begins; a side of any length is none.
    pub input: Option<Vec<Option<i64>>>,
}

/// Whether a zip with these entries is one.
pub(crate) fn is_keras(entries: &[Entry]) -> bool {
    let has = |name: &str| entries.iter().any(|entry| entry.name == name);
    has("config.json") && has("metadata.json") && has("model.weights.h5")
}

/// The model in a zip with these entries.
pub(crate) fn keras(bytes: Bytes<'_>, entries: &[Entry]) -> Result<Keras, Unreadable> {
    let broken = Unreadable::Broken { what: Format::Keras };
    let find = |name: &str| entries.iter().find(|entry| entry.name == name);
    let config = find("config.json").ok_or(broken)?;
    if config.size > CONFIG {
        return Err(Unreadable::TooLarge { what: Format::Keras });
    }
    let config = archive::read(bytes, config, CONFIG as usize)?;
    let config = config.ok_or(Unreadable::Unsupported { what: Format::Keras })?;
    let model: Written = serde_json::from_slice(&config).map_err(|_| broken)?;
    let about = match find("metadata.json") {
        Some(entry) => archive::read(bytes, entry, METADATA)?,
        None => None,
    };
    let about = about.and_then(|about| serde_json::from_slice::<About>(&about).ok());
    let total = model.config.layers.len() as u64;
    Ok(Keras {
        name: model.config.name.map(|name| short(&name)),
        class: short(&model.class_name),
        version: about.and_then(|about| about.keras_version).map(|version| short(&version)),
        layers: model.config.layers.into_iter().take(LAYERS).map(Written::layer).collect(),
        total,
    })
}

/// A model or a layer as it is written.
#[derive(Deserialize)]
struct Written {
    class_name: String,
    #[serde(default)]
    config: Config,
}

#[derive(Default, Deserialize)]
struct Config {
    name: Option<String>,
    batch_shape: Option<Value>,
    batch_input_shape: Option<Value>,
    #[serde(default)]
    layers: Vec<Written>,
}

#[derive(Deserialize)]
struct About {
    keras_version: Option<String>,
}

impl Written {
    fn layer(self) -> Layer {
        let shape = self.config.batch_shape.or(self.config.batch_input_shape);
        let sides = shape.as_ref().and_then(Value::as_array);
        Layer {
            name: self.config.name.map(|name| short(&name)),
            class: short(&self.class_name),
            input: sides.map(|sides| sides.iter().take(64).map(Value::as_i64).collect()),
        }
    }
}

fn short(name: &str) -> String {
    text::cut(name, NAME).0.to_owned()
}
