//! What the system tells of its memory, disks and files.

use std::fs::File;
use std::path::Path;

/// The largest memory this program has had so far, MiB; `None` where the system does not tell without a native library.
#[must_use]
pub fn peak_memory_mib() -> Option<f64> {
    if cfg!(target_os = "linux") {
        let status = std::fs::read_to_string("/proc/self/status").ok()?;
        let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
        let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kib / 1024.0)
    } else {
        None
    }
}

/// Memory that this program could still have, bytes: what the system has free or can free, below the limits that were set for
/// this program; `None` where the system does not tell.
#[must_use]
pub fn free_memory_bytes() -> Option<u64> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let number = |path: &str| std::fs::read_to_string(path).ok()?.trim().parse::<u64>().ok();
    let kib = |path: &str, key: &str| {
        let text = std::fs::read_to_string(path).ok()?;
        let line = text.lines().find(|line| line.starts_with(key))?;
        line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib << 10)
    };
    let system = kib("/proc/meminfo", "MemAvailable:");
    // Limits of a container, and of the shell (`ulimit -v`).
    let container = number("/sys/fs/cgroup/memory.max").zip(number("/sys/fs/cgroup/memory.current"));
    let container = container.map(|(most, used)| most.saturating_sub(used));
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let shell = limits.lines().find(|line| line.starts_with("Max address space"));
    let shell = shell.and_then(|line| line.split_whitespace().nth(3)?.parse::<u64>().ok());
    let shell = shell.zip(kib("/proc/self/status", "VmSize:")).map(|(most, used)| most.saturating_sub(used));
    [system, container, shell].into_iter().flatten().min()
}

/// Room on the disk of a folder, or of the first folder above it that is there, bytes; `None` where the system does not tell.
#[must_use]
pub fn free_bytes(folder: &Path) -> Option<u64> {
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let there = folder.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("."));
        let data = rustix::fs::statvfs(there).ok()?;
        Some(data.f_bavail.saturating_mul(data.f_frsize))
    }
    #[cfg(not(any(target_os = "linux", target_os = "macos")))]
    {
        let _ = folder;
        None
    }
}

/// Name of this machine, for words to people; the shared disks of a cluster are seen from many.
#[must_use]
pub fn host_name() -> String {
    let told = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let told = told.or_else(|| std::env::var("HOSTNAME").ok()).or_else(|| std::env::var("COMPUTERNAME").ok());
    told.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).unwrap_or_else(|| "this machine".into())
}

/// Hours and minutes of the clock on the wall; `None` where the system does not tell without a native library.
#[must_use]
pub fn time_of_day() -> Option<[u32; 2]> {
    #[cfg(target_os = "linux")]
    {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?;
        let seconds = libc::time_t::try_from(since.as_secs()).ok()?;
        let mut local = std::mem::MaybeUninit::<libc::tm>::uninit();
        // SAFETY: both pointers are to values of our own, and the second is only read after it was written, as a result that
        // is not null says.
        let local = unsafe {
            if libc::localtime_r(&raw const seconds, local.as_mut_ptr()).is_null() {
                return None;
            }
            local.assume_init()
        };
        Some([u32::try_from(local.tm_hour).ok()?, u32::try_from(local.tm_min).ok()?])
    }
    #[cfg(not(target_os = "linux"))]
    None
}

/// Whether two open files are the same one on the disk; where the system does not tell, it is believed.
#[must_use]
pub fn same_file(a: &File, b: &File) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let identity = |file: &File| file.metadata().map(|data| (data.dev(), data.ino())).ok();
        identity(a).zip(identity(b)).is_some_and(|(a, b)| a == b)
    }
    #[cfg(not(unix))]
    {
        let _ = (a, b);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_can_be() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        assert!(free_bytes(&folder.path().join("not/there")).is_none_or(|free| free > 0), "of the folder above");
        assert!(free_memory_bytes().is_none_or(|free| (1 << 20..1 << 50).contains(&free)));
        assert!(!host_name().is_empty());
        assert!(time_of_day().is_none_or(|[hours, minutes]| hours < 24 && minutes < 60));
        let path = folder.path().join("a");
        let a = File::create(&path).expect("writable");
        assert!(same_file(&a, &File::open(&path).expect("there")));
        std::fs::remove_file(&path).expect("there");
        let again = File::create(&path).expect("writable");
        assert!(cfg!(not(unix)) || !same_file(&a, &again), "another one of the same name");
    }
}
