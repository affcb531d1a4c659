//! Imports: of libraries, and of the submission's own modules, which are run once when first imported.

use smol_str::SmolStr;

use super::Interpreter;
use super::value::{Ty, Val};
use crate::ast::ImportedName;
use crate::semantics::{canonical, dotted};

impl Interpreter<'_> {
    pub(super) fn import(&mut self, import: &ImportedName) {
        let importer = self.unit();
        let program = self.program;
        match &import.name {
            None => {
                if let Some(unit) = program.resolve(importer, &import.module, import.level) {
                    if let Some(alias) = &import.alias {
                        self.load(unit);
                        self.bind(alias.clone(), Val::of(Ty::Module(unit)));
                        return;
                    }
                    if !import.module.contains('.') {
                        self.load(unit);
                        self.bind(import.module.clone(), Val::of(Ty::Module(unit)));
                        return;
                    }
                }
                let (bound, name) = match &import.alias {
                    Some(alias) => (alias.clone(), import.module.clone()),
                    None => {
                        let head =
                            SmolStr::new(import.module.split('.').next().unwrap_or(&import.module));
                        (head.clone(), head)
                    }
                };
                self.bind(bound, Val::of(Ty::External(canonical(name))));
            }
            Some(name) if name == "*" => {
                match program.resolve(importer, &import.module, import.level) {
                    Some(unit) => {
                        self.load(unit);
                        let names: std::collections::BTreeMap<SmolStr, Val> = self
                            .modules
                            .get(&unit)
                            .into_iter()
                            .flatten()
                            .map(|(name, value)| (name.clone(), value.clone()))
                            .collect();
                        for (name, value) in names {
                            self.bind(name, value);
                        }
                    }
                    None => self.star_modules.push(import.module.clone()),
                }
            }
            Some(name) => {
                let bound = import.alias.clone().unwrap_or_else(|| name.clone());
                let value = self.imported_name(importer, import, name);
                self.bind(bound, value);
            }
        }
    }

    fn imported_name(&mut self, importer: usize, import: &ImportedName, name: &SmolStr) -> Val {
        let program = self.program;
        if !import.module.is_empty()
            && let Some(unit) = program.resolve(importer, &import.module, import.level)
        {
            self.load(unit);
            if let Some(value) = self.modules.get(&unit).and_then(|env| env.get(name)) {
                return value.clone();
            }
        }
        let dotted = if import.module.is_empty() {
            name.clone()
        } else {
            dotted(&import.module, name)
        };
        let is_local =
            import.level > 0 || import.module.is_empty() || program.is_folder(&import.module);
        if is_local && let Some(unit) = program.resolve(importer, &dotted, import.level) {
            self.load(unit);
            return Val::of(Ty::Module(unit));
        }
        Val::of(Ty::External(canonical(dotted)))
    }

    /// Runs a module of the submission once.
    pub(super) fn load(&mut self, unit: usize) {
        if !self.modules.contains_key(&unit) && self.frames.len() < 24 {
            self.run_module(unit);
        }
    }
}
