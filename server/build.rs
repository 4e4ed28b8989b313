//! Makes sure that the folder of the built site exists, so that the server compiles before the site was ever built.
//! It must not build the site: that is the work of `cargo xtask build`.

fn main() {
    let site = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/site");
    // A folder that cannot be made is reported by the embedding itself, which names it.
    let _ = std::fs::create_dir_all(site);
    println!("cargo::rerun-if-changed={site}");
    println!("cargo::rerun-if-changed=build.rs");
}
