//! The environment variables that Python code reads, which a person can set as parameters.

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, ExprCall};
use ruff_python_parser::{Mode, ParseOptions, parse_unchecked};
use ruff_text_size::Ranged;

use super::python::{Decoded, LARGEST, decode, line, on_large_stack};

/// An environment variable that a Python file reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// The value that the code takes without it, if that is written there.
    pub default: Option<String>,
    /// The line where it is first read, from 1.
    pub line: u64,
}

/// The environment variables that a Python file reads by a written name: `os.environ["epochs"]`,
/// `os.environ.get("epochs", 3)`, `os.getenv("epochs")`. Each once, in the order of the file. What cannot be
/// parsed has none.
pub fn variables(file: &[u8]) -> Vec<Variable> {
    let Decoded::Text(source) = decode(file) else { return Vec::new() };
    if file.len() as u64 > LARGEST {
        return Vec::new();
    }
    on_large_stack(&source, || found(&source)).ok().flatten().unwrap_or_default()
}

fn found(source: &str) -> Vec<Variable> {
    let parsed = parse_unchecked(source, ParseOptions::from(Mode::Module)).try_into_module();
    let mut reads = Reads { source, found: Vec::new() };
    if let Some(module) = parsed {
        reads.visit_body(module.suite());
    }
    reads.found
}

struct Reads<'a> {
    source: &'a str,
    found: Vec<Variable>,
}

impl<'a> Visitor<'a> for Reads<'_> {
    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Subscript(read) if read.ctx.is_load() && is_named(&read.value, "environ") => {
                self.add(&read.slice, None);
            }
            Expr::Call(call) if is_getter(&call.func) => {
                if let Some(name) = argument(call, 0, "key") {
                    self.add(name, argument(call, 1, "default"));
                }
            }
            _ => {}
        }
        walk_expr(self, expr);
    }
}

impl Reads<'_> {
    fn add(&mut self, name: &Expr, default: Option<&Expr>) {
        let Expr::StringLiteral(written) = name else { return };
        let name = written.value.to_str();
        let default = default.and_then(|default| self.literal(default));
        match self.found.iter_mut().find(|known| known.name == name) {
            Some(known) => known.default = known.default.take().or(default),
            None => {
                let line = line(self.source, written.start());
                self.found.push(Variable { name: name.into(), default, line });
            }
        }
    }

    /// A literal as text, which is what the environment has. An empty text is not worth showing as a default.
    fn literal(&self, expr: &Expr) -> Option<String> {
        let written = || self.source.get(expr.range().to_std_range()).map(str::to_string);
        match expr {
            Expr::StringLiteral(text) => Some(text.value.to_str().to_string()),
            Expr::NumberLiteral(_) | Expr::BooleanLiteral(_) => written(),
            Expr::UnaryOp(minus) if minus.operand.is_number_literal_expr() => written(),
            _ => None,
        }
        .filter(|text| !text.is_empty())
    }
}

/// `os.getenv`, `getenv`, `os.environ.get`, `environ.get`.
fn is_getter(function: &Expr) -> bool {
    let is_get = function
        .as_attribute_expr()
        .is_some_and(|get| get.attr.as_str() == "get" && is_named(&get.value, "environ"));
    is_get || is_named(function, "getenv")
}

/// Whether an expression is this name, alone or in a module.
fn is_named(expr: &Expr, wanted: &str) -> bool {
    match expr {
        Expr::Name(name) => name.id.as_str() == wanted,
        Expr::Attribute(attribute) => attribute.attr.as_str() == wanted,
        _ => false,
    }
}

fn argument<'a>(call: &'a ExprCall, position: usize, name: &str) -> Option<&'a Expr> {
    call.arguments.find_argument_value(name, position)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A person would have to read the code to know what can be set.
    #[test]
    fn what_the_code_reads_is_found_with_its_defaults() {
        let source = r#"
import os
from os import environ, getenv

EPOCHS = int(os.environ.get("epochs", "10"))
class Main:
    def train(self, folder):
        rate = float(os.getenv("learning_rate", 0.5))
        cold = os.environ.get(key="cold", default=-1)
        seed = environ["seed"]
        name = getenv("name")
        again = environ.get("name", "first")
        os.environ["written"] = "1"
        other = os.environ.get(name, "x")
        empty = os.getenv("empty", "")
        called = os.getenv("called", str(1))
        config.get("no variable", 1)
"#;
        let found = variables(source.as_bytes());
        let found: Vec<_> = found.iter().map(|v| (v.name.as_str(), v.default.as_deref(), v.line)).collect();
        assert_eq!(
            found,
            [
                ("epochs", Some("10"), 5),
                ("learning_rate", Some("0.5"), 8),
                ("cold", Some("-1"), 9),
                ("seed", None, 10),
                ("name", Some("first"), 11),
                ("empty", None, 15),
                ("called", None, 16),
            ]
        );
    }

    /// The form would not open for a package whose code cannot be parsed.
    #[test]
    fn code_that_cannot_be_parsed_has_none() {
        assert_eq!(variables(b"import os\n\0"), []);
        assert_eq!(variables(&[0xff, 0xfe]), []);
        assert_eq!(variables("(".repeat(100_000).as_bytes()), []);
    }
}
