//! Calls about registered models: answered so that code which registers its model works here too. No registry has them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::filter::{Cell, Kind, Searched};
use super::json::{items, of_pairs, text};
use super::page;
use super::refusal::{Answer, Refusal};
use super::room::{Room, name};
use super::sink::Note;
use super::state::{State, now};

/// How many registered models are kept. When there are more, the one that changed the longest ago is forgotten.
const MOST: usize = 1000;
/// How many versions of all of them are kept. When there are more, the oldest of the model with the most is forgotten.
const MOST_VERSIONS: usize = 5000;

/// The registered models, by name.
#[derive(Default)]
pub(super) struct Registry(BTreeMap<String, Registered>);

struct Registered {
    name: String,
    description: String,
    created: i64,
    updated: i64,
    tags: BTreeMap<String, String>,
    /// Numbers of versions, by alias.
    aliases: BTreeMap<String, u64>,
    versions: BTreeMap<u64, Version>,
    last: u64,
}

struct Version {
    model: String,
    number: u64,
    description: String,
    source: String,
    run: String,
    model_id: String,
    stage: String,
    created: i64,
    updated: i64,
    tags: BTreeMap<String, String>,
}

impl Registry {
    fn get(&mut self, arguments: &Value) -> Result<&mut Registered, Refusal> {
        let name = name(arguments, "name");
        self.0.get_mut(&*name).ok_or_else(|| Refusal::absent("registered model", &name))
    }

    fn version(&mut self, arguments: &Value) -> Result<&mut Version, Refusal> {
        let number = text(arguments, "version");
        let model = self.get(arguments)?;
        let found = number.parse().ok().and_then(|number: u64| model.versions.get_mut(&number));
        found.ok_or_else(|| Refusal::absent("model version", &number))
    }
}

impl State {
    pub(super) fn create_registered(&mut self, arguments: &Value) -> Answer {
        let name = name(arguments, "name");
        if name.is_empty() {
            return Err(Refusal::invalid("A registered model needs a name."));
        }
        if self.registry.0.contains_key(&*name) {
            return Err(Refusal::exists("registered model", &name));
        }
        if self.registry.0.len() >= MOST {
            let oldest = self.registry.0.values().min_by_key(|model| model.updated);
            if let Some(oldest) = oldest.map(|model| model.name.clone()) {
                self.forget_registered(&oldest);
                self.room.is_full = true;
            }
        }
        let mut model = Registered {
            name: name.to_string(),
            description: String::new(),
            created: now(),
            updated: now(),
            tags: BTreeMap::new(),
            aliases: BTreeMap::new(),
            versions: BTreeMap::new(),
            last: 0,
        };
        self.room.replace(&mut model.description, &text(arguments, "description"));
        items(arguments, "tags").iter().for_each(|tag| self.room.put(&mut model.tags, tag));
        let shown = model.shown();
        self.registry.0.insert(name.into_owned(), model);
        Ok(json!({ "registered_model": shown }))
    }

    pub(super) fn get_registered(&mut self, arguments: &Value) -> Answer {
        Ok(json!({ "registered_model": self.registry.get(arguments)?.shown() }))
    }

    pub(super) fn update_registered(&mut self, arguments: &Value) -> Answer {
        let model = self.registry.get(arguments)?;
        self.room.replace(&mut model.description, &text(arguments, "description"));
        model.updated = now();
        Ok(json!({ "registered_model": model.shown() }))
    }

    pub(super) fn rename_registered(&mut self, arguments: &Value) -> Answer {
        let (name, new) = (name(arguments, "name"), name(arguments, "new_name"));
        if self.registry.0.contains_key(&*new) {
            return Err(Refusal::exists("registered model", &new));
        }
        self.registry.get(arguments)?;
        if let Some(mut model) = self.registry.0.remove(&*name) {
            model.name = new.to_string();
            model.versions.values_mut().for_each(|version| version.model = new.to_string());
            self.registry.0.insert(new.to_string(), model);
        }
        self.get_registered(&json!({ "name": new }))
    }

    pub(super) fn delete_registered(&mut self, arguments: &Value) -> Answer {
        self.registry.get(arguments)?;
        self.forget_registered(&name(arguments, "name"));
        Ok(json!({}))
    }

    fn forget_registered(&mut self, name: &str) {
        let Some(mut model) = self.registry.0.remove(name) else { return };
        while let Some(oldest) = model.oldest() {
            model.forget_version(oldest, &mut self.room);
        }
        self.room.replace(&mut model.description, "");
        self.room.free_all(&model.tags);
    }

    pub(super) fn search_registered(&mut self, arguments: &Value) -> Answer {
        page::search(arguments, "registered_models", self.registry.0.values(), Registered::shown)
    }

    pub(super) fn latest_versions(&mut self, arguments: &Value) -> Answer {
        let stages = items(arguments, "stages");
        let is_wanted = |version: &&Version| {
            let is_stage = |stage: &Value| {
                stage.as_str().is_some_and(|stage| stage.eq_ignore_ascii_case(&version.stage))
            };
            stages.is_empty() || stages.iter().any(is_stage)
        };
        let model = self.registry.get(arguments)?;
        Ok(
            json!({ "model_versions": model.latest().filter(is_wanted).map(Version::plain).collect::<Value>() }),
        )
    }

    pub(super) fn tag_registered(&mut self, arguments: &Value) -> Answer {
        let model = self.registry.get(arguments)?;
        self.room.put(&mut model.tags, arguments);
        Ok(json!({}))
    }

    pub(super) fn untag_registered(&mut self, arguments: &Value) -> Answer {
        let model = self.registry.get(arguments)?;
        self.room.remove(&mut model.tags, &text(arguments, "key"));
        Ok(json!({}))
    }

    pub(super) fn set_alias(&mut self, arguments: &Value) -> Answer {
        let number = self.registry.version(arguments)?.number;
        let alias = text(arguments, "alias");
        let model = self.registry.get(arguments)?;
        if model.aliases.contains_key(&*alias) || self.room.has(alias.len()) {
            model.aliases.insert(alias.into_owned(), number);
        }
        Ok(json!({}))
    }

    pub(super) fn delete_alias(&mut self, arguments: &Value) -> Answer {
        let alias = text(arguments, "alias");
        if self.registry.get(arguments)?.aliases.remove(&*alias).is_some() {
            self.room.free(alias.len());
        }
        Ok(json!({}))
    }

    pub(super) fn version_by_alias(&mut self, arguments: &Value) -> Answer {
        let alias = text(arguments, "alias");
        let model = self.registry.get(arguments)?;
        let found = model.aliases.get(&*alias).and_then(|number| model.versions.get(number));
        let found = found.ok_or_else(|| Refusal::absent("alias", &alias))?;
        Ok(json!({ "model_version": model.shown_version(found) }))
    }

    pub(super) fn create_version(&mut self, arguments: &Value) -> Answer {
        let argument = |argument| name(arguments, argument).into_owned();
        if self.registry.0.values().map(|model| model.versions.len()).sum::<usize>() >= MOST_VERSIONS {
            self.forget_a_version();
        }
        let model = self.registry.get(arguments)?;
        model.last += 1;
        let mut version = Version {
            model: model.name.clone(),
            number: model.last,
            description: String::new(),
            source: argument("source"),
            run: argument("run_id"),
            model_id: argument("model_id"),
            stage: "None".into(),
            created: now(),
            updated: now(),
            tags: BTreeMap::new(),
        };
        self.room.replace(&mut version.description, &text(arguments, "description"));
        items(arguments, "tags").iter().for_each(|tag| self.room.put(&mut version.tags, tag));
        let shown = version.plain();
        model.updated = now();
        model.versions.insert(model.last, version);
        self.sink.note(&Note::Registered { name: &model.name, version: model.last });
        Ok(json!({ "model_version": shown }))
    }

    fn forget_a_version(&mut self) {
        let most = self.registry.0.values_mut().max_by_key(|model| model.versions.len());
        let Some(model) = most else { return };
        if let Some(oldest) = model.oldest() {
            model.forget_version(oldest, &mut self.room);
            self.room.is_full = true;
        }
    }

    pub(super) fn get_version(&mut self, arguments: &Value) -> Answer {
        let number = self.registry.version(arguments)?.number;
        let model = self.registry.get(arguments)?;
        let version = model.versions.get(&number).map(|version| model.shown_version(version));
        Ok(json!({ "model_version": version }))
    }

    pub(super) fn update_version(&mut self, arguments: &Value) -> Answer {
        let version = self.registry.version(arguments)?;
        self.room.replace(&mut version.description, &text(arguments, "description"));
        version.updated = now();
        self.get_version(arguments)
    }

    pub(super) fn move_version(&mut self, arguments: &Value) -> Answer {
        let stage = text(arguments, "stage");
        let number = self.registry.version(arguments)?.number;
        let archives = arguments.get("archive_existing_versions").and_then(Value::as_bool).unwrap_or(false);
        for version in self.registry.get(arguments)?.versions.values_mut() {
            if version.number == number {
                (version.stage, version.updated) = (stage.chars().take(100).collect(), now());
            } else if archives && version.stage == stage {
                version.stage = "Archived".into();
            }
        }
        self.get_version(arguments)
    }

    pub(super) fn delete_version(&mut self, arguments: &Value) -> Answer {
        let number = self.registry.version(arguments)?.number;
        self.registry.get(arguments)?.forget_version(number, &mut self.room);
        Ok(json!({}))
    }

    pub(super) fn search_versions(&mut self, arguments: &Value) -> Answer {
        let all = self.registry.0.values().flat_map(|model| model.versions.values().rev());
        page::search(arguments, "model_versions", all, Version::plain)
    }

    /// Where the files of a version are: those of the logged model or of the run that it was made of.
    pub(super) fn version_uri(&mut self, arguments: &Value) -> Answer {
        let source = self.registry.version(arguments)?.source.clone();
        let of_model = source.strip_prefix("models:/").and_then(|id| self.models.artifact_uri(id));
        Ok(json!({ "artifact_uri": of_model.unwrap_or(source) }))
    }

    pub(super) fn tag_version(&mut self, arguments: &Value) -> Answer {
        let version = self.registry.version(arguments)?;
        self.room.put(&mut version.tags, arguments);
        Ok(json!({}))
    }

    pub(super) fn untag_version(&mut self, arguments: &Value) -> Answer {
        let version = self.registry.version(arguments)?;
        self.room.remove(&mut version.tags, &text(arguments, "key"));
        Ok(json!({}))
    }
}

impl Registered {
    fn oldest(&self) -> Option<u64> {
        self.versions.keys().next().copied()
    }

    fn forget_version(&mut self, number: u64, room: &mut Room) {
        let Some(mut version) = self.versions.remove(&number) else { return };
        room.replace(&mut version.description, "");
        room.free_all(&version.tags);
        self.aliases.retain(|alias, version| {
            let stays = *version != number;
            if !stays {
                room.free(alias.len());
            }
            stays
        });
    }

    /// The last version of each stage.
    fn latest(&self) -> impl Iterator<Item = &Version> {
        let last = |version: &&Version| {
            !self.versions.range(version.number + 1..).any(|(_, later)| later.stage == version.stage)
        };
        self.versions.values().filter(last)
    }

    fn shown(&self) -> Value {
        let alias =
            |(alias, version): (&String, &u64)| json!({"alias": alias, "version": version.to_string()});
        json!({
            "name": self.name,
            "creation_timestamp": self.created,
            "last_updated_timestamp": self.updated,
            "description": self.description,
            "latest_versions": self.latest().map(Version::plain).collect::<Value>(),
            "tags": of_pairs(&self.tags),
            "aliases": self.aliases.iter().map(alias).collect::<Value>(),
        })
    }

    fn shown_version(&self, version: &Version) -> Value {
        let mut shown = version.plain();
        let of_version = self.aliases.iter().filter(|(_, number)| **number == version.number);
        shown["aliases"] = of_version.map(|(alias, _)| Value::from(alias.as_str())).collect();
        shown
    }
}

impl Version {
    /// All but its aliases.
    fn plain(&self) -> Value {
        let mut shown = Map::from_iter([("name".to_string(), Value::from(self.model.as_str()))]);
        for (name, value) in [
            ("version", &self.number.to_string()),
            ("current_stage", &self.stage),
            ("description", &self.description),
            ("source", &self.source),
            ("run_id", &self.run),
            ("model_id", &self.model_id),
        ] {
            if !value.is_empty() {
                shown.insert(name.into(), value.as_str().into());
            }
        }
        shown.insert("status".into(), "READY".into());
        shown.insert("creation_timestamp".into(), self.created.into());
        shown.insert("last_updated_timestamp".into(), self.updated.into());
        shown.insert("tags".into(), of_pairs(&self.tags));
        shown.into()
    }
}

/// A tag to search by. Clients look for models by asking for what is not tagged as a prompt, and for prompts so, too.
fn tag(tags: &BTreeMap<String, String>, name: &str) -> Option<Cell> {
    let untagged = || (name == "mlflow.prompt.is_prompt").then(|| "false".to_string());
    tags.get(name).cloned().or_else(untagged).map(Cell::Text)
}

impl Searched for Registered {
    fn cell(&self, kind: Kind, name: &str) -> Option<Cell> {
        match (kind, name) {
            (Kind::Attribute, "name") => Some(Cell::Text(self.name.clone())),
            (Kind::Attribute, "last_updated_timestamp") => Some(Cell::Number(self.updated as f64)),
            (Kind::Tag, name) => tag(&self.tags, name),
            _ => None,
        }
    }
}

impl Searched for Version {
    fn cell(&self, kind: Kind, name: &str) -> Option<Cell> {
        match (kind, name) {
            (Kind::Attribute, "name") => Some(Cell::Text(self.model.clone())),
            (Kind::Attribute, "run_id") => Some(Cell::Text(self.run.clone())),
            (Kind::Attribute, "source_path") => Some(Cell::Text(self.source.clone())),
            (Kind::Attribute, "version_number" | "version") => Some(Cell::Number(self.number as f64)),
            (Kind::Attribute, "last_updated_timestamp") => Some(Cell::Number(self.updated as f64)),
            (Kind::Attribute, "creation_timestamp") => Some(Cell::Number(self.created as f64)),
            (Kind::Tag, name) => tag(&self.tags, name),
            _ => None,
        }
    }
}
