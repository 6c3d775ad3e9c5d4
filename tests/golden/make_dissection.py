#!/usr/bin/env python3
"""Makes dissection.json: what the dissection of a few ideal modules must find. NumPy only.

    python make_dissection.py > dissection.json

Every quantity is written from its definition, in the plainest way. Conventions: map[iy, ix], bin centres
(i + 1/2) box/n - box/2, rates and box side rounded to single precision (as the program keeps them), NaN for an unvisited bin,
wave vectors in cycles per metre.
"""
import json
import sys

import numpy as np


# --- maps ---------------------------------------------------------------------------------------------------------
def coords(n, box):
    c = (np.arange(n) + 0.5) * box / n - box / 2
    return np.meshgrid(c, c)


def ideal_map(kind, n, box, spacing, turn_deg, p):
    x, y = coords(n, box)
    x, y, a = x - p[0], y - p[1], np.deg2rad(turn_deg)
    if kind == "square":
        q = 2 * np.pi / spacing
        return (np.cos(q * (np.cos(a) * x + np.sin(a) * y)) + np.cos(q * (np.cos(a) * y - np.sin(a) * x)) + 2) / 4
    k = 4 * np.pi / (np.sqrt(3) * spacing)
    s = sum(np.cos(k * (np.cos(a + t) * x + np.sin(a + t) * y)) for t in np.deg2rad([-30, 30, 90]))
    if kind == "shifted":
        return 2 / 9 * (s + 1.5)
    cut = (2 * np.cos(np.sqrt(3) * np.pi * 4 / (3 * np.sqrt(3)) / 2) + 1) / 3  # rectified
    return np.maximum(0, (s / 3 - cut) / (1 - cut))


class Noise:
    """Knuth's 64-bit linear congruential generator, upper half."""

    def __init__(self, seed):
        self.s = seed

    def next(self):
        self.s = (self.s * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.s >> 32) / 2**32


def module(case):
    n, box, noise = case["bins"], case["box_m"], Noise(case["seed"])
    maps = []
    for p in case["fields_m"]:
        m = ideal_map(case["kind"], n, box, case["spacing_m"], case["orientation_deg"], p).astype(np.float32)
        if case["noise_weight"]:
            draws = np.array([noise.next() for _ in range(n * n)]).reshape(n, n)
            m = (m.astype(float) + case["noise_weight"] * draws).astype(np.float32)
        m = m.astype(float)
        if "mask" in case:
            x, y = coords(n, box)
            iy, ix = np.mgrid[:n, :n]
            m[np.hypot(x, y) > case["mask"]["radius_m"]] = np.nan
            m[(7 * ix + 13 * iy) % case["mask"]["modulus"] == 0] = np.nan
        maps.append(m)
    return np.stack(maps)


# --- waves and phases ---------------------------------------------------------------------------------------------
def windowed(m):
    h = 0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(len(m)) + 0.5) / len(m))
    w = np.outer(h, h) * np.isfinite(m)
    f = np.where(np.isfinite(m), m, 0.0)
    return w * (f - (w * f).sum() / w.sum()), w.sum()


def waves_cpm(maps, box, pad=256):
    """Three strongest peaks of the mean power, 30 degrees apart; paraboloid through log power; k1 - k2 + k3 ~ 0."""
    p = sum(np.abs(np.fft.fftshift(np.fft.fft2(windowed(m / np.nanstd(m))[0], (pad, pad)))) ** 2 for m in maps)
    q = np.fft.fftshift(np.fft.fftfreq(pad, box / maps.shape[1]))
    fy, fx = np.meshgrid(q, q, indexing="ij")
    left = np.where((np.hypot(fx, fy) > 1.2 / box) & ((fy > 0) | ((fy == 0) & (fx > 0))), p, 0.0)
    lp, ks = np.log(p + 1e-12 * p.max()), []
    for _ in range(3):
        r, c = np.unravel_index(np.argmax(left), left.shape)
        s = lp[r - 1:r + 2, c - 1:c + 2]
        gy, gx = (s[2] - s[0]).mean() / 2, (s[:, 2] - s[:, 0]).mean() / 2
        hyy, hxx = (s[0] - 2 * s[1] + s[2]).mean(), (s[:, 0] - 2 * s[:, 1] + s[:, 2]).mean()
        hxy = (s[2, 2] - s[2, 0] - s[0, 2] + s[0, 0]) / 4
        oy, ox = np.linalg.solve([[hyy, hxy], [hxy, hxx]], [-gy, -gx])
        v = np.array([q[c] + ox * (q[1] - q[0]), q[r] + oy * (q[1] - q[0])])
        ks.append(v)
        d = np.arctan2(fy, fx) - np.arctan2(v[1], v[0])
        left = np.where(np.abs((d + np.pi / 2) % np.pi - np.pi / 2) < np.deg2rad(30), 0.0, left)
    ks = np.array(sorted(ks, key=lambda v: np.arctan2(v[1], v[0]) % np.pi))
    signs = [(1, a, b) for a in (1, -1) for b in (1, -1)]
    best = min(signs, key=lambda t: np.linalg.norm(t[0] * ks[0] - t[1] * ks[1] + t[2] * ks[2]))
    return ks * np.array(best)[:, None]


def coefficients(m, box, ks):
    f, weights = windowed(m)
    x, y = coords(len(m), box)
    return np.array([(f * np.exp(-2j * np.pi * (k[0] * x + k[1] * y))).sum() for k in ks]), weights


# --- states -------------------------------------------------------------------------------------------------------
def circular_correlation(a, b):
    """Fisher and Lee 1983, over all pairs."""
    x, y = np.sin(a[:, None] - a[None]), np.sin(b[:, None] - b[None])
    return (x * y).sum() / np.sqrt((x * x).sum() * (y * y).sum())


def metric(maps, box):
    h = box / maps.shape[1]
    dx = (maps[:, 1:-1, 2:] - maps[:, 1:-1, :-2]) / (2 * h)
    dy = (maps[:, 2:, 1:-1] - maps[:, :-2, 1:-1]) / (2 * h)
    e, f, g = ((a * b).sum(0).ravel() for a, b in ((dx, dx), (dx, dy), (dy, dy)))
    known = np.isfinite(e + f + g)
    e, f, g = e[known], f[known], g[known]
    lo, hi = np.linalg.eigvalsh(np.stack([np.stack([e, f], -1), np.stack([f, g], -1)], -2)).T
    lo, s, half = np.maximum(lo, 0), np.sqrt(np.maximum(e * g - f * f, 0)), (e + g).mean() / 2
    unequal = ((e - g) ** 2).mean() + 2 * (f * f).mean()
    return {
        "bins": int(known.sum()), "scale_per_m": np.sqrt(half),
        "sqrt_det_mean_per_m2": s.mean(), "sqrt_det_variation": s.std() / s.mean(),
        "anisotropy": 1 - np.sqrt(lo.mean() / hi.mean()), "local_anisotropy": (1 - np.sqrt(lo / hi)).mean(),
        "conformal_deviation": (e.var() + g.var() + unequal) / half**2,
    }


def expected(case):
    maps, box = module(case), case["box_m"]
    ks = waves_cpm(maps, box) if case["kind"] != "square" else np.array(case["waves_cpm"])
    found = [coefficients(m, box, ks) for m in maps]
    phases = -np.angle(np.stack([c for c, _ in found]))
    amplitudes = np.stack([2 * np.abs(c) / (w * np.nanstd(m)) for (c, w), m in zip(found, maps)])
    both = np.linalg.inv(np.stack([ks[0], ks[-1]]))
    turns = np.stack([phases[:, 0], phases[:, -1]], 1) / (2 * np.pi) % 1
    visited = np.isfinite(maps).all(0)
    g = maps[:, visited].T
    g = g - g.mean(0)
    z = g @ np.exp(1j * phases)
    x, y = (c[visited] for c in coords(case["bins"], box))
    position = 2 * np.pi * (np.outer(x, ks[:, 0]) + np.outer(y, ks[:, 1]))
    eigenvalues = np.linalg.eigvalsh(g.T @ g)[::-1]
    out = {
        "waves_cpm": ks.tolist(), "phases_rad": phases.tolist(), "amplitudes": amplitudes.tolist(),
        "field_m": (turns @ both.T).tolist(), "states": len(g),
        "ring_points": [[int(i), j, z[i, j].real, z[i, j].imag] for j in range(len(ks)) for i in (0, len(g) // 3, len(g) - 1)],
        "ring_quality": (np.abs(z).mean(0) / np.abs(z).std(0)).tolist(),
        "ring_position_correlation": [circular_correlation(np.angle(z[:, j]), position[:, j]) for j in range(len(ks))],
        "participation_ratio": eigenvalues.sum() ** 2 / (eigenvalues**2).sum(),
        "variance_shares": (eigenvalues / eigenvalues.sum())[:6].tolist(),
        "metric": metric(maps, box),
    }
    if len(ks) == 3:
        out["closure_error_rad"] = np.angle(np.exp(1j * (phases[:, 0] - phases[:, 1] + phases[:, 2]))).tolist()
    return out


def main():
    draws = Noise(99)
    fields = lambda count: [[round(draws.next() - 0.5, 3), round(draws.next() - 0.5, 3)] for _ in range(count)]
    side = lambda metres: float(np.float32(metres))
    cases = []

    def add(name, kind, bins, box_m, spacing_m, orientation_deg, units, noise_weight=0.0, **more):
        cases.append({"name": name, "kind": kind, "bins": bins, "box_m": side(box_m), "spacing_m": spacing_m,
                      "orientation_deg": orientation_deg, "fields_m": fields(units), "noise_weight": noise_weight,
                      "seed": len(cases) + 1, **more})

    add("hexagons", "shifted", 44, 2.2, 0.6, 10.0, 12)
    add("sharp hexagons", "rectified", 32, 2.4, 0.7, 37.0, 9)
    add("noisy hexagons", "rectified", 44, 2.2, 0.55, 52.0, 8, 0.3)
    add("holes", "rectified", 40, 2.0, 0.5, 23.0, 7, 0.2, mask={"radius_m": 0.95, "modulus": 13})
    a = np.deg2rad(15.0)
    square = [[np.cos(a) / 0.5, np.sin(a) / 0.5], [-np.sin(a) / 0.5, np.cos(a) / 0.5]]
    add("squares", "square", 36, 1.8, 0.5, 15.0, 10, waves_cpm=square)
    for case in cases:
        case["expected"] = expected(case)
    json.dump({"about": "Made by make_dissection.py, which says what every number is.", "cases": cases}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
