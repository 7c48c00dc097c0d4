//! Class `Main` of a parsed module: its methods, as far as they are known without running it.
//!
//! A definition under a condition counts as defined. If definitions come from elsewhere (an import, a
//! call, another module's base class, a decorator), the class is open: it may have methods that were not
//! found.

use std::collections::{HashMap, HashSet, VecDeque};

use ruff_python_ast::{ExceptHandler, Expr, Stmt, StmtClassDef, StmtFunctionDef};
use ruff_text_size::{Ranged, TextSize};

/// How many definitions are followed before the rest counts as unknown. Real ones need a handful.
const MOST_STEPS: usize = 10_000;

/// The methods that are called, with their arguments (contract §1).
pub(super) const SIGNATURES: [(&str, &str); 6] = [
    ("__init__", "__init__(self)"),
    ("predict", "predict(self, input)"),
    ("train", "train(self, training_directory)"),
    ("save", "save(self)"),
    ("evaluate", "evaluate(self, evaluation_directory)"),
    ("process_data", "process_data(self, input_directory)"),
];

/// Class `Main`.
#[derive(Default)]
pub(super) struct Class {
    /// The line where it is defined, if that is in this file.
    pub line: Option<u64>,
    /// The methods in [`SIGNATURES`] that were found.
    pub methods: HashMap<&'static str, Method>,
    /// Whether it may have other methods, which come from elsewhere.
    pub is_open: bool,
}

impl Class {
    /// A class about which nothing is known.
    pub(super) fn elsewhere() -> Self {
        Self { is_open: true, ..Self::default() }
    }

    /// Whether it has the method, or may have it because it is open.
    pub(super) fn may_have(&self, method: &str) -> bool {
        self.is_open || self.methods.contains_key(method)
    }
}

/// A method of class `Main`.
pub(super) struct Method {
    /// The line where it is defined.
    pub line: u64,
    /// Whether it accepts the arguments of its calls, as far as that is known.
    pub fits: bool,
    /// Whether a call only returns a coroutine, which nobody awaits.
    pub is_async: bool,
}

/// Finds class `Main` in a module; `line` turns an offset into a line.
pub(super) fn find(module: &[Stmt], line: &dyn Fn(TextSize) -> u64) -> Option<Class> {
    let bindings = Bindings::of(module);
    let mut class = Class::default();
    let mut seen = HashSet::new();
    let mut waiting = VecDeque::from([("Main", TextSize::new(u32::MAX))]);
    for _ in 0..MOST_STEPS {
        let Some((name, before)) = waiting.pop_front() else {
            break;
        };
        let found = bindings.reaching(name, before);
        // A base that nothing in this file binds is a builtin; only `object` is known to add no methods.
        class.is_open |= found.is_empty() && if name == "Main" { bindings.star } else { name != "object" };
        for binding in found.iter().take(MOST_STEPS) {
            match binding.what {
                What::Class(definition) if seen.insert(definition.start()) => {
                    class.line.get_or_insert_with(|| line(definition.name.start()));
                    class.is_open |= !definition.decorator_list.is_empty();
                    methods(definition, &mut class, line);
                    bases(definition, &mut class, &mut waiting);
                }
                What::Class(_) => {}
                What::Alias(name) => waiting.push_back((name, binding.at)),
                What::Function => class.is_open |= !seen.is_empty(),
                What::Elsewhere => class.is_open = true,
            }
        }
    }
    class.is_open |= !waiting.is_empty();
    let found = class.line.is_some() || class.is_open;
    if found && !class.is_open {
        class.is_open = assigns_methods(module, &class);
    }
    found.then_some(class)
}

fn bases<'a>(definition: &'a StmtClassDef, class: &mut Class, waiting: &mut VecDeque<(&'a str, TextSize)>) {
    let Some(arguments) = &definition.arguments else {
        return;
    };
    // A metaclass, or `__init_subclass__` with keywords, may add methods.
    class.is_open |= !arguments.keywords.is_empty();
    for base in &arguments.args {
        match base {
            // The name's meaning before this class: in `class Main(Main)` it is the previous `Main`.
            Expr::Name(name) => waiting.push_back((name.id.as_str(), definition.start())),
            _ => class.is_open = true,
        }
    }
}

/// Adds the methods that the class itself defines, except those that a subclass has defined.
fn methods(definition: &StmtClassDef, class: &mut Class, line: &dyn Fn(TextSize) -> u64) {
    let mut own = HashMap::new();
    let mut is_open = false;
    each(&definition.body, &mut |statement, _| {
        if let Stmt::FunctionDef(function) = statement {
            is_open |= function.name.as_str() == "__getattr__";
            if let Some(name) = known(&function.name) {
                own.insert(name, (function.name.start(), fits(function, name), function.is_async));
            }
            return;
        }
        bound_by(statement, &mut |name, _| {
            if let Some(name) = known(name) {
                own.insert(name, (statement.start(), true, false));
            }
        });
    });
    class.is_open |= is_open;
    for (name, (at, fits, is_async)) in own {
        class.methods.entry(name).or_insert_with(|| Method { line: line(at), fits, is_async });
    }
}

fn known(name: &str) -> Option<&'static str> {
    SIGNATURES.iter().map(|(known, _)| *known).find(|known| *known == name)
}

/// Whether the function accepts the arguments in [`SIGNATURES`].
fn fits(function: &StmtFunctionDef, name: &str) -> bool {
    let decorator = match function.decorator_list.as_slice() {
        [] => "",
        [decorator] => match &decorator.expression {
            Expr::Name(name) => name.id.as_str(),
            _ => return true,
        },
        _ => return true,
    };
    let handed = usize::from(!matches!(name, "__init__" | "save"));
    let given = match decorator {
        "" | "classmethod" => handed + 1,
        "staticmethod" => handed,
        _ => return true,
    };
    let parameters = &function.parameters;
    let positional = || parameters.posonlyargs.iter().chain(&parameters.args);
    let required = positional().filter(|parameter| parameter.default.is_none()).count();
    let takes_more = parameters.vararg.is_some() || positional().count() >= given;
    required <= given
        && takes_more
        && parameters.kwonlyargs.iter().all(|parameter| parameter.default.is_some())
}

/// Whether a missing method is assigned: `self.predict = model.predict` or `Main.evaluate = evaluate`.
fn assigns_methods(module: &[Stmt], class: &Class) -> bool {
    let mut bodies = vec![module];
    while let Some(body) = bodies.pop() {
        for statement in body {
            if let Stmt::Assign(assign) = statement
                && !assign.value.is_literal_expr()
                && assign.targets.iter().any(|target| {
                    let Expr::Attribute(attribute) = target else {
                        return false;
                    };
                    known(&attribute.attr).is_some_and(|name| !class.methods.contains_key(name))
                })
            {
                return true;
            }
            match statement {
                Stmt::FunctionDef(function) => bodies.push(&function.body),
                Stmt::ClassDef(class) => bodies.push(&class.body),
                _ => bodies.extend(parts(statement)),
            }
        }
    }
    false
}

/// A statement that binds a name at the top of the module.
struct Binding<'a> {
    at: TextSize,
    /// Whether it may not be executed, so that earlier bindings count, too.
    may_be_skipped: bool,
    what: What<'a>,
}

#[derive(Clone, Copy)]
enum What<'a> {
    Class(&'a StmtClassDef),
    Alias(&'a str),
    Function,
    Elsewhere,
}

/// All names that a module binds, each in the order of the file.
struct Bindings<'a> {
    by_name: HashMap<&'a str, Vec<Binding<'a>>>,
    /// Whether there is a `from … import *`, which may bind any name.
    star: bool,
}

impl<'a> Bindings<'a> {
    fn of(module: &'a [Stmt]) -> Self {
        let mut all = Self { by_name: HashMap::new(), star: false };
        each(module, &mut |statement, may_be_skipped| {
            bound_by(statement, &mut |name, what| {
                all.star |= name == "*";
                all.by_name.entry(name).or_default().push(Binding {
                    at: statement.start(),
                    may_be_skipped,
                    what,
                });
            });
        });
        all
    }

    /// What `name` may mean at `before`: its last certain binding, and all later ones.
    fn reaching(&self, name: &str, before: TextSize) -> &[Binding<'a>] {
        let Some(all) = self.by_name.get(name) else {
            return &[];
        };
        let reached = &all[..all.partition_point(|binding| binding.at < before)];
        let sure = reached.iter().rposition(|binding| !binding.may_be_skipped).unwrap_or(0);
        &reached[sure..]
    }
}

/// Passes each name that a statement binds to `bound`, with what it is bound to.
fn bound_by<'a>(statement: &'a Stmt, bound: &mut dyn FnMut(&'a str, What<'a>)) {
    let assigned = |value: &'a Expr| match value {
        Expr::Name(name) => Some(What::Alias(name.id.as_str())),
        // A literal is neither a class nor a method.
        value if value.is_literal_expr() => None,
        _ => Some(What::Elsewhere),
    };
    match statement {
        Stmt::ClassDef(class) => bound(class.name.as_str(), What::Class(class)),
        Stmt::FunctionDef(function) => bound(function.name.as_str(), What::Function),
        Stmt::Import(import) => {
            for alias in &import.names {
                bound(alias.asname.as_ref().unwrap_or(&alias.name).as_str(), What::Elsewhere);
            }
        }
        Stmt::ImportFrom(import) => {
            for alias in &import.names {
                bound(alias.asname.as_ref().unwrap_or(&alias.name).as_str(), What::Elsewhere);
            }
        }
        Stmt::Assign(assign) => {
            let Some(what) = assigned(&assign.value) else {
                return;
            };
            for target in &assign.targets {
                match target {
                    Expr::Name(name) => bound(name.id.as_str(), what),
                    Expr::Tuple(tuple) => {
                        for name in tuple.elts.iter().filter_map(Expr::as_name_expr) {
                            bound(name.id.as_str(), What::Elsewhere);
                        }
                    }
                    _ => {}
                }
            }
        }
        Stmt::AnnAssign(assign) => {
            if let (Expr::Name(name), Some(what)) =
                (&*assign.target, assign.value.as_deref().and_then(assigned))
            {
                bound(name.id.as_str(), what);
            }
        }
        _ => {}
    }
}

/// Passes every statement that is executed with this body to `see`, and whether it may be skipped.
fn each<'a>(body: &'a [Stmt], see: &mut dyn FnMut(&'a Stmt, bool)) {
    let mut waiting = vec![(body.iter(), false)];
    while let Some((statements, may_be_skipped)) = waiting.last_mut() {
        let may_be_skipped = *may_be_skipped;
        let Some(statement) = statements.next() else {
            waiting.pop();
            continue;
        };
        see(statement, may_be_skipped);
        let skipped = may_be_skipped || !matches!(statement, Stmt::With(_));
        waiting.extend(parts(statement).into_iter().rev().map(|part| (part.iter(), skipped)));
    }
}

/// The bodies in a statement, except those of functions and classes, which have their own scopes, and
/// those that an import never executes.
fn parts(statement: &Stmt) -> Vec<&[Stmt]> {
    match statement {
        Stmt::If(choice) => {
            let body: &[Stmt] = if never_imported(&choice.test) { &[] } else { &choice.body };
            std::iter::once(body).chain(choice.elif_else_clauses.iter().map(|clause| &*clause.body)).collect()
        }
        Stmt::Try(attempt) => {
            let handlers =
                attempt.handlers.iter().map(|ExceptHandler::ExceptHandler(handler)| &*handler.body);
            std::iter::once(&*attempt.body)
                .chain(handlers)
                .chain([&*attempt.orelse, &*attempt.finalbody])
                .collect()
        }
        Stmt::With(with) => vec![&with.body],
        Stmt::For(each) => vec![&each.body, &each.orelse],
        Stmt::While(each) => vec![&each.body, &each.orelse],
        Stmt::Match(choice) => choice.cases.iter().map(|case| &*case.body).collect(),
        _ => Vec::new(),
    }
}

/// `if __name__ == "__main__":` and `if TYPE_CHECKING:`.
fn never_imported(test: &Expr) -> bool {
    match test {
        Expr::Compare(compare) => {
            matches!(&*compare.left, Expr::Name(name) if name.id.as_str() == "__name__")
                && compare.ops.first().is_some_and(|op| op.is_eq())
        }
        Expr::Name(name) => name.id.as_str() == "TYPE_CHECKING",
        Expr::Attribute(attribute) => attribute.attr.as_str() == "TYPE_CHECKING",
        _ => false,
    }
}
