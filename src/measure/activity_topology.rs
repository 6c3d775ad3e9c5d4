//! Persistent cohomology of the simultaneous activity of a module, or of all units, of a recording.

use super::about::{About, Words};
use super::measurement::{Inputs, Measurement, Unmeasured};
use super::movement::ArenaChoice;
use super::subject::Subject;
use super::topology::ArenaTopology;
use crate::analysis::Members;
use crate::analysis::topology::{Population, TopologySettings, mean_angles, topology};
use crate::numerics::Progress;
use serde::Serialize;

/// The topology of what some units do at the same time. Its angles are means in the bins of the arena.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct ActivityTopology(pub ArenaTopology);

impl Measurement for ActivityTopology {
    type Input = Members;

    const ABOUT: About = About {
        name: "topology of simultaneous activity",
        thread: "gridscope-activity",
        key: "topology_of_activity",
        flag: Some("topology-of-activity"),
        help: "Measure the topology of every module's simultaneous activity, from spikes: barcodes, torus or not",
        is_of_networks: false,
        is_of_recordings: true,
        words: Words {
            button: "Measure the simultaneous activity of",
            working: "measuring the topology of simultaneous activity",
            finding: "Topology of simultaneous activity",
            purpose: "Do the units lie on a torus at every moment? Spikes are binned and smoothed in time, and their persistent \
                      cohomology says; a grid that drifts keeps its loops here, and smears its mean maps. This takes a quarter \
                      of a minute or more",
        },
    };

    /// Every module; where there is none, all active units together.
    fn inputs(subject: &Subject, arenas: &ArenaChoice) -> Inputs<Members> {
        ArenaTopology::inputs(subject, arenas)
    }

    fn part(members: &Members) -> Option<String> {
        Some(members.to_string())
    }

    fn run(subject: &Subject, members: &Members, progress: &mut Progress<'_>) -> Result<Self, Unmeasured> {
        let Some(recorded) = &subject.set.recorded else {
            return Err(Unmeasured::because(
                "simultaneous activity is in spikes and a track, and these are maps alone",
            ));
        };
        let population = Population::of_activity(recorded, &subject.report.members(*members));
        let mut topology = topology(&population, TopologySettings::of_activity(), subject.seed, progress)?;
        let arena = subject.maps().arena;
        for angles in topology.angles.iter_mut().flat_map(|angles| &mut angles.angles_rad) {
            *angles = mean_angles(angles, &population.places_m, arena);
        }
        Ok(Self(ArenaTopology { arena, topology }))
    }
}
