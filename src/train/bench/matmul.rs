//! A plain matrix product of the pairs' shape, `[M, N] · [N, M]`: how fast this machine multiplies such matrices at all.
//!
//! The product is taken in square tiles that stay in a cache and are thrown away, as the pair operation does with its own;
//! a device's product comes in bands of rows that fit into its memory.

use crate::model::Compute;
use crate::ops::cpu::{MatrixView, multiply};
use burn::prelude::*;
use rayon::prelude::*;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// The tile, in rows, with which this machine multiplies fastest: it is tried on a part of the states.
pub(super) fn fastest_tile(states: &[f32], units: usize) -> usize {
    const TILE_ROWS: [usize; 4] = [96, 192, 384, 768];
    const TRIED_ROWS: usize = 1536;
    let part = &states[..states.len().min(TRIED_ROWS * units)];
    let best_of_three = |rows: usize| (0..3).map(|_| time_on_host(part, units, rows)).min();
    TILE_ROWS.into_iter().min_by_key(|rows| best_of_three(*rows)).unwrap_or(TILE_ROWS[0])
}

fn time_on_host(states: &[f32], units: usize, tile_rows: usize) -> Duration {
    let began = Instant::now();
    on_host(states, units, tile_rows);
    began.elapsed()
}

/// The product of states `[M, N]` with their own transpose on the threads of the present pool, tile by tile.
fn on_host(states: &[f32], units: usize, tile_rows: usize) {
    each_tile(states, units, tile_rows, |_, _, tile| {
        black_box(tile);
    });
}

/// Hands every tile of the product on: the bands of rows it is of (counted in tiles), and its values, row by row.
fn each_tile(states: &[f32], units: usize, tile_rows: usize, take: impl Fn(usize, usize, &mut [f32]) + Sync) {
    let bands: Vec<&[f32]> = states.chunks(tile_rows * units).collect();
    let pairs: Vec<(usize, usize)> = (0..bands.len()).flat_map(|i| (0..bands.len()).map(move |j| (i, j))).collect();
    pairs.into_par_iter().for_each_init(
        || vec![0.0; tile_rows * tile_rows],
        |tile, (i, j)| {
            let (rows, columns) = (bands[i].len() / units, bands[j].len() / units);
            let other = MatrixView::new(bands[j], columns, units).transposed();
            multiply(tile, MatrixView::new(bands[i], rows, units), other, false);
            take(i, j, &mut tile[..rows * columns]);
        },
    );
}

/// The same product by the device's own matrix kernel, a band of rows at a time.
fn on_device(states: &Tensor<2>) {
    /// Numbers of a band: 64 MiB, which every adapter can hold.
    const BAND: usize = 1 << 24;
    let [samples, units] = states.dims();
    let rows = (BAND / samples.max(1)).clamp(1, samples.max(1));
    let transposed = states.clone().transpose();
    for from in (0..samples).step_by(rows) {
        let band = states.clone().slice([from..samples.min(from + rows), 0..units]);
        drop(band.matmul(transposed.clone()));
    }
}

/// The product on whatever device this is, as something to call again and again.
pub(super) fn product(states: Vec<f32>, units: usize, tile_rows: usize, compute: &Compute) -> Box<dyn FnMut()> {
    if compute.is_host {
        return Box::new(move || on_host(&states, units, tile_rows));
    }
    let samples = states.len() / units;
    let device = compute.device.clone().inner();
    let states = Tensor::from_data(TensorData::new(states, [samples, units]), &device);
    Box::new(move || on_device(&states))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[test]
    fn the_tiles_are_the_whole_product() {
        const ROWS: usize = 4;
        let (samples, units) = (11, 3); // the last tiles are smaller
        let states: Vec<f32> = (0..samples * units).map(|i| (i as f32 * 0.7).sin()).collect();
        let product = Mutex::new(vec![f32::NAN; samples * samples]);
        each_tile(&states, units, ROWS, |i, j, tile| {
            let columns = (samples - j * ROWS).min(ROWS);
            let mut product = product.lock().expect("no test thread fails while it writes");
            for (at, value) in tile.iter().enumerate() {
                product[(i * ROWS + at / columns) * samples + j * ROWS + at % columns] = *value;
            }
        });
        let product = product.into_inner().expect("all threads are done");
        for row in 0..samples {
            for column in 0..samples {
                let sum: f32 = (0..units).map(|k| states[row * units + k] * states[column * units + k]).sum();
                assert!((product[row * samples + column] - sum).abs() < 1e-6, "{row}, {column}");
            }
        }
    }
}
