//! Packages that the install section of a README names and that no dependency list has.

use prejury_core::Finding;
use prejury_intake::is_named_readme;

use super::{MAX_OF_A_KIND, first_of_each};
use crate::Facts;
use crate::analyses::dependencies;

pub(super) fn find(facts: &Facts<'_>) -> Vec<Finding> {
    let of_readmes = dependencies::unlisted(facts, is_named_readme);
    let findings = of_readmes.into_iter().map(|(package, list)| {
        Finding::at(package.location, "readme.unlisted-package")
            .against(list)
            .with("package", package.name)
    });
    first_of_each(findings.collect(), MAX_OF_A_KIND)
}
