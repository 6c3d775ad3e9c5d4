//! A size that was timed.

use super::sizes::Size;
use crate::train::BenchReport;
use serde::Serialize;

/// One size on one device.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct TimedSize {
    #[serde(flatten)]
    pub report: BenchReport,
    /// Counted operations of a step, 10⁹.
    pub gflop: f64,
    /// Counted operations by the median time.
    pub gflop_per_s: f64,
}

impl TimedSize {
    pub(super) fn size(&self) -> Size {
        let BenchReport { units, trajectories, trajectory_length, .. } = self.report;
        Size { units, trajectories, trajectory_length }
    }
}

/// Memory in words.
pub(super) fn memory(peak_mib: Option<f64>) -> String {
    peak_mib.map_or_else(|| "unknown".into(), |mib| format!("{mib:.0} MiB"))
}
