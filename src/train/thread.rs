//! The training thread: commands in, steps of the engine, pictures and status out.

use super::TrainingPool;
use super::arena::map_job;
use super::engine::Engine;
use super::listener::Listener as _;
use super::outlet::Outlet;
use crate::maps::{MapSet, RunId};
use crate::stream::{Background, BackgroundFailed, Command, Event, Priority, Severity, Slot, Wake, panic_text};
use crossbeam_channel::{Receiver, RecvTimeoutError, TryRecvError};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Pictures are renewed this often, if the last ones were taken.
const PICTURES_EVERY: Duration = Duration::from_millis(200);
/// Status is renewed this often.
const STATUS_EVERY: Duration = Duration::from_millis(100);
/// Without anything to do, the thread looks this often whether a full lane has room again.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// All that the thread owns.
pub(super) struct TrainingThread {
    engine: Engine,
    commands: Receiver<Command>,
    outlet: Outlet,
    arena: Background<Arc<MapSet>>,
    /// The run whose arena was walked last, and the side of that arena, metres.
    arena_of: Option<(RunId, f32)>,
    maps: Slot<Arc<MapSet>>,
    wake: Wake,
    has_begun: bool,
    is_to_stop: bool,
    last_pictures: Instant,
    last_status: Instant,
}

impl TrainingThread {
    pub(super) fn new(
        engine: Engine,
        commands: Receiver<Command>,
        outlet: Outlet,
        maps: Slot<Arc<MapSet>>,
        wake: Wake,
    ) -> Self {
        let now = Instant::now();
        Self {
            engine,
            commands,
            outlet,
            arena: Background::new("gridscope-arena", Priority::Normal),
            arena_of: None,
            maps,
            wake,
            has_begun: false,
            is_to_stop: false,
            last_pictures: now,
            last_status: now,
        }
    }

    /// Trains until told to stop. A panic in a step ends the run, not the thread.
    pub(super) fn run(mut self, pool: &TrainingPool) {
        // Whatever a panic leaves half done is thrown away: the engine goes on from a kept state.
        while let Err(panic) = catch_unwind(AssertUnwindSafe(|| pool.install(|| self.train()))) {
            self.engine.break_down(&panic_text(panic.as_ref()), &mut self.outlet);
            self.renew_status();
            if self.is_to_stop {
                break;
            }
        }
        if !self.engine.has_ended()
            && let Err(panic) = catch_unwind(AssertUnwindSafe(|| pool.install(|| self.engine.finish(&mut self.outlet))))
        {
            self.outlet.message(Severity::Error, format!("the end of the run failed: {}", panic_text(panic.as_ref())));
        }
        self.renew_status();
    }

    fn train(&mut self) {
        if !std::mem::replace(&mut self.has_begun, true)
            && let Err(error) = self.engine.begin(&mut self.outlet)
        {
            self.outlet.message(Severity::Error, error.to_string());
        }
        self.renew_status();
        while self.obey() {
            self.hear_walk();
            if self.engine.is_running() {
                self.engine.step(&mut self.outlet);
                self.renew();
            } else {
                self.engine.rest(&mut self.outlet);
                self.outlet.flush();
            }
        }
    }

    /// Carries out all commands that wait; waits for one when there is nothing else to do. `false` ends the thread.
    fn obey(&mut self) -> bool {
        loop {
            let command = if self.engine.is_running() {
                match self.commands.try_recv() {
                    Ok(command) => command,
                    Err(TryRecvError::Empty) => return true,
                    Err(TryRecvError::Disconnected) => return false,
                }
            } else {
                match self.commands.recv_timeout(LOOK_EVERY) {
                    Ok(command) => command,
                    Err(RecvTimeoutError::Timeout) => return true,
                    Err(RecvTimeoutError::Disconnected) => return false,
                }
            };
            self.is_to_stop |= command == Command::Stop; // also if it fails on the way
            self.engine.apply(command, &mut self.outlet);
            self.begin_arena_job();
            self.renew_status();
            if self.engine.has_ended() {
                return false;
            }
        }
    }

    /// Has the arena that was asked for walked on a thread of its own. That of another run is no longer wanted.
    fn begin_arena_job(&mut self) {
        if self.arena_of.map(|(run, _)| run) != self.engine.run_id() {
            self.arena.cancel();
        }
        let Some(job) = self.engine.take_arena_job() else { return };
        let maps = self.maps.clone();
        self.arena_of = Some((job.run, job.side_m));
        self.arena.begin(Arc::clone(&self.wake), move |progress| {
            let set = Arc::new(map_job(job, progress)?);
            maps.put(Arc::clone(&set));
            Ok(set)
        });
    }

    /// An arena is recorded; whoever waits for one that cannot be mapped is told.
    fn hear_walk(&mut self) {
        match (self.arena.take(), self.arena_of) {
            (Some(Ok(set)), _) => self.engine.record_arena(&set),
            (Some(Err(BackgroundFailed(reason))), Some((_, side_m))) => {
                let command = Box::new(Command::MapArena { side_m });
                self.outlet.event(Event::Refused { command, reason });
            }
            (Some(Err(_)) | None, _) => {}
        }
    }

    /// Pictures and status, where they are due.
    fn renew(&mut self) {
        let now = Instant::now();
        if now - self.last_status >= STATUS_EVERY {
            self.renew_status();
        }
        if now - self.last_pictures >= PICTURES_EVERY && self.outlet.wants_pictures() {
            self.last_pictures = now;
            self.engine.show(&mut self.outlet);
        }
    }

    fn renew_status(&mut self) {
        self.last_status = Instant::now();
        self.outlet.status(self.engine.status());
        self.outlet.flush();
    }
}
