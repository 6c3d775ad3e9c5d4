//! Persistent cohomology of a Vietoris–Rips complex with coefficients in Z/47, in the manner of Ripser (Bauer 2021).
//!
//! Coboundary matrices are reduced column by column, simplices from last to first in the filtration. Only what combines
//! simplices is stored; coboundaries are enumerated again whenever they are needed. Three facts save nearly all of the
//! work: a simplex that ended a class one dimension below starts none (clearing), a column whose first cofacet has its
//! own diameter and is free is reduced already (emergent pairs), and pairs of nearest neighbours in the filtration need
//! no column at all (apparent pairs).

use super::TopologyError;
use super::bars::{Bar, Cocycle};
use super::distances::Distances;
use super::field::{PRIME, add, cancelling, mul};
use super::simplex::{Rips, Simplex};
use crate::numerics::Progress;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::ops::ControlFlow;

/// Highest dimension of bars.
pub const HIGHEST_DIMENSION: usize = 2;
/// The most points for bars up to each dimension: indices of simplices one dimension higher have 32 bits.
pub const MOST_POINTS: [usize; HIGHEST_DIMENSION + 1] = [2954, 2954, 568];
/// A computation that would hold more terms than this (16 bytes each, 256 MiB) is given up.
const MOST_TERMS: usize = 1 << 24;
/// Additions of columns between two questions whether to go on.
const STEPS_PER_CHECK: usize = 256;

/// Barcodes of a cloud, and the classes behind the bars of dimension 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cohomology {
    /// Bars of each dimension, longest first.
    pub bars: Vec<Vec<Bar>>,
    /// A cocycle for each bar of dimension 1.
    pub cocycles: Vec<Cocycle>,
    /// The distance up to which the complex was built; classes that live on have no death.
    pub threshold: f64,
}

/// Barcodes of dimension 0 up to `highest` (at most [`HIGHEST_DIMENSION`]). Bars of length 0 are left out.
///
/// # Errors
/// When cancelled, when there are more points than [`MOST_POINTS`], or when the reduction outgrows its memory.
pub(crate) fn cohomology(
    distances: &Distances,
    highest: usize,
    progress: &mut Progress<'_>,
) -> Result<Cohomology, TopologyError> {
    let highest = highest.min(HIGHEST_DIMENSION);
    check_points(distances.points(), highest)?;
    let threshold = distances.last_event();
    let rips = Rips::new(distances, threshold, highest.max(1));
    let (components, loops) = components(&rips);
    let mut found = Cohomology { bars: vec![components], threshold: f64::from(threshold), ..Cohomology::default() };
    let mut cleared = HashMap::new();
    for dimension in 1..=highest {
        // Columns of dimension 2 are hundreds of times as many as those of dimension 1.
        let shares = if highest == 1 { [0.0, 1.0] } else { [[0.0, 0.05], [0.05, 1.0]][dimension - 1] };
        let mut progress = progress.part(shares[0], shares[1]);
        let columns = if dimension == 1 { loops.clone() } else { triangles(&rips, &cleared, &progress)? };
        let mut reduction = Reduction::new(&rips, dimension);
        reduction.reduce(&columns, &mut progress)?;
        let mut classes = std::mem::take(&mut reduction.classes);
        classes.sort_by(|a, b| longest_first(&a.0, &b.0));
        if dimension == 1 {
            let cocycle =
                |terms: &[Term]| Cocycle { terms: terms.iter().map(|term| edge_term(&rips, *term)).collect() };
            found.cocycles = classes.iter().map(|(_, terms)| cocycle(terms)).collect();
        }
        found.bars.push(classes.into_iter().map(|(bar, _)| bar).collect());
        cleared = reduction.pivots;
    }
    Ok(found)
}

/// Whether the simplices of so many points can be numbered.
///
/// # Errors
/// [`TopologyError::TooManyPoints`] if not.
pub(crate) fn check_points(points: usize, dimension: usize) -> Result<(), TopologyError> {
    if points > MOST_POINTS[dimension.min(HIGHEST_DIMENSION)] {
        return Err(TopologyError::TooManyPoints { points, dimension });
    }
    Ok(())
}

fn longest_first(a: &Bar, b: &Bar) -> std::cmp::Ordering {
    let length = |bar: &Bar| bar.death.unwrap_or(f64::INFINITY) - bar.birth;
    length(b).total_cmp(&length(a)).then(a.birth.total_cmp(&b.birth))
}

/// A simplex with its coefficient.
type Term = (Simplex, u8);

fn edge_term(rips: &Rips<'_>, (edge, coefficient): Term) -> (u32, u32, u8) {
    let vertices = rips.vertices(edge.index(), 1);
    (vertices[0] as u32, vertices[1] as u32, coefficient)
}

/// Bars of dimension 0, and the edges that close loops, last in the filtration first (Kruskal's algorithm).
fn components(rips: &Rips<'_>) -> (Vec<Bar>, Vec<Simplex>) {
    let n = rips.points();
    let mut edges: Vec<Simplex> = (0..n).flat_map(|i| (0..i).filter_map(move |j| rips.edge(i, j))).collect();
    edges.sort_unstable();
    let mut parents: Vec<usize> = (0..n).collect();
    let (mut bars, mut loops, mut left) = (Vec::new(), Vec::new(), n);
    for edge in edges {
        let vertices = rips.vertices(edge.index(), 1);
        let (a, b) = (root(&mut parents, vertices[0]), root(&mut parents, vertices[1]));
        if a == b {
            if !rips.has_apparent_cofacet(edge, 1) {
                loops.push(edge);
            }
            continue;
        }
        parents[a] = b;
        left -= 1;
        if edge.diameter() > 0.0 {
            bars.push(Bar { birth: 0.0, death: Some(f64::from(edge.diameter())) });
        }
    }
    bars.extend((0..left).map(|_| Bar { birth: 0.0, death: None }));
    bars.reverse();
    loops.reverse();
    (bars, loops)
}

/// The point that stands for the component of `i`; the way there becomes shorter for the next time.
fn root(parents: &mut [usize], mut i: usize) -> usize {
    while parents[i] != i {
        parents[i] = parents[parents[i]];
        i = parents[i];
    }
    i
}

/// The triangles that need a column, last in the filtration first.
fn triangles(
    rips: &Rips<'_>,
    cleared: &HashMap<u32, Pivot>,
    progress: &Progress<'_>,
) -> Result<Vec<Simplex>, TopologyError> {
    let mut columns = Vec::new();
    for i in 0..rips.points() {
        progress.check()?;
        rips.triangles(i, |triangle| {
            let free = !cleared.contains_key(&triangle.index())
                && !rips.has_apparent_cofacet(triangle, 2)
                && rips.apparent_facet(triangle, 2).is_none();
            if free {
                columns.push(triangle);
            }
        });
        if columns.len() > MOST_TERMS {
            return Err(TopologyError::TooLarge);
        }
    }
    columns.sort_unstable_by_key(|triangle| Reverse(*triangle));
    Ok(columns)
}

/// The column that a cofacet is the pivot of, and its coefficient there.
#[derive(Clone, Copy)]
struct Pivot {
    column: usize,
    coefficient: u8,
}

/// The reduction of one coboundary matrix.
struct Reduction<'a> {
    rips: &'a Rips<'a>,
    dimension: usize,
    /// Reduced columns by the index of their pivot. Only looked up, never walked through.
    pivots: HashMap<u32, Pivot>,
    /// The combinations of simplices whose coboundaries are the reduced columns.
    combinations: Vec<Term>,
    /// Where the combination of each column starts.
    starts: Vec<usize>,
    /// Classes that live for some time, with their cocycles.
    classes: Vec<(Bar, Vec<Term>)>,
    /// The column at work: terms of its coboundary, smallest in the filtration first.
    heap: BinaryHeap<Reverse<Term>>,
    /// The combination at work.
    combination: Vec<Term>,
}

impl<'a> Reduction<'a> {
    fn new(rips: &'a Rips<'a>, dimension: usize) -> Self {
        Self {
            rips,
            dimension,
            pivots: HashMap::new(),
            combinations: Vec::new(),
            starts: vec![0],
            classes: Vec::new(),
            heap: BinaryHeap::new(),
            combination: Vec::new(),
        }
    }

    fn reduce(&mut self, columns: &[Simplex], progress: &mut Progress<'_>) -> Result<(), TopologyError> {
        for (column, &simplex) in columns.iter().enumerate() {
            if column.is_multiple_of(64) {
                progress.tell(column as f64 / columns.len() as f64)?;
            }
            self.combination.clear();
            self.heap.clear();
            if let Some((cofacet, coefficient)) = self.emergent(simplex) {
                self.combinations.push((simplex, 1));
                self.starts.push(self.combinations.len());
                self.pivots.insert(cofacet.index(), Pivot { column, coefficient });
                continue;
            }
            self.add_coboundary(simplex, 1);
            let death = self.eliminate(column, progress)?;
            let (birth, death) = (simplex.diameter(), death.map(Simplex::diameter));
            if death.is_none_or(|death| death > birth) {
                let cocycle = self.combinations[self.starts[column]..].to_vec();
                self.classes.push((Bar { birth: f64::from(birth), death: death.map(f64::from) }, cocycle));
            }
        }
        Ok(progress.tell(1.0)?)
    }

    /// The first cofacet of a simplex if the pair is reduced as it stands: same diameter, and no column has it yet.
    fn emergent(&self, simplex: Simplex) -> Option<Term> {
        let (cofacet, coefficient) = self.rips.twin_cofacet(simplex, self.dimension)?;
        let taken = self.pivots.contains_key(&cofacet.index())
            || self.rips.apparent_facet(cofacet, self.dimension + 1).is_some();
        (!taken).then_some((cofacet, coefficient))
    }

    /// Adds other columns to the one at work until its pivot is new, and returns the pivot.
    fn eliminate(&mut self, column: usize, progress: &Progress<'_>) -> Result<Option<Simplex>, TopologyError> {
        for step in 1.. {
            if step % STEPS_PER_CHECK == 0 {
                progress.check()?;
                if self.heap.len() + self.combinations.len() + self.combination.len() > MOST_TERMS {
                    return Err(TopologyError::TooLarge);
                }
            }
            let Some((pivot, coefficient)) = self.pop_pivot() else { break };
            if let Some(&other) = self.pivots.get(&pivot.index()) {
                let factor = cancelling(coefficient, other.coefficient);
                self.heap.push(Reverse((pivot, coefficient)));
                for i in self.starts[other.column]..self.starts[other.column + 1] {
                    let (simplex, own) = self.combinations[i];
                    self.add_coboundary(simplex, mul(own, factor));
                }
            } else if let Some((facet, other)) = self.rips.apparent_facet(pivot, self.dimension + 1) {
                self.heap.push(Reverse((pivot, coefficient)));
                self.add_coboundary(facet, cancelling(coefficient, other));
            } else {
                self.pivots.insert(pivot.index(), Pivot { column, coefficient });
                self.store_combination();
                return Ok(Some(pivot));
            }
        }
        self.store_combination();
        Ok(None)
    }

    /// Adds the coboundary of a simplex times a factor to the column at work.
    fn add_coboundary(&mut self, simplex: Simplex, factor: u8) {
        self.combination.push((simplex, factor));
        let heap = &mut self.heap;
        self.rips.cofacets(simplex, self.dimension, |cofacet, coefficient| {
            heap.push(Reverse((cofacet, mul(coefficient, factor))));
            ControlFlow::<()>::Continue(())
        });
    }

    /// Takes the first term of the column at work whose coefficients do not cancel.
    fn pop_pivot(&mut self) -> Option<Term> {
        let Reverse((mut simplex, mut sum)) = self.heap.pop()?;
        while let Some(&Reverse((next, coefficient))) = self.heap.peek() {
            if next == simplex {
                sum = add(sum, coefficient);
            } else if sum == 0 {
                (simplex, sum) = (next, coefficient);
            } else {
                break;
            }
            self.heap.pop();
        }
        (sum != 0).then_some((simplex, sum))
    }

    /// Keeps the combination at work, one term for each simplex.
    fn store_combination(&mut self) {
        self.combination.sort_unstable();
        for terms in self.combination.chunk_by(|a, b| a.0 == b.0) {
            let sum = terms.iter().fold(0, |sum, term| add(sum, term.1));
            if sum != 0 {
                self.combinations.push((terms[0].0, sum));
            }
        }
        self.starts.push(self.combinations.len());
        debug_assert!(self.combination.iter().all(|term| term.1 < PRIME), "coefficients are reduced");
    }
}
