//! The separation term: pairs of states farther apart in space than σ_x. These are nearly all, so they are matrix products.
//!
//! eᵢⱼ = exp(−|gᵢ − gⱼ|² / 2σ_g²) of these pairs is computed in strips of rows, each no larger than a fixed amount of memory:
//! distances come from one product of the states with themselves and their norms. A second product, of the strip with the
//! states, is the part of the gradient that pulls. Both are whole squares and not triangles: a row then has one owner, and
//! nothing is added up from two sides.

use super::buffer::{Buffer, workgroups};
use super::near::is_near;
use super::sum::{scratch_floats, sum_of_workgroup};
use super::tile::{Factor, Four, ProductTile, copy_piece, multiply_pieces, no_sums, own_column, own_row, sum_at};
use cubecl::client::Client;
use cubecl::prelude::*;

/// Memory that a strip of eᵢⱼ may take, bytes.
const STRIP_BYTES: usize = 64 << 20;
/// Workgroups that keep a device busy: the depth of the second product is divided until there are as many.
const ENOUGH: usize = 256;
/// Divisions of that depth to reckon with when a block is chosen.
pub(crate) const DIVISIONS: usize = 4;

/// One block of a strip: eᵢⱼ, and the sum of each of its rows.
#[cube(launch_unchecked)]
fn strip_kernel(
    states: &[f32],
    positions: &[f32],
    rows: &[f32],
    kernel: &mut [f32],
    row_sums: &mut [f32],
    first: u32,
    end: u32,
    samples: u32,
    limit: f32,
    scale: f32,
    n: u32,
    #[comptime] tile: ProductTile,
    #[comptime] store: bool,
) {
    let (first, end, samples, n) = (first as usize, end as usize, samples as usize, n as usize);
    let first_row = first + CUBE_POS_Y as usize * comptime!(tile.side);
    let first_column = CUBE_POS_X as usize * comptime!(tile.side);
    let mut pieces = Shared::<[Four]>::new_slice(comptime!(tile.shared_fours()));
    let mut sums = no_sums(tile);
    let left = Factor { rows: end, depth: n, row_stride: n, depth_stride: 1usize.runtime() };
    let right = Factor { rows: samples, depth: n, row_stride: n, depth_stride: 1usize.runtime() };
    let mut done = 0usize.runtime();
    while done < n {
        copy_piece(states, &left, first_row, done, &mut pieces, 0usize, true, tile);
        copy_piece(states, &right, first_column, done, &mut pieces, comptime!(tile.second()), true, tile);
        sync_cube();
        multiply_pieces(&pieces, &mut sums, tile);
        sync_cube();
        done += comptime!(tile.depth);
    }
    // Four rows' sums for each thread along the columns: the pieces are not needed any more.
    #[unroll]
    for four in 0..comptime!(tile.own() / 4) {
        let mut row_sum = Four::new(0.0);
        #[unroll]
        for part in 0..4usize {
            let i = comptime!(4 * four + part);
            let row = first_row + own_row(i, tile);
            let mut sum = f32::new(0.0);
            if row < end {
                let (x, y) = (positions[2 * row], positions[2 * row + 1]);
                let squares = rows[2 * row];
                #[unroll]
                for j in 0..comptime!(tile.own()) {
                    let column = first_column + own_column(j, tile);
                    if column < samples {
                        let mut e = f32::new(0.0);
                        if !is_near(x, y, positions[2 * column], positions[2 * column + 1], limit) {
                            let distance = squares + rows[2 * column] - 2.0 * sum_at(&sums, i, j, tile);
                            e = (max(distance, 0.0f32) * scale).exp();
                        }
                        sum += e;
                        if store {
                            kernel[(row - first) * samples + column] = e;
                        }
                    }
                }
            }
            row_sum.insert(part, sum);
        }
        let (row, column) = (UNIT_POS as usize / comptime!(tile.threads), UNIT_POS as usize % comptime!(tile.threads));
        pieces[(row + four * comptime!(tile.threads)) * comptime!(tile.threads + 1) + column] = row_sum;
    }
    sync_cube();
    let four = UNIT_POS as usize;
    if four < comptime!(tile.fours()) {
        let mut sum = Four::new(0.0);
        for thread in 0..comptime!(tile.threads) {
            sum += pieces[four * comptime!(tile.threads + 1) + thread];
        }
        #[unroll]
        for part in 0..4usize {
            let row = first_row + 4 * four + part;
            if row < end {
                row_sums[(row - first) * samples.div_ceil(comptime!(tile.side)) + CUBE_POS_X as usize] =
                    sum.extract(part);
            }
        }
    }
}

/// One block of one part of the product of a strip with the states.
#[cube(launch_unchecked)]
fn pull_kernel(
    kernel: &[f32],
    states: &[f32],
    pulls: &mut [f32],
    strip_rows: u32,
    samples: u32,
    part_depth: u32,
    n: u32,
    #[comptime] tile: ProductTile,
) {
    let (strip_rows, samples, part_depth) = (strip_rows as usize, samples as usize, part_depth as usize);
    let n = n as usize;
    let first_row = CUBE_POS_Y as usize * comptime!(tile.side);
    let first_column = CUBE_POS_X as usize * comptime!(tile.side);
    let part = CUBE_POS_Z as usize;
    let end = min(part * part_depth + part_depth, samples);
    let mut pieces = Shared::<[Four]>::new_slice(comptime!(tile.shared_fours()));
    let mut sums = no_sums(tile);
    let left = Factor { rows: strip_rows, depth: end, row_stride: samples, depth_stride: 1usize.runtime() };
    let right = Factor { rows: n, depth: end, row_stride: 1usize.runtime(), depth_stride: n };
    let mut done = part * part_depth;
    while done < end {
        copy_piece(kernel, &left, first_row, done, &mut pieces, 0usize, true, tile);
        copy_piece(states, &right, first_column, done, &mut pieces, comptime!(tile.second()), false, tile);
        sync_cube();
        multiply_pieces(&pieces, &mut sums, tile);
        sync_cube();
        done += comptime!(tile.depth);
    }
    #[unroll]
    for i in 0..comptime!(tile.own()) {
        let row = first_row + own_row(i, tile);
        #[unroll]
        for j in 0..comptime!(tile.own()) {
            let column = first_column + own_column(j, tile);
            if row < strip_rows && column < n {
                pulls[(part * strip_rows + row) * n + column] = sum_at(&sums, i, j, tile);
            }
        }
    }
}

/// Adds up what the blocks and parts of a strip left: wᵢ = Σⱼ eᵢⱼ, and wᵢ gᵢ − Σⱼ eᵢⱼ gⱼ, one workgroup to a state.
#[cube(launch_unchecked)]
fn gather_kernel(
    states: &[f32],
    row_sums: &[f32],
    pulls: &[f32],
    weights: &mut [f32],
    pushes: &mut [f32],
    first: u32,
    strip_rows: u32,
    blocks: u32,
    parts: u32,
    n: u32,
    #[comptime] threads: usize,
    #[comptime] with_gradients: bool,
) {
    let row = CUBE_POS;
    let (strip_rows, blocks, n) = (strip_rows as usize, blocks as usize, n as usize);
    if row >= strip_rows {
        terminate!();
    }
    let me = UNIT_POS as usize;
    let mut scratch = Shared::<[f32]>::new_slice(comptime!(scratch_floats(threads)));
    let mut sum = f32::new(0.0);
    let mut block = me;
    while block < blocks {
        sum += row_sums[row * blocks + block];
        block += threads;
    }
    let weight = sum_of_workgroup(sum, &mut scratch, threads);
    let i = first as usize + row;
    if me == 0 {
        weights[i] = weight;
    }
    if with_gradients {
        let mut unit = me;
        while unit < n {
            let mut pull = f32::new(0.0);
            for part in 0..parts as usize {
                pull += pulls[(part * strip_rows + row) * n + unit];
            }
            pushes[i * n + unit] = weight * states[i * n + unit] - pull;
            unit += threads;
        }
    }
}

/// What the pairs beyond σ_x give.
pub(crate) struct SeparationSums {
    /// Σⱼ eᵢⱼ of each state `[M]`
    pub weights: Buffer,
    /// Σⱼ eᵢⱼ (gᵢ − gⱼ) `[M, N]`; one number when it is not wanted
    pub pushes: Buffer,
}

/// Widths in space (σ_x, metres) and in state (σ_g).
#[derive(Clone, Copy)]
pub(crate) struct Widths {
    pub sigma_x: f32,
    pub sigma_g: f32,
}

/// Sums over the pairs beyond σ_x of states `[M, N]` at positions `[M, 2]`; `rows` is that of [`super::near::Neighbours`].
#[must_use]
pub(crate) fn sums(
    client: &Client,
    (threads, tiles): (usize, [ProductTile; 2]),
    states: &Buffer,
    positions: &Buffer,
    rows: &Buffer,
    widths: Widths,
    with_gradients: bool,
) -> SeparationSums {
    let [tile, pull_tile] = tiles;
    let samples = positions.length() / 2;
    let units = states.length() / samples;
    let weights = Buffer::empty(client, samples);
    let pushes = Buffer::empty(client, if with_gradients { states.length() } else { 1 });
    let blocks = tile.blocks(samples);
    let strip = strip_rows(samples, tile);
    let (limit, scale) = (widths.sigma_x * widths.sigma_x, -0.5 / (widths.sigma_g * widths.sigma_g));
    let parts = if with_gradients {
        let blocks = pull_tile.blocks(strip.min(samples)) * pull_tile.blocks(units);
        ENOUGH.div_ceil(blocks).min(samples.div_ceil(pull_tile.side))
    } else {
        1
    };
    let part_depth = samples.div_ceil(parts);
    let (kernel_length, pull_length) =
        if with_gradients { (strip.min(samples) * samples, parts * strip.min(samples) * units) } else { (1, 1) };
    let kernel = Buffer::empty(client, kernel_length);
    let pulls = Buffer::empty(client, pull_length);
    let row_sums = Buffer::empty(client, strip.min(samples) * blocks);
    for first in (0..samples).step_by(strip) {
        let end = (first + strip).min(samples);
        let here = end - first;
        // SAFETY: every kernel cuts its blocks to the strip and to the states; the strip's memory was made for its rows.
        unsafe {
            strip_kernel::launch_unchecked(
                client,
                CubeCount::Static(blocks as u32, tile.blocks(here) as u32, 1),
                CubeDim::new_1d(tile.workgroup() as u32),
                states.argument(),
                positions.argument(),
                rows.argument(),
                kernel.argument(),
                row_sums.argument(),
                first as u32,
                end as u32,
                samples as u32,
                limit,
                scale,
                units as u32,
                tile,
                with_gradients,
            );
            if with_gradients {
                pull_kernel::launch_unchecked(
                    client,
                    CubeCount::Static(pull_tile.blocks(units) as u32, pull_tile.blocks(here) as u32, parts as u32),
                    CubeDim::new_1d(pull_tile.workgroup() as u32),
                    kernel.argument(),
                    states.argument(),
                    pulls.argument(),
                    here as u32,
                    samples as u32,
                    part_depth as u32,
                    units as u32,
                    pull_tile,
                );
            }
            gather_kernel::launch_unchecked(
                client,
                workgroups(here),
                CubeDim::new_1d(threads as u32),
                states.argument(),
                row_sums.argument(),
                pulls.argument(),
                weights.argument(),
                pushes.argument(),
                first as u32,
                here as u32,
                blocks as u32,
                parts as u32,
                units as u32,
                threads,
                with_gradients,
            );
        }
    }
    SeparationSums { weights, pushes }
}

/// Rows of a strip over `samples` columns: whole blocks, as many as the memory allows, one at least.
fn strip_rows(samples: usize, tile: ProductTile) -> usize {
    let rows = STRIP_BYTES / (samples * size_of::<f32>());
    (rows / tile.side).max(1) * tile.side
}

/// Numbers in the largest strip of the pairs of `samples` states.
#[must_use]
pub fn strip_floats(samples: usize) -> usize {
    ProductTile::ALL.iter().map(|tile| strip_rows(samples, *tile).min(samples) * samples).max().unwrap_or(0)
}
