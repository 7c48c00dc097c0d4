//! The values of an event: numbers, images, texts, histograms, parameters.

use std::collections::HashMap;

use super::histogram::Histograms;
use super::tensor::{numbers, texts};
use crate::found::{NAME, TEXT, cut};
use crate::wire::{Field, Malformed, fields};
use crate::{Bin, Ended, Found, Measured, Other, Point, Source, What};

/// How many tags are remembered: at most 15 MB of them.
const TAGS: usize = 20_000;
/// How many images or texts of one value are given.
const ITEMS: usize = 100;

/// What TensorBoard shows the tensors of a tag with, as far as that is given here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Plugin {
    Scalars,
    Images,
    Text,
    Histograms,
    Hparams,
    Other,
}

/// When a value was logged.
#[derive(Clone, Copy, Debug)]
pub(super) struct When {
    pub(super) step: i64,
    pub(super) time: f64,
}

/// What is known of the values of a file.
#[derive(Debug)]
pub(super) struct Values {
    part: String,
    /// Writers say only with the first value of a tag what shows it.
    plugins: HashMap<Box<str>, Plugin>,
    /// How many values were left out because of their tag, or since they are histograms that make no sense.
    pub(super) left_out: u64,
    numbers: Vec<f64>,
    histograms: Histograms,
}

/// The fields of a `Summary.Value`.
#[derive(Default)]
struct Value<'a> {
    tag: &'a str,
    number: Option<f64>,
    image: Option<&'a [u8]>,
    histogram: Option<&'a [u8]>,
    tensor: Option<&'a [u8]>,
    metadata: Option<&'a [u8]>,
}

/// What gives something of one value.
struct Giving<'a> {
    part: &'a str,
    tag: &'a str,
    when: When,
    give: &'a mut dyn FnMut(Found<'_>),
}

impl Values {
    pub(super) fn new(part: &str) -> Self {
        let (plugins, numbers, histograms) = (HashMap::new(), Vec::new(), Histograms::default());
        Self { part: part.to_owned(), plugins, left_out: 0, numbers, histograms }
    }

    pub(super) fn part(&self) -> &str {
        &self.part
    }

    /// Gives what a `Summary` says.
    pub(super) fn give(
        &mut self,
        summary: &[u8],
        when: When,
        give: &mut dyn FnMut(Found<'_>),
    ) -> Result<(), Malformed> {
        for field in fields(summary) {
            let (1, field) = field? else { continue };
            let value = Value::of(field.bytes()?)?;
            if value.tag.len() > NAME {
                self.left_out += 1;
                continue;
            }
            self.give_one(&value, when, give)?;
        }
        Ok(())
    }

    fn give_one(
        &mut self,
        value: &Value<'_>,
        when: When,
        give: &mut dyn FnMut(Found<'_>),
    ) -> Result<(), Malformed> {
        let plugin = match value.tensor.or(value.metadata) {
            Some(_) => self.plugin(value)?,
            None => Plugin::Other,
        };
        let mut giving = Giving { part: &self.part, tag: value.tag, when, give };
        if let Some(number) = value.number {
            giving.number(number);
        } else if let Some(image) = value.image {
            giving.old_image(image)?;
        } else if let Some(histogram) = value.histogram {
            self.left_out += u64::from(!giving.histogram(self.histograms.old(histogram)?));
        }
        if plugin == Plugin::Hparams
            && let Some(metadata) = value.metadata
        {
            return giving.parameters(plugin_data(metadata)?.1);
        }
        let Some(tensor) = value.tensor else { return Ok(()) };
        match plugin {
            Plugin::Scalars => {
                numbers(tensor, 2, &mut self.numbers)?;
                if let [number] = self.numbers[..] {
                    giving.number(number);
                }
            }
            Plugin::Histograms => {
                self.left_out += u64::from(!giving.histogram(self.histograms.new_style(tensor)?));
            }
            Plugin::Images => giving.images(tensor)?,
            Plugin::Text => giving.texts(tensor)?,
            Plugin::Hparams | Plugin::Other => {}
        }
        Ok(())
    }

    /// What the tensors of this tag are shown with.
    fn plugin(&mut self, value: &Value<'_>) -> Result<Plugin, Malformed> {
        if let Some(&known) = self.plugins.get(value.tag) {
            return Ok(known);
        }
        let name = value.metadata.map(plugin_data).transpose()?.unwrap_or_default().0;
        let plugin = match name {
            // Nothing is known of it yet: the metadata may be in another file only, or was lost.
            b"" => return Ok(Plugin::Other),
            b"scalars" => Plugin::Scalars,
            b"images" => Plugin::Images,
            b"text" => Plugin::Text,
            b"histograms" => Plugin::Histograms,
            b"hparams" => Plugin::Hparams,
            _ => Plugin::Other,
        };
        if self.plugins.len() < TAGS {
            self.plugins.insert(value.tag.into(), plugin);
        } else {
            self.left_out += 1;
        }
        Ok(plugin)
    }
}

impl<'a> Value<'a> {
    fn of(message: &'a [u8]) -> Result<Self, Malformed> {
        let mut value = Self::default();
        for field in fields(message) {
            match field? {
                (1, field) => value.tag = field.text()?,
                (2, field) => value.number = Some(field.float()?),
                (4, field) => value.image = Some(field.bytes()?),
                (5, field) => value.histogram = Some(field.bytes()?),
                (8, field) => value.tensor = Some(field.bytes()?),
                (9, field) => value.metadata = Some(field.bytes()?),
                _ => {}
            }
        }
        Ok(value)
    }
}

/// The name of the plugin and its data in a `SummaryMetadata`.
fn plugin_data(metadata: &[u8]) -> Result<(&[u8], &[u8]), Malformed> {
    let mut data: (&[u8], &[u8]) = (&[], &[]);
    for field in fields(metadata) {
        let (1, plugin) = field? else { continue };
        for field in fields(plugin.bytes()?) {
            match field? {
                (1, name) => data.0 = name.bytes()?,
                (2, content) => data.1 = content.bytes()?,
                _ => {}
            }
        }
    }
    Ok(data)
}

impl Giving<'_> {
    fn number(&mut self, value: f64) {
        let point = Point { step: self.when.step, time: self.when.time, value };
        let measured = Measured { source: Source::Tensorboard, part: self.part, name: self.tag, point };
        (self.give)(Found::Measured(measured));
    }

    fn other(&mut self, what: What<'_>) {
        self.named(self.tag, what);
    }

    fn named(&mut self, name: &str, what: What<'_>) {
        let When { step, time } = self.when;
        (self.give)(Found::Other(Other {
            source: Source::Tensorboard,
            part: self.part,
            name,
            step,
            time,
            what,
        }));
    }

    /// Gives a histogram, unless it is empty. Whether it makes sense.
    fn histogram(&mut self, bins: Option<&[Bin]>) -> bool {
        if let Some(bins @ [_, ..]) = bins {
            self.other(What::Histogram(bins));
        }
        bins.is_some()
    }

    fn old_image(&mut self, image: &[u8]) -> Result<(), Malformed> {
        let (mut width, mut height, mut encoded) = (0, 0, &[][..]);
        for field in fields(image) {
            match field? {
                (1, field) => height = u32::try_from(field.integer()?).unwrap_or(0),
                (2, field) => width = u32::try_from(field.integer()?).unwrap_or(0),
                (4, field) => encoded = field.bytes()?,
                _ => {}
            }
        }
        self.image(0, (width, height), encoded);
        Ok(())
    }

    fn images(&mut self, tensor: &[u8]) -> Result<(), Malformed> {
        let mut texts = texts(tensor);
        let mut side = || Ok::<u32, Malformed>(texts.next().transpose()?.map_or(0, pixels));
        let size = (side()?, side()?);
        for (index, encoded) in (0..).zip(texts.take(ITEMS)) {
            self.image(index, size, encoded?);
        }
        Ok(())
    }

    fn image(&mut self, index: u32, (width, height): (u32, u32), encoded: &[u8]) {
        if !encoded.is_empty() {
            self.other(What::Image { index, width, height, encoded });
        }
    }

    fn texts(&mut self, tensor: &[u8]) -> Result<(), Malformed> {
        let mut all: Option<Vec<u8>> = None;
        for text in texts(tensor).take(ITEMS) {
            let text = text?;
            // One byte more than is given says that it is cut.
            let text = text.get(..=TEXT).unwrap_or(text);
            match &mut all {
                Some(all) if all.len() > TEXT => break,
                Some(all) => all.extend(b"\n\n".iter().chain(text)),
                None => all = Some(text.to_vec()),
            }
        }
        if let Some(all) = all {
            let (text, cut) = cut(&all);
            self.other(What::Text { text: &text, cut });
        }
        Ok(())
    }

    /// Gives what a `HParamsPluginData` says of a session: its parameters, and how it ended.
    fn parameters(&mut self, data: &[u8]) -> Result<(), Malformed> {
        for field in fields(data) {
            match field? {
                (3, start) => {
                    for field in fields(start.bytes()?) {
                        if let (1, entry) = field? {
                            self.parameter(entry.bytes()?)?;
                        }
                    }
                }
                (4, end) => self.end(end.bytes()?)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// An entry of a map from names to values of any kind (`google.protobuf.Value`).
    fn parameter(&mut self, entry: &[u8]) -> Result<(), Malformed> {
        let (mut name, mut value) = ("", &[][..]);
        for field in fields(entry) {
            match field? {
                (1, field) => name = field.text()?,
                (2, field) => value = field.bytes()?,
                _ => {}
            }
        }
        if name.is_empty() || name.len() > NAME {
            return Ok(());
        }
        for field in fields(value) {
            match field? {
                (2, number) => self.named(name, What::Parameter(&number.double()?.to_string())),
                (3, text) => self.named(name, What::Parameter(&cut(text.bytes()?).0)),
                (4, Field::Varint(is)) => {
                    self.named(name, What::Parameter(if is == 0 { "false" } else { "true" }))
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn end(&mut self, end: &[u8]) -> Result<(), Malformed> {
        for field in fields(end) {
            match field? {
                (1, Field::Varint(1)) => self.named("", What::Ended(Ended::Succeeded)),
                (1, Field::Varint(2)) => self.named("", What::Ended(Ended::Failed)),
                _ => {}
            }
        }
        Ok(())
    }
}

/// A side of an image, which is written as text.
fn pixels(text: &[u8]) -> u32 {
    str::from_utf8(text).ok().and_then(|text| text.parse().ok()).unwrap_or(0)
}
