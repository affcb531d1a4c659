//! Rebuilds the crate when a rule file is added or removed: the embedding macro sees changes of known files only.

fn main() {
    // The standard output is the interface between a build script and cargo.
    println!("cargo::rerun-if-changed=../../rules");
}
