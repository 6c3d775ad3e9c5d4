//! The lock file of the fuzz targets, which are a workspace of their own, keeps to the project's.

use std::collections::{BTreeMap, BTreeSet};

/// The versions of each package of a lock file.
fn packages(lock: &str) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut all: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut name = "";
    for line in lock.lines() {
        if let Some(text) = line.strip_prefix("name = ") {
            name = text.trim_matches('"');
        } else if let Some(text) = line.strip_prefix("version = ").filter(|_| !name.is_empty()) {
            all.entry(name).or_default().insert(text.trim_matches('"'));
        }
    }
    all
}

/// The dependencies of a manifest that every build has, by the names of their packages.
fn dependencies(manifest: &str) -> impl Iterator<Item = &str> {
    let lines = manifest.lines().skip_while(|line| line.trim() != "[dependencies]").skip(1);
    let own = lines.take_while(|line| !line.starts_with('['));
    own.filter_map(|line| Some(line.split_once(" = ")?.0.trim())).filter(|name| !name.starts_with('#'))
}

/// Dependencies of the project that the other lock file lacks, and packages that it has in versions which the project has not.
pub(super) fn apart(manifest: &str, own: &str, other: &str) -> Vec<String> {
    let (own, other) = (packages(own), packages(other));
    let missing =
        dependencies(manifest).filter(|name| !other.contains_key(name)).map(|name| format!("{name} is missing"));
    let newer = other.iter().filter_map(|(name, versions)| {
        let known = own.get(name)?;
        let strange: Vec<&str> = versions.difference(known).copied().collect();
        (!strange.is_empty()).then(|| format!("{name} {}: the project has {known:?}", strange.join(", ")))
    });
    missing.chain(newer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_told() {
        let lock = |packages: &[(&str, &str)]| -> String {
            let package =
                |(name, version): &(&str, &str)| format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n");
            packages.iter().map(package).collect::<Vec<_>>().concat()
        };
        let manifest =
            "[package]\nname = \"x\"\n[dependencies]\n# why\na = \"1\"\nb = { version = \"2\" }\n[lints]\nc = 1\n";
        let own = lock(&[("a", "1.0"), ("b", "2.0"), ("b", "1.9")]);
        let more = lock(&[("a", "1.0"), ("b", "2.0"), ("fuzzer", "0.4")]);
        assert_eq!(apart(manifest, &own, &more), [""; 0]);
        let less = lock(&[("a", "1.1")]);
        assert_eq!(apart(manifest, &own, &less), ["b is missing", "a 1.1: the project has {\"1.0\"}"]);
    }
}
