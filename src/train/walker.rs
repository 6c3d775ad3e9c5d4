//! The thread that measures rate maps in an arena, so that training does not wait for the walking.

use super::outlet::Wake;
use super::{Trainer, TrainingPool};
use crate::data::Motion;
use crate::maps::{Evaluation, Explorer};
use crate::stream::Slot;
use crossbeam_channel::{Sender, bounded};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;

/// A network and the arena to measure it in.
pub struct EvaluationJob {
    network: Explorer,
    /// Side of the arena, metres.
    box_m: f32,
}

impl EvaluationJob {
    /// Reads W(v) of the codebook back from the network.
    pub fn new(trainer: &mut Trainer, box_m: f32) -> Self {
        Self { network: trainer.explorer(), box_m }
    }

    /// Measures rate maps by smooth walks.
    fn run(self) -> Evaluation {
        let measured = self.network.measure(self.box_m, &Motion::Smooth);
        Evaluation { network: Some(Arc::new(self.network)), ..measured }
    }
}

/// Runs evaluations one after the other; a newer request replaces one that has not begun.
pub struct Walker {
    request: Slot<EvaluationJob>,
    doorbell: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Walker {
    /// Starts the thread; results go into `results`.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(results: Slot<Arc<Evaluation>>, wake: Wake) -> std::io::Result<Self> {
        let request = Slot::<EvaluationJob>::default();
        let (doorbell, bell) = bounded::<()>(1);
        let jobs = request.clone();
        let thread = std::thread::Builder::new().name("gridscope-walks".into()).spawn(move || {
            let pool = TrainingPool::new(Some(1));
            while bell.recv().is_ok() {
                let Some(job) = jobs.take() else { continue };
                // A failed evaluation costs a picture, never the thread.
                let work = || match &pool {
                    Ok(pool) => pool.install(|| job.run()),
                    Err(_) => job.run(),
                };
                if let Ok(evaluation) = catch_unwind(AssertUnwindSafe(work)) {
                    results.put(Arc::new(evaluation));
                    wake();
                }
            }
        })?;
        Ok(Self { request, doorbell: Some(doorbell), thread: Some(thread) })
    }

    /// Asks for an evaluation.
    pub fn ask(&self, job: EvaluationJob) {
        self.request.put(job);
        if let Some(doorbell) = &self.doorbell {
            let _ = doorbell.try_send(()); // full: the thread will look anyway
        }
    }
}

impl Drop for Walker {
    fn drop(&mut self) {
        self.doorbell = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
