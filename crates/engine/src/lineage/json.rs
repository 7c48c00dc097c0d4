//! A graph as JSON, which scripts can rely on; `docs/src/lineage.md` describes it.

use serde_json::{Value, json};

use super::{FileAnswer, FileThen, FileToday, LineageGraph, LineageNode, Node};

impl LineageGraph {
    /// The graph for a script.
    pub fn json(&self) -> Value {
        let ids: Vec<String> = self.nodes.iter().map(|node| node.node.id()).collect();
        let edge =
            |edge: &super::LineageEdge| json!({"from": ids[edge.from], "to": ids[edge.to], "as": edge.kind});
        json!({
            "format": 1,
            "nodes": self.nodes.iter().map(node).collect::<Vec<_>>(),
            "edges": self.edges.iter().map(edge).collect::<Vec<_>>(),
            "left_out": self.left_out,
            "file": self.file.as_ref().map(file),
        })
    }
}

fn node(one: &LineageNode) -> Value {
    let mut value = match &one.node {
        Node::Data(data) => json!({
            "kind": "data",
            "dataset": data.dataset,
            "folder": data.folder,
            "content": data.content,
            "state": data.state,
            "first_used": data.first.to_string(),
            "last_used": data.last.to_string(),
            "file": one.file.as_ref().map(then),
        }),
        Node::Run(run) => {
            let about = run.about.as_ref();
            json!({
                "kind": "run",
                "run": run.id,
                "name": about.map(|about| &about.name),
                "type": about.map(|about| about.kind),
                "status": about.map(|about| about.status),
                "score": about.and_then(|about| about.score),
                "created": about.map(|about| about.created.to_string()),
                "removed": about.is_none(),
            })
        }
        Node::Version(version) => json!({
            "kind": "version",
            "package": version.package,
            "version": version.version,
            "digest": version.digest,
            "in_store": version.is_here,
        }),
    };
    value["id"] = json!(one.node.id());
    value["side"] = json!(one.side);
    value["distance"] = json!(one.distance);
    value
}

fn then(then: &FileThen) -> Value {
    json!({"content": then.digest, "bytes": then.size, "same": then.is_same})
}

fn file(answer: &FileAnswer) -> Value {
    let (state, content) = match answer.today {
        FileToday::Content(content) => ("there", Some(content)),
        FileToday::Gone => ("gone", None),
        FileToday::Linked => ("linked", None),
    };
    json!({
        "path": answer.path.to_string_lossy(),
        "today": {"state": state, "content": content},
        "not_seen_by": answer.without,
        "unknown_of": answer.unknown,
    })
}
