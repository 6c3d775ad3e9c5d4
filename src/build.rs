//! Asks the linker to keep one copy of equal functions, where it can: of the crates' generic code that is a twelfth of the program.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};

/// What LLD (Rust's own on 64-bit Linux), mold and gold understand; the linker of GNU binutils does not.
const FOLD: &str = "-Wl,--icf=all";

fn main() {
    println!("cargo::rerun-if-changed=src/build.rs");
    println!("cargo::rerun-if-env-changed=RUSTFLAGS");
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "linux") && can_fold() {
        println!("cargo::rustc-link-arg-bins={FOLD}");
    }
}

/// Links an empty program; false where that fails for any reason, and the program is then linked as ever.
fn can_fold() -> bool {
    let (Some(rustc), Some(out), Ok(target)) =
        (std::env::var_os("RUSTC"), std::env::var_os("OUT_DIR"), std::env::var("TARGET"))
    else {
        return false;
    };
    let folder = Path::new(&out);
    let source = folder.join("empty.rs");
    if std::fs::write(&source, "fn main() {}").is_err() {
        return false;
    }
    // With the flags that the program is linked with: they may choose another linker.
    let flags = std::env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    let mut probe = Command::new(rustc);
    probe.args(flags.split('\u{1f}').filter(|flag| !flag.is_empty()));
    if let Some(linker) = std::env::var_os("RUSTC_LINKER") {
        let mut choice = OsString::from("-Clinker=");
        choice.push(linker);
        probe.arg(choice);
    }
    probe.args(["--target", &target, "-C", &format!("link-arg={FOLD}"), "-o"]);
    probe.arg(folder.join("empty")).arg(&source);
    probe.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}
