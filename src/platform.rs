//! The one file that depends on the operating system.

use std::time::Duration;

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

/// How long the calling thread has had a core so far; `None` where the system does not tell without a native library.
#[must_use]
pub fn thread_time() -> Option<Duration> {
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Some(Duration::new(u64::try_from(time.tv_sec).ok()?, u32::try_from(time.tv_nsec).ok()?))
    }
    #[cfg(not(any(target_os = "linux", target_os = "macos")))]
    None
}

/// Whether there is a display that a window could open on.
#[must_use]
pub fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(all(unix, not(target_os = "macos"))) || set("DISPLAY") || set("WAYLAND_DISPLAY") || set("WAYLAND_SOCKET")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_waiting_thread_takes_no_time() {
        let Some(before) = thread_time() else { return };
        let mut sum = 0u64;
        while thread_time().is_some_and(|now| now == before) {
            sum = std::hint::black_box(sum + 1); // time goes on while it works
        }
        let (asleep, awake) = std::sync::mpsc::channel::<()>();
        let other = std::thread::spawn(move || {
            let before = thread_time();
            let _ = awake.recv(); // until the other end is gone
            (before, thread_time())
        });
        let began = std::time::Instant::now();
        while began.elapsed() < Duration::from_millis(60) {
            sum = std::hint::black_box(sum + 1);
        }
        drop(asleep);
        let (before, after) = other.join().expect("it only waits");
        let worked = after.zip(before).map(|(after, before)| after.saturating_sub(before));
        assert!(worked.is_some_and(|worked| worked < Duration::from_millis(60)), "{worked:?} while it waited");
    }
}
