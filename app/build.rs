//! The form's program is cut into parts after it is linked, which needs the linker's notes on what refers to what.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        println!("cargo:rustc-link-arg-bin=apply=--emit-relocs");
    }
}
