//! Which states of datasets the data in a graph was.

use std::collections::HashMap;

use contract::DatasetName;
use snapshots::Digest;

use super::{LineageNode, Node};
use crate::datasets::DatasetStates;
use crate::parts::Lineage;
use crate::reads::Reads;

impl<S: Reads> Lineage<'_, S> {
    /// Adds to data its number among the states of its dataset: of several with this content, that of the newest one.
    pub(super) fn number_states(&self, nodes: &mut [LineageNode]) {
        let mut known: HashMap<DatasetName, HashMap<Digest, u32>> = HashMap::new();
        for node in nodes {
            let Node::Data(data) = &mut node.node else { continue };
            let Some(content) = data.content.filter(|_| data.folder.is_whole()) else { continue };
            let states = known.entry(data.dataset.clone()).or_insert_with(|| self.states_of(&data.dataset));
            data.state = states.get(&content).copied();
        }
    }

    /// What cannot be read is not known; the dataset's page says why.
    fn states_of(&self, name: &DatasetName) -> HashMap<Digest, u32> {
        let states = DatasetStates::of(&self.0.home().dataset(name)).unwrap_or_default().states;
        states.into_iter().map(|state| (state.content, state.number)).collect()
    }
}
