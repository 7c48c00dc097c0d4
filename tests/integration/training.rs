//! A training from its package and dataset to the new version.

use crate::{results, store_with};

#[test]
fn a_training_leaves_a_new_version_its_results_and_its_artifacts() {
    let store = store_with(
        "print('rows', sorted(os.listdir(training_directory)))\n\
         open(os.path.join(os.environ['artifacts_directory'], 'report.txt'), 'w').write('good')",
    );
    let run = store.trained([]);
    assert_eq!(run["status"], "Successful", "{run}");
    assert_eq!(run["version"], "1.1");
    let id = run["id"].as_str().unwrap();
    assert_eq!(store.log(id), b"rows ['2026', 'rows.csv']\n");
    let artifacts = store.json(["run", "artifacts", id]);
    assert_eq!(artifacts[0]["path"], "report.txt");
    assert_eq!(results(&run)["run_summary"]["outputs"]["version"], "1.1");
}
