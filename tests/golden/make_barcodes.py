"""Writes barcodes.json: clouds of points and their Vietoris-Rips barcodes, coefficients in Z/47, as `ripser` sees them.

Needs NumPy and ripser 0.6.15 (pip install ripser), which are not needed to build or to test. Run in this folder:

    python make_barcodes.py

Points are rounded before ripser sees them, so the file holds exactly what it was given. Ripser computes distances
in single precision: its values are good to about 3e-7. Bars shorter than 1e-5 are left out: between equal
distances they are an accident of rounding.
"""

import json

import numpy as np
from ripser import ripser

SHORTEST = 1e-5


def torus(n, hexagonal):
    """n x n phases as cosines and sines of two waves (square torus) or three (twisted torus)."""
    u, v = (2 * np.pi * a.ravel() / n for a in np.meshgrid(np.arange(n), np.arange(n)))
    waves = [u, v] + ([u + v] if hexagonal else [])
    return np.stack([f(w) for w in waves for f in (np.cos, np.sin)], axis=1)


def sphere(n):
    """A spiral of n points."""
    z = 1 - (2 * np.arange(n) + 1) / n
    turn = np.pi * (3 - 5**0.5) * np.arange(n)
    r = np.sqrt(1 - z * z)
    return np.stack([r * np.cos(turn), r * np.sin(turn), z], axis=1)


def projective_plane(n):
    """The sphere with opposite points joined: a loop in Z/2, none in Z/47."""
    x, y, z = sphere(2 * n)[:n].T
    return np.stack([x * y, y * z, z * x, (x * x - y * y) / 2, (x * x + y * y - 2 * z * z) / 12**0.5], axis=1)


def klein_bottle(n):
    """n x n points of the flat bottle: one loop and no cavity in Z/47, two loops and a cavity in Z/2."""
    u, v = (2 * np.pi * a.ravel() / n for a in np.meshgrid(np.arange(n), np.arange(n)))
    tube = 1 + np.cos(v) / 2
    return np.stack([tube * np.cos(u), tube * np.sin(u), np.sin(v) * np.cos(u / 2) / 2, np.sin(v) * np.sin(u / 2) / 2], axis=1)


def cases():
    rng = np.random.default_rng(47)
    noisy = lambda cloud, sd: cloud + sd * rng.standard_normal(cloud.shape)
    circle = np.stack([f(2 * np.pi * np.arange(20) / 20) for f in (np.cos, np.sin)], axis=1)
    yield "circle of 20", circle
    yield "sphere of 60", sphere(60)
    yield "square torus of 8 x 8", torus(8, False)
    yield "hexagonal torus of 9 x 9", torus(9, True)
    yield "hexagonal torus of 9 x 9 with noise", noisy(torus(9, True), 0.15)
    yield "Klein bottle of 9 x 9", noisy(klein_bottle(9), 0.01)
    yield "projective plane of 50", projective_plane(50)
    yield "60 normal points in 3 dimensions", rng.standard_normal((60, 3))
    yield "40 normal points in 6 dimensions", rng.standard_normal((40, 6))
    yield "two circles far apart", np.concatenate([circle, 0.5 * circle + 5])
    yield "points of a grid", np.stack(np.meshgrid(np.arange(5.0), np.arange(5.0)), axis=-1).reshape(-1, 2)


def lifted(bar):
    return [float(bar[0]), float(bar[1]) if np.isfinite(bar[1]) else None]


def main():
    out = []
    for name, cloud in cases():
        cloud = np.round(cloud, 6)
        diagrams = ripser(cloud, maxdim=2, coeff=47)["dgms"]
        bars = [[lifted(bar) for bar in dgm if bar[1] - bar[0] > SHORTEST] for dgm in diagrams]
        out.append({"name": name, "points": cloud.tolist(), "bars": bars})
        print(name, [len(b) for b in bars], [max((d[1] - d[0] for d in b if d[1] is not None), default=0) for b in bars])
    with open("barcodes.json", "w") as file:
        file.write('{"shortest": 1e-5, "cases": [\n' + ",\n".join(json.dumps(case) for case in out) + "\n]}\n")


main()
