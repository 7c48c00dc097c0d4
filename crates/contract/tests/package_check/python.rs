//! Class `Main` in the many ways in which people write it.

use contract::{Check, Facts, PipelineKind, Report, Source, Verdict, check};

use crate::zips::{FACTS, GOOD, folder, refusal, report, warnings, zip};

const INIT: &str = " def __init__(self): pass\n";

fn main(source: &str) -> Report {
    report(&zip(&[GOOD[0], ("churn/main.py", source)]))
}

fn train(source: &str) -> Report {
    report(&zip(&[GOOD[0], GOOD[1], ("churn/train.py", source)]))
}

fn at(check: Option<&Check>) -> (&str, Option<&str>, Option<u64>) {
    check.map_or(("", None, None), |check| (check.message.code(), check.file.as_deref(), check.line))
}

#[test]
fn every_way_to_write_a_method_counts() {
    for source in [
        "class Main:\n def __init__(self): pass\n def predict(self, x): pass\n",
        "class Main(object):\n def __init__(self): pass\n def predict(self, x): pass\n",
        "class Main():\n def __init__(self, a=1): pass\n def predict(self, *args): pass\n",
        "class Main:\n def __init__(self, *, a=1, **k): pass\n def predict(self, x, /, y=1): pass\n",
        "class Main:\n def __init__(self): pass\n @staticmethod\n def predict(x): pass\n",
        "class Main:\n def __init__(self): pass\n @classmethod\n def predict(cls, x): pass\n",
        "class Main:\n def __init__(self): pass\n @timed(1)\n def predict(a, b, c): pass\n",
        "class Main:\n def __init__(self): pass\n def _p(self, x): pass\n predict = _p\n",
        "class Main:\n __init__: object = lambda self: None\n predict = lambda self, x: x\n",
        "class Main:\n if 1:\n  def __init__(self): pass\n try:\n  import x\n except ImportError:\n  def predict(self, x): pass\n",
        "class Base:\n def __init__(self): pass\nclass Middle(Base): pass\nclass Main(Middle):\n def predict(self, x): pass\n",
        "class Main:\n def __init__(self): pass\nclass Main(Main):\n def predict(self, x): pass\n",
        "class Model:\n def __init__(self): pass\n def predict(self, x): pass\nMain = Model\n",
        "try:\n import torch\nexcept ImportError:\n class Main:\n  def __init__(self): pass\n  def predict(self, x): pass\nelse:\n class Main:\n  def __init__(self): pass\n  def predict(self, x): pass\n",
    ] {
        let report = main(source);
        assert_eq!((refusal(&report), warnings(&report)), ("", vec!["check-train-missing"]), "{source}");
        assert!(
            report.checks.iter().filter(|c| c.message.code() == "check-function").count() == 2,
            "{source}"
        );
    }
}

#[test]
fn what_is_not_there_is_refused() {
    for (source, code) in [
        ("", "check-class-missing"),
        ("def Main(): pass\n", "check-class-missing"),
        ("Main = None\n", "check-class-missing"),
        ("def f():\n class Main: pass\n", "check-class-missing"),
        ("if __name__ == '__main__':\n class Main: pass\n", "check-class-missing"),
        ("class main:\n def __init__(self): pass\n def predict(self, x): pass\n", "check-class-missing"),
        ("class Main:\n def predict(self, x): pass\n", "check-function-required"),
        ("class Main:\n def __init__(self): pass\n", "check-function-required"),
        ("class Main:\n def __init__(self): pass\n predict = None\n", "check-function-required"),
        (
            "class Main:\n def __init__(self): pass\n def f(self):\n  def predict(self, x): pass\n",
            "check-function-required",
        ),
        (
            "class Main:\n def __init__(self): pass\n def predict(self, x): pass\nclass Main: pass\n",
            "check-function-required",
        ),
        ("from x import *\nclass Main: pass\n", "check-function-required"),
        ("class Main:\n", "check-syntax"),
    ] {
        assert_eq!(refusal(&main(source)), code, "{source}");
    }
    let missing = main("\n\nclass Main:\n pass\n");
    assert_eq!(at(missing.refused()), ("check-function-required", Some("main.py"), Some(3)));
    assert_eq!(refusal(&train("class Main:\n def train(self, d): pass\n")), "check-function-required");
    assert_eq!(refusal(&train("x = 1\n")), "check-class-missing");
}

#[test]
fn a_syntax_error_is_named_with_its_line() {
    let broken = train("import os\r\n\r\nclass Main:\r\n    def train(self:\r\n");
    assert_eq!(at(broken.refused()), ("check-syntax", Some("train.py"), Some(4)));
    let message = broken.refused().unwrap().message.to_string();
    assert!(message.starts_with("train.py has a syntax error on line 4: "), "{message}");
    let python2 = train("class Main:\n def __init__(self):\n  print 'x'\n");
    assert_eq!(at(python2.refused()), ("check-syntax", Some("train.py"), Some(3)));
}

#[test]
fn what_comes_from_elsewhere_counts_as_there() {
    for (source, code) in [
        ("from model import Main\n", "check-class-elsewhere"),
        ("from model import Model as Main\n", "check-class-elsewhere"),
        ("from model import *\n", "check-class-elsewhere"),
        ("Main = make()\n", "check-class-elsewhere"),
        ("Main, Other = make()\n", "check-class-elsewhere"),
        ("from model import Model\nMain = Model\n", "check-class-elsewhere"),
        ("import base\nclass Main(base.Base): pass\n", "check-functions-elsewhere"),
        ("from base import Base\nclass Main(Base): pass\n", "check-functions-elsewhere"),
        (
            "from base import Base\nclass Mine(Base): pass\nclass Main(Mine): pass\n",
            "check-functions-elsewhere",
        ),
        ("from base import *\nclass Main(Base): pass\n", "check-functions-elsewhere"),
        ("class Main(make()): pass\n", "check-functions-elsewhere"),
        ("class Main(metaclass=Meta): pass\n", "check-functions-elsewhere"),
        ("@complete\nclass Main: pass\n", "check-functions-elsewhere"),
        (
            "try:\n from model import Main\nexcept ImportError:\n class Main: pass\n",
            "check-functions-elsewhere",
        ),
        (
            "class Main:\n def __init__(self):\n  self.train = self.save = self.evaluate = make()\n",
            "check-functions-elsewhere",
        ),
        ("# coding: shift-jis\n", "check-encoding"),
    ] {
        let report = train(source);
        assert_eq!((refusal(&report), warnings(&report)), ("", vec![code]), "{source}");
        assert_eq!(report.pipelines, PipelineKind::ALL, "{source}");
        if code != "check-functions-elsewhere" {
            assert_eq!(refusal(&main(source)), "", "{source}");
        }
    }
    let partly = train("import base\nclass Main(base.Base):\n def train(self, d): pass\n");
    let message = partly.checks.iter().find(|c| c.verdict == Verdict::Warning).unwrap().message.to_string();
    assert!(message.contains("__init__, process_data, save, evaluate"), "{message}");
}

#[test]
fn calls_that_would_fail_are_reported_in_advance() {
    for (method, code) in [
        (" def predict(self): pass\n", "check-signature"),
        (" def predict(self, a, b): pass\n", "check-signature"),
        (" def predict(self, a, *, b): pass\n", "check-signature"),
        (" @staticmethod\n def predict(self, a): pass\n", "check-signature"),
        (" async def predict(self, a): pass\n", "check-async"),
    ] {
        let report = main(&format!("class Main:\n{INIT}{method}"));
        assert_eq!(
            (refusal(&report), warnings(&report)),
            ("", vec![code, "check-train-missing"]),
            "{method}"
        );
    }
    let save = train(
        "class Main:\n def __init__(self, path): pass\n def train(self, d): pass\n def save(self, path): pass\n def evaluate(self, d): pass\n",
    );
    assert_eq!(warnings(&save), ["check-signature", "check-signature"]);
    assert_eq!(save.pipelines, [PipelineKind::Training, PipelineKind::Evaluation]);
}

#[test]
fn syntax_too_new_for_the_chosen_python_is_reported() {
    let main = format!("class Main:\n{INIT} def predict(self, x):\n  match x:\n   case 1: pass\n");
    let (_holder, path) = folder(&[("main.py", &main), ("requirements.txt", "")]);
    let source = Source::at(&path).unwrap();
    for (asked, warned) in [(None, false), (Some("3.8"), true), (Some("3.11"), false)] {
        let facts = Facts { python: asked.map(|text| text.parse().unwrap()), ..FACTS };
        let report = check(&source, &facts).unwrap();
        let told = report.checks.iter().find(|c| c.message.code() == "check-syntax-version");
        assert_eq!(told.and_then(|check| check.line), warned.then_some(4), "{asked:?}");
    }
}
