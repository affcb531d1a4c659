//! The candidate's own functions and classes: entering them where they are called.

use foldhash::HashSet;

use smol_str::SmolStr;

use super::emit::Args;
use super::value::{FunctionRef, Items, Ty, Val};
use super::{Frame, Interpreter, MAX_CALLS_DEEP, MAX_ENTRIES, Object};
use crate::ast::{Function, Parameter};
use crate::facts::Reach;
use crate::semantics::{dotted, hinted_roles};

impl Interpreter<'_> {
    /// Follows a call of a function of the submission and returns what it yields.
    pub(super) fn enter(&mut self, reference: &FunctionRef, args: &Args) -> Val {
        let function: &Function = &reference.function;
        let pointer: *const Function = std::sync::Arc::as_ptr(&reference.function);
        if let Some(definition) = function.definition {
            let reach = self
                .facts
                .entered
                .entry((reference.unit, definition))
                .or_insert(self.reach);
            *reach = (*reach).max(self.reach);
        }
        let (count, last) = self
            .entries
            .get(&pointer)
            .cloned()
            .unwrap_or((0, Val::default()));
        if self.stack.contains(&pointer)
            || self.stack.len() >= MAX_CALLS_DEEP
            || count >= MAX_ENTRIES
            || self.budget == 0
        {
            return last;
        }
        self.stack.push(pointer);
        let mut frame = Frame {
            unit: reference.unit,
            definition: function.definition,
            ..Frame::default()
        };
        if function.definition.is_none() {
            // A lambda stands in the function that holds it.
            frame.definition = self.frames.last().and_then(|outer| outer.definition);
        }
        self.bind_parameters(&mut frame, reference, args);
        let depth = self.frames.len();
        let outer_loops = self.loops;
        self.frames.push(frame);
        self.exec_block(&function.body);
        self.loops = outer_loops;
        self.frames.truncate(depth + 1);
        let frame = self.frames.pop().unwrap_or_default();
        self.stack.pop();
        let mut result = frame.returned.unwrap_or_default();
        if !frame.yielded.is_empty() {
            result = Val::list(frame.yielded);
        }
        result.name = None;
        self.entries.insert(pointer, (count + 1, result.clone()));
        result
    }

    fn bind_parameters(&mut self, frame: &mut Frame, reference: &FunctionRef, args: &Args) {
        let function = &reference.function;
        let mut parameters: &[Parameter] = &function.parameters;
        if function.is_method
            && (reference.object.is_some() || args.len() < parameters.len())
            && let Some((first, rest)) = parameters.split_first()
        {
            let object = reference
                .object
                .map(|object| Val::of(Ty::Object(object)))
                .unwrap_or_default();
            frame.locals.insert(first.name.clone(), object);
            parameters = rest;
        }
        let mut positional = args
            .iter()
            .filter(|(name, _)| name.is_none())
            .map(|(_, value)| value);
        let unpacked = args
            .iter()
            .any(|(name, _)| matches!(name.as_deref(), Some("*" | "**")));
        for parameter in parameters {
            let value = if parameter.star {
                Val::list(positional.by_ref().cloned().collect())
            } else if parameter.double_star {
                let mut items = Items::default();
                for (name, value) in args {
                    if let Some(name) = name
                        .as_ref()
                        .filter(|name| !parameters.iter().any(|other| other.name == **name))
                    {
                        items
                            .keys
                            .push(Val::literal(crate::facts::Literal::Str(name.clone())));
                        items.values.push(value.clone());
                    }
                }
                Val {
                    items: items.kept(),
                    ..Val::default()
                }
            } else {
                let given = args
                    .iter()
                    .find(|(name, _)| name.as_ref() == Some(&parameter.name))
                    .map(|(_, value)| value)
                    .or_else(|| positional.next());
                match given {
                    Some(value) => value.clone(),
                    None if unpacked => self.unknown_parameter(parameter, false),
                    None => self.unknown_parameter(parameter, true),
                }
            };
            frame.locals.insert(parameter.name.clone(), value);
        }
    }

    /// A parameter that no argument fills: its default, its annotation, or what its name suggests.
    fn unknown_parameter(&mut self, parameter: &Parameter, use_default: bool) -> Val {
        if use_default && let Some(default) = &parameter.default {
            return self.eval_silent(default);
        }
        let mut value = Val {
            name: Some(parameter.name.clone()),
            roles: hinted_roles(&parameter.name),
            ..Val::default()
        };
        if let Some(annotation) = &parameter.annotation {
            for ty in self.eval_silent(annotation).types {
                match ty {
                    Ty::External(name)
                        if !name.starts_with("typing.") && !name.starts_with("builtins.") =>
                    {
                        value.types.push(Ty::Instance(name))
                    }
                    Ty::Class(class) => {
                        let object = self.new_object(class);
                        value.types.push(Ty::Object(object));
                    }
                    _ => {}
                }
            }
        }
        value
    }

    /// Follows a function that a framework or library calls. `seed` is the first argument where it is known.
    pub(super) fn call_with_unknown(&mut self, reference: &FunctionRef, seed: &Val) {
        let skip = usize::from(reference.function.is_method);
        let mut args: Args = Vec::new();
        for (index, parameter) in reference.function.parameters.iter().skip(skip).enumerate() {
            if parameter.star || parameter.double_star {
                continue;
            }
            let mut value = self.unknown_parameter(parameter, false);
            if index == 0 {
                value.roles |= seed.roles;
                value.history.clone_from(&seed.history);
                if value.types.is_empty() {
                    value.types = seed.types.clone();
                }
                if seed.items.is_some() {
                    value.items.clone_from(&seed.items);
                }
            }
            args.push((Some(parameter.name.clone()), value));
        }
        self.enter(reference, &args);
    }

    fn new_object(&mut self, class: usize) -> usize {
        if self.objects.len() < 4_000 {
            self.objects.push(Object {
                class,
                attributes: super::Env::default(),
            });
        }
        self.objects.len() - 1
    }

    /// An object of a class, with its framework methods left for later; `__init__` is the caller's.
    pub(super) fn instantiate(&mut self, class: usize) -> usize {
        self.new_object(class)
    }

    /// Constructs an object: enters `__init__`, and leaves to the framework what an external base would call.
    pub(super) fn construct(&mut self, class: usize, args: &Args) -> Val {
        let object = self.new_object(class);
        let (unit, definition) = (
            self.classes[class].unit,
            self.classes[class].class.definition,
        );
        let reach = self
            .facts
            .entered
            .entry((unit, definition))
            .or_insert(self.reach);
        *reach = (*reach).max(self.reach);
        if let Some(init) = self.method(class, "__init__", object, 0) {
            self.enter(&init, args);
        }
        self.pend_methods(class, object);
        Val::of(Ty::Object(object))
    }

    /// Methods that something outside the submission calls: overridden ones of an external base, and special ones.
    pub(super) fn pend_methods(&mut self, class: usize, object: usize) {
        if self.reach != Reach::Live || self.pending.len() > 400 {
            return;
        }
        let has_external_base = !self.external_bases(class).is_empty();
        let mut methods: Vec<(SmolStr, FunctionRef)> = Vec::new();
        for (name, value) in self.classes[class]
            .attributes
            .iter()
            .collect::<std::collections::BTreeMap<_, _>>()
        {
            let special = name.starts_with("__") && name.ends_with("__");
            if !(has_external_base || special) {
                continue;
            }
            for ty in &value.types {
                if let Ty::Function(function) = ty {
                    methods.push((
                        name.clone(),
                        FunctionRef {
                            object: Some(object),
                            ..function.clone()
                        },
                    ));
                }
            }
        }
        methods.sort_by_key(|(_, function)| function.function.span);
        self.pending
            .extend(methods.into_iter().map(|(_, function)| function));
    }

    /// Qualified names of the external classes that a class derives from.
    pub(super) fn external_bases(&self, class: usize) -> Vec<SmolStr> {
        let mut names = Vec::new();
        let mut todo = vec![class];
        let mut seen = HashSet::default();
        while let Some(class) = todo.pop() {
            if !seen.insert(class) || seen.len() > 50 {
                continue;
            }
            for base in &self.classes[class].bases {
                for ty in &base.types {
                    match ty {
                        Ty::External(name)
                            if name != "builtins.object"
                                && !name.starts_with("abc.")
                                && !name.starts_with("typing.")
                                && !name.starts_with("enum.") =>
                        {
                            names.push(name.clone());
                        }
                        Ty::Class(other) => todo.push(*other),
                        _ => {}
                    }
                }
            }
        }
        names
    }

    fn method(&self, class: usize, name: &str, object: usize, depth: u32) -> Option<FunctionRef> {
        let value = self.find_attribute(class, name, depth)?;
        value.types.iter().find_map(|ty| match ty {
            Ty::Function(function) => Some(FunctionRef {
                object: Some(object),
                ..function.clone()
            }),
            _ => None,
        })
    }

    fn find_attribute(&self, class: usize, name: &str, depth: u32) -> Option<Val> {
        if depth > 8 {
            return None;
        }
        let own = &self.classes[class];
        if let Some(value) = own.attributes.get(name) {
            return Some(value.clone());
        }
        own.bases
            .iter()
            .flat_map(|base| &base.types)
            .find_map(|ty| match ty {
                Ty::Class(base) => self.find_attribute(*base, name, depth + 1),
                _ => None,
            })
    }

    /// `Class.name`
    pub(super) fn class_attribute(&mut self, class: usize, name: &str, depth: u32) -> Option<Val> {
        self.find_attribute(class, name, depth)
    }

    /// `object.name`: its own attribute, a method bound to it, a property's value, or what an external base has.
    pub(super) fn object_attribute(&mut self, object: usize, name: &SmolStr) -> Val {
        if let Some(value) = self.objects[object].attributes.get(name) {
            return value.clone();
        }
        let class = self.objects[object].class;
        if let Some(mut value) = self.find_attribute(class, name, 0) {
            let mut property = None;
            for ty in &mut value.types {
                if let Ty::Function(function) = ty
                    && function.function.is_method
                {
                    function.object = Some(object);
                    let decorated = function.function.decorators.iter().any(|decorator| {
                            matches!(&decorator.kind, crate::ast::ExprKind::Name(name) if name == "property" || name == "cached_property")
                        });
                    property = decorated.then(|| function.clone()).or(property);
                }
            }
            return match property {
                Some(function) => self.enter(&function, &Vec::new()),
                None => value,
            };
        }
        let mut value = Val::default();
        for base in self.external_bases(class) {
            value.types.push(Ty::Member(dotted(&base, name)));
        }
        value
    }

    /// Follows definitions that nothing reached, in the order of the file.
    pub(super) fn follow_definitions(&mut self, unreached: &HashSet<u32>) {
        let mut functions: Vec<FunctionRef> = Vec::new();
        let names: std::collections::BTreeMap<SmolStr, Val> = self
            .modules
            .get(&self.entry)
            .into_iter()
            .flatten()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        for value in names.into_values() {
            for ty in &value.types {
                match ty {
                    Ty::Function(function) => functions.push(function.clone()),
                    Ty::Class(class) if self.classes[*class].unit == self.entry => {
                        let object = self.new_object(*class);
                        if let Some(init) = self.method(*class, "__init__", object, 0) {
                            functions.push(init);
                        }
                        let methods: std::collections::BTreeMap<SmolStr, Val> = self.classes
                            [*class]
                            .attributes
                            .iter()
                            .map(|(name, value)| (name.clone(), value.clone()))
                            .collect();
                        for value in methods.into_values() {
                            functions.extend(value.types.iter().filter_map(|ty| match ty {
                                Ty::Function(function) => Some(FunctionRef {
                                    object: Some(object),
                                    ..function.clone()
                                }),
                                _ => None,
                            }));
                        }
                    }
                    _ => {}
                }
            }
        }
        functions.retain(|function| {
            function.unit == self.entry
                && function
                    .function
                    .definition
                    .is_some_and(|definition| unreached.contains(&definition))
        });
        functions.sort_by_key(|function| function.function.span);
        functions.dedup_by_key(|function| function.function.span);
        self.frames.push(Frame {
            unit: self.entry,
            is_module: true,
            ..Frame::default()
        });
        for function in functions {
            let entered = function
                .function
                .definition
                .is_some_and(|d| self.facts.entered.contains_key(&(function.unit, d)));
            if !entered {
                self.call_with_unknown(&function, &Val::default());
            }
        }
        self.frames.pop();
    }
}
