//! What a name says about its number. `RULE.md` lists the words.

/// What is known about a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// A metric: `val_loss`, `Top-1 accuracy`.
    Metric,
    /// Something that may be one: `norm`, `lr`.
    Other,
    /// A number, but none that anybody wants to see as a chart: `pid`, `eta`, `port`.
    Ignored,
}

/// Words of which one is enough to make a name that of a metric.
#[rustfmt::skip]
const METRICS: [&str; 83] = [
    "acc", "accuracies", "accuracy", "ap", "ar", "auc", "aucpr", "auprc", "auroc", "bce", "bleu", "cer",
    "chrf", "correlation", "deviance", "dice", "elbo", "em", "exactitude", "f05", "f1", "f2", "fbeta", "fid",
    "fscore", "gini", "hinge", "inertia", "iou", "jaccard", "kappa", "kl", "likelihood", "logloss", "loss",
    "losses", "mae", "map", "mape", "mase", "mcc", "mcrmse", "meteor", "miou", "mlogloss", "mrr", "mse",
    "msle", "ndcg", "nll", "nmae", "nrmse", "objective", "pearson", "perplexity", "perte", "ppl", "prauc",
    "precision", "précision", "psnr", "r2", "rappel", "recall", "reward", "rewards", "rmse", "rmsle", "rmspe",
    "roc", "rouge", "score", "scores", "sensitivity", "silhouette", "smape", "spearman", "specificity",
    "ssim", "ter", "top1", "top5", "wer",
];

/// Words that make a name that of a setting, whatever else is in it: `loss_weight`, `score_threshold`.
#[rustfmt::skip]
const SETTINGS: [&str; 28] = [
    "alpha", "beta", "c", "coef", "coefficient", "decay", "delta", "every", "factor", "fn", "func",
    "function", "gamma", "interval", "lambda", "margin", "max", "min", "name", "number", "patience",
    "reduction", "scale", "smoothing", "target", "threshold", "type", "weight",
];

/// Words of which one is enough for a number to be ignored.
#[rustfmt::skip]
const IGNORED: [&str; 81] = [
    "address", "batches", "bytes", "code", "core", "cores", "count", "cpu", "cpus", "date", "day", "depth",
    "device", "devices", "duration", "elapsed", "episodes", "epochs", "eta", "exit", "file", "files", "gpu",
    "gpus", "height", "host", "hour", "hours", "id", "ids", "images", "index", "instances", "ip", "it",
    "iterations", "leaves", "len", "length", "line", "lines", "mem", "memory", "minute", "minutes", "month",
    "ms", "n", "nnzs", "num", "parameters", "params", "path", "pid", "port", "ppid", "python", "ram", "rank",
    "remaining", "rows", "runtime", "sec", "second", "seconds", "seed", "shape", "size", "status", "steps",
    "thread", "threads", "time", "timestamp", "timesteps", "total", "v", "version", "width", "worker", "year",
];

/// How many bytes of a name are kept, at most. A longer one is none.
pub(super) const LONGEST: usize = 96;

/// What is known about the name `name`.
pub(super) fn name(name: &[u8]) -> Name {
    let (mut is_metric, mut is_setting) = (false, false);
    let mut lower = [0; LONGEST];
    let Some(lower) = lower.get_mut(..name.len()) else { return Name::Ignored };
    lower.copy_from_slice(name);
    lower.make_ascii_lowercase();
    if step(lower).is_some() {
        return Name::Ignored;
    }
    for word in lower.split(|byte| byte.is_ascii_punctuation() || *byte == b' ') {
        let Ok(word) = str::from_utf8(word) else { continue };
        let bare = word.trim_end_matches(|last: char| last.is_ascii_digit());
        if IGNORED.binary_search(&word).is_ok() {
            return Name::Ignored;
        }
        is_setting |= SETTINGS.binary_search(&word).is_ok();
        // `loss2`, `top5`
        let is_known = METRICS.binary_search(&word).is_ok() || METRICS.binary_search(&bare).is_ok();
        is_metric |= is_known || ["loss", "accuracy", "auc", "error"].iter().any(|end| is_longer(bare, end));
    }
    if is_metric && !is_setting { Name::Metric } else { Name::Other }
}

/// Whether `word` ends with `end` and has more before it, such as `trainloss`.
fn is_longer(word: &str, end: &str) -> bool {
    word.len() > end.len() && word.ends_with(end)
}

/// How much a word says about the step, from 1 on; `None` if it is about none.
pub(super) fn step(word: &[u8]) -> Option<u8> {
    let mut lower = [0; 11];
    let lower = lower.get_mut(..word.len())?;
    lower.copy_from_slice(word);
    lower.make_ascii_lowercase();
    Some(match &*lower {
        b"global_step" | b"global-step" | b"globalstep" => 7,
        b"step" => 6,
        b"iteration" | b"iter" | b"update" => 5,
        b"batch" | b"minibatch" => 4,
        b"round" | b"episode" | b"generation" | b"trial" | b"fold" | b"boost_round" => 2,
        b"epoch" => 1,
        _ => return None,
    })
}

/// The rank of the `10/500` in brackets that follows an epoch: it counts batches.
pub(super) const BATCH: u8 = 4;
/// The rank of the `[10]` at the beginning of a line.
pub(super) const BRACKET: u8 = 3;
/// The rank of an epoch.
pub(super) const EPOCH: u8 = 1;

/// Whether a word says which data a number is about: `train`, `val`, `Test`.
pub(super) fn is_phase(word: &[u8]) -> bool {
    const PHASES: [&str; 11] = [
        "dev",
        "eval",
        "evaluation",
        "test",
        "testing",
        "train",
        "training",
        "val",
        "valid",
        "validate",
        "validation",
    ];
    PHASES.iter().any(|phase| word.eq_ignore_ascii_case(phase.as_bytes()))
}

/// Whether a name says itself which data it is about.
pub(super) fn has_phase(name: &[u8]) -> bool {
    name.split(|byte| byte.is_ascii_punctuation() || *byte == b' ').any(is_phase)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A word that is not found would make a chart of ports, or none of the loss.
    #[test]
    fn the_lists_are_sorted() {
        assert!(METRICS.is_sorted() && SETTINGS.is_sorted() && IGNORED.is_sorted());
    }

    /// A person would see a chart of a port, or not their loss.
    #[test]
    fn names_are_told_apart() {
        for (text, kind) in [
            ("loss", Name::Metric),
            ("val_loss", Name::Metric),
            ("valid_0's auc", Name::Metric),
            ("trainLoss", Name::Metric),
            ("f1-score", Name::Metric),
            ("metrics/mAP50(B)", Name::Metric),
            ("Acc@1", Name::Metric),
            ("r2", Name::Metric),
            ("lr", Name::Other),
            ("r", Name::Other),
            ("f16", Name::Other),
            ("f1", Name::Metric),
            ("error", Name::Other),
            ("loss_weight", Name::Other),
            ("learning_rate", Name::Other),
            ("pid", Name::Ignored),
            ("Epoch", Name::Ignored),
            ("eval_runtime", Name::Ignored),
            ("n_splits", Name::Ignored),
            ("Number of positive", Name::Other),
        ] {
            assert_eq!(name(text.as_bytes()), kind, "{text}");
        }
    }
}
