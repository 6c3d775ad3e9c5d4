#!/usr/bin/env python3
"""Makes scores.json: scores of ideal maps, from definitions written a second time in NumPy.

    python scores.py > scores.json

Every function here follows from the definition in its docstring and shares nothing with the Rust code. It is written to
be read, not to be fast. The maps are rounded to single precision, as the program's are, before anything is measured.

Conventions
  * a rate map is map[iy, ix]; x grows with the column, y with the row; NaN marks an unvisited bin
  * bin centres: x_i = (i + 0.5) * box / n - box / 2          (n bins a side)
  * `spacing` is the lattice constant: the distance between neighbouring fields
  * wave vectors k are angular (rad per metre); |k| = 4 pi / (sqrt(3) spacing)
  * `orientation` is the direction of one lattice vector, mod 60 degrees
"""
from __future__ import annotations

import json
import sys

import numpy as np

ANGLES = (30, 45, 60, 90, 120, 135, 150)
RING_STARTS = np.full(10, 0.2)
RING_ENDS = np.linspace(0.4, 1.0, 10)


# --------------------------------------------------------------------------
# ideal maps
# --------------------------------------------------------------------------
def coords(n, box):
    c = (np.arange(n) + 0.5) * box / n - box / 2
    return np.meshgrid(c, c)  # X varies along columns, Y along rows


def hex_wave_vectors(spacing, orientation):
    """Three angular wave vectors, 60 degrees apart; k2 = k1 + k3."""
    k = 4 * np.pi / (np.sqrt(3) * spacing)
    a = orientation + np.deg2rad([-30.0, 30.0, 90.0])
    return k * np.stack([np.cos(a), np.sin(a)], axis=1)


def grid_map(n, box, spacing, orientation=0.0, phase=(0.0, 0.0), kind="shifted", width=4 / (3 * np.sqrt(3)),
             stretch=1.0, stretch_deg=0.0):
    """Sum of three cosines.  kind: shifted (0..1) or rectified.

    rectified: the raw sum minus its value half a field width (width * wavelength / 2)
    away from the peak, floored at zero and scaled to peak 1.
    The whole map is drawn out by `stretch` along `stretch_deg`, about the centre of the box.
    """
    x, y = coords(n, box)
    t = np.deg2rad(stretch_deg)
    along = (1 / stretch - 1) * (np.cos(t) * x + np.sin(t) * y)
    x, y = x + along * np.cos(t), y + along * np.sin(t)
    ks = hex_wave_vectors(spacing, orientation)
    s = sum(np.cos(k[0] * (x - phase[0]) + k[1] * (y - phase[1])) for k in ks)
    if kind == "shifted":
        return (2 / 9) * (s + 1.5)
    if kind == "rectified":
        cut = (2 * np.cos(np.sqrt(3) * np.pi * width / 2) + 1) / 3
        return np.maximum(0.0, (s / 3 - cut) / (1 - cut))
    raise ValueError(kind)


def square_map(n, box, spacing, orientation=0.0, phase=(0.0, 0.0)):
    x, y = coords(n, box)
    c, s = np.cos(orientation), np.sin(orientation)
    u = c * (x - phase[0]) + s * (y - phase[1])
    v = -s * (x - phase[0]) + c * (y - phase[1])
    q = 2 * np.pi / spacing
    return (np.cos(q * u) + np.cos(q * v) + 2) / 4


def band_map(n, box, period, orientation=0.0, phase=0.0):
    x, y = coords(n, box)
    u = np.cos(orientation) * x + np.sin(orientation) * y
    return (1 + np.cos(2 * np.pi * u / period - phase)) / 2


def place_map(n, box, centre=(0.0, 0.0), sigma=0.12):
    x, y = coords(n, box)
    return np.exp(-((x - centre[0]) ** 2 + (y - centre[1]) ** 2) / (2 * sigma**2))


def lcg_noise(n, seed=1):
    """Uniform noise any language can reproduce: 64-bit LCG (Knuth MMIX), top 32 bits."""
    out = np.empty(n * n)
    s = np.uint64(seed)
    with np.errstate(over="ignore"):
        for i in range(n * n):
            s = s * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)
            out[i] = float(s >> np.uint64(32)) / 2.0**32
    return out.reshape(n, n)


# --------------------------------------------------------------------------
# autocorrelogram, rotation, ring scores
# --------------------------------------------------------------------------
def sac(m, min_overlap=1, eps=1e-10):
    """Pearson correlation of the map with itself at every integer lag.

    With w = 1 where the map is finite (0 elsewhere), f = map * w and * the full
    cross-correlation (lag = second minus first), for every lag
        N = w*w,  S1 = f*w,  S2 = w*f,  Q1 = f^2*w,  Q2 = w*f^2,  C = f*f
        r = (N C - S1 S2) / sqrt((N Q1 - S1^2)(N Q2 - S2^2))
    i.e. mean and variance are taken over the overlapping bins only.  Lags with
    fewer than min_overlap common bins, or without variance there, give 0.
    Shape (2n-1, 2n-1), centre exactly [n-1, n-1].
    """
    m = np.asarray(m, float)
    w = np.isfinite(m).astype(float)
    f = np.where(w > 0, m, 0.0)
    if w.sum() == 0:
        return np.zeros([2 * s - 1 for s in m.shape])
    mu = f.sum() / w.sum()  # Pearson is shift invariant; this keeps the FFT accurate
    sd = np.sqrt((w * (f - mu) ** 2).sum() / w.sum())
    if sd <= eps * max(1.0, abs(mu)):
        return np.zeros([2 * s - 1 for s in m.shape])
    f = w * (f - mu) / sd
    shape = [2 * s - 1 for s in m.shape]
    ft = lambda a: np.fft.fft2(a, shape)
    F, W, Q = ft(f), ft(w), ft(f * f)
    inv = lambda a: np.fft.fftshift(np.real(np.fft.ifft2(a)))
    n = np.rint(inv(W * np.conj(W)))
    c = inv(F * np.conj(F))
    s1, s2 = inv(F * np.conj(W)), inv(W * np.conj(F))
    q1, q2 = inv(Q * np.conj(W)), inv(W * np.conj(Q))
    v1, v2 = n * q1 - s1 * s1, n * q2 - s2 * s2
    den = np.sqrt(np.maximum(v1, 0) * np.maximum(v2, 0))
    # overlaps with less than a millionth of the map's variance count as flat: below
    # that the FFT's rounding decides, not the map (matters only for lone fields)
    ok = (n >= max(2, min_overlap)) & (den > 1e-6 * n * n)
    return np.clip(np.where(ok, (n * c - s1 * s2) / np.where(ok, den, 1.0), 0.0), -1.0, 1.0)


def _spline_coefficients(a, axis):
    """Cubic B-spline prefilter, one pole z = sqrt(3) - 2, whole-sample mirror ends."""
    z = np.sqrt(3.0) - 2.0
    a = np.moveaxis(np.array(a, float), axis, 0)
    n = a.shape[0]
    c = a * 6.0
    if n > 1:
        # exact causal start for a mirrored signal of period 2n - 2
        k = np.arange(n)
        zn = z ** (n - 1)
        wgt = np.where((k == 0) | (k == n - 1), 1.0, 1.0) * z**k
        mirror = np.zeros(n)
        mirror[1:-1] = z ** (2 * n - 2 - k[1:-1])
        c0 = np.tensordot(wgt + mirror, c, axes=(0, 0)) / (1 - zn * zn)
        c = c.copy()
        c[0] = c0
        for i in range(1, n):
            c[i] += z * c[i - 1]
        c[-1] = (z / (z * z - 1)) * (c[-1] + z * c[-2])
        for i in range(n - 2, -1, -1):
            c[i] = z * (c[i + 1] - c[i])
    return np.moveaxis(c, 0, axis)


def rotate(img, degrees, order=3):
    """Rotated copy on the same pixels.  order 1 bilinear, 3 cubic B-spline.

    Output pixel (r, c) reads the input at centre + R (r - r0, c - c0) with
    R = [[cos, sin], [-sin, cos]]; samples whose source lies outside the array
    are 0.  This is what scipy.ndimage.rotate(reshape=False) does by default
    (order 3, mode 'constant'); the pixels inside a ring of radius <= n-1 never
    leave the array, so the outside rule matters only for the corner pixels.
    """
    t = np.deg2rad(degrees)
    co, si = np.cos(t), np.sin(t)
    h, w = img.shape
    r0, c0 = (h - 1) / 2, (w - 1) / 2
    rr, cc = np.meshgrid(np.arange(h) - r0, np.arange(w) - c0, indexing="ij")
    sr, sc = co * rr + si * cc + r0, -si * rr + co * cc + c0
    tol = 1e-9
    inside = (sr >= -tol) & (sr <= h - 1 + tol) & (sc >= -tol) & (sc <= w - 1 + tol)
    sr, sc = np.clip(sr, 0, h - 1), np.clip(sc, 0, w - 1)

    def mirror(i, n):
        i = np.abs(i)
        return np.where(i > n - 1, 2 * (n - 1) - i, i)

    fr, fc = np.floor(sr).astype(int), np.floor(sc).astype(int)
    dr, dc = sr - fr, sc - fc
    if order == 1:
        wr, wc, lo = [1 - dr, dr], [1 - dc, dc], 0
        src = img
    elif order == 3:
        b = lambda d: [(1 - d) ** 3 / 6, (3 * d**3 - 6 * d**2 + 4) / 6,
                       (-3 * d**3 + 3 * d**2 + 3 * d + 1) / 6, d**3 / 6]
        wr, wc, lo = b(dr), b(dc), -1
        src = _spline_coefficients(_spline_coefficients(img, 0), 1)
    else:
        raise ValueError(order)
    out = np.zeros_like(img, float)
    for i, a in enumerate(wr):
        for j, bb in enumerate(wc):
            out += a * bb * src[mirror(fr + lo + i, h), mirror(fc + lo + j, w)]
    return np.where(inside, out, 0.0)


def ring_mask(n, start, end):
    """Pixels of the (2n-1)^2 SAC with start*n < radius <= end*n (radius in bins)."""
    g = np.arange(2 * n - 1) - (n - 1)
    r = np.hypot(g[:, None], g[None, :])
    return (r <= end * n) & ~(r <= start * n)


def ring_correlations(s, rotated, mask):
    """Regression-like coefficient of each rotated SAC on the SAC inside the ring.

    mu and var come from the unrotated ring and are used for both; var carries
    +1e-5, so that an empty ring gives 0 and a flat one stays finite.
    """
    a = s[mask]
    mu = a.mean()
    var = ((a - mu) ** 2).mean() + 1e-5
    return {ang: ((a - mu) * (r[mask] - mu)).mean() / var for ang, r in rotated.items()}


def score60(c, min_max=False):
    if min_max:
        return min(c[60], c[120]) - max(c[30], c[90], c[150])
    return (c[60] + c[120]) / 2 - (c[30] + c[90] + c[150]) / 3


def score90(c):
    return c[90] - (c[45] + c[135]) / 2


def ring_scores(m, starts=RING_STARTS, ends=RING_ENDS, order=3, min_max=False, s=None):
    """Best 60 and 90 degree score over the rings; ring = (inner, outer) / box side."""
    n = m.shape[0]
    s = sac(m) if s is None else s
    rot = {a: rotate(s, a, order) for a in ANGLES}
    best = {"score60": -np.inf, "score90": -np.inf}
    for st, en in zip(starts, ends):
        c = ring_correlations(s, rot, ring_mask(n, st, en))
        for key, v in (("score60", score60(c, min_max)), ("score90", score90(c))):
            if v > best[key]:
                best[key], best["ring" + key[5:]] = float(v), (float(st), float(en))
    return best


def adaptive_score(m, order=3, inner=0.5, outer=1.5, s=None):
    """min-max 60 degree score (true Pearson) in the ring inner*a < r <= outer*a, where a is
    the mean radius of the six inner SAC peaks; None without six peaks.  Unlike the fixed
    rings it does not change with the size of the box the unit is tested in."""
    s = sac(m) if s is None else s
    p = sac_peaks(s)
    if len(p) < 6:
        return None
    a = np.hypot(p[:, 0], p[:, 1]).mean()
    n = m.shape[0]
    g = np.arange(2 * n - 1) - (n - 1)
    r = np.hypot(g[:, None], g[None, :])
    mask = (r > inner * a) & (r <= min(outer * a, n - 1))
    c = {d: float(np.corrcoef(s[mask], rotate(s, d, order)[mask])[0, 1]) for d in (30, 60, 90, 120, 150)}
    return min(c[60], c[120]) - max(c[30], c[90], c[150])


# --------------------------------------------------------------------------
# six inner peaks: spacing, orientation, ellipse
# --------------------------------------------------------------------------
def _subpixel(s, r, c):
    """Vertex of the least-squares paraboloid through the 3x3 neighbourhood."""
    p = s[r - 1:r + 2, c - 1:c + 2]
    gy, gx = (p[2] - p[0]).mean() / 2, (p[:, 2] - p[:, 0]).mean() / 2
    hyy = (p[0] - 2 * p[1] + p[2]).mean()
    hxx = (p[:, 0] - 2 * p[:, 1] + p[:, 2]).mean()
    hxy = (p[2, 2] - p[2, 0] - p[0, 2] + p[0, 0]) / 4
    det = hxx * hyy - hxy * hxy
    if det <= 0:
        return 0.0, 0.0
    return (float(np.clip(-(hxx * gy - hxy * gx) / det, -1, 1)), float(np.clip(-(hyy * gx - hxy * gy) / det, -1, 1)))


def sac_peaks(s, count=6, min_separation_deg=15.0, floor=0.1):
    """The `count` local maxima (8-neighbourhood) nearest the centre, sub-pixel.

    A peak within min_separation_deg of a nearer one is dropped (a second-shell
    peak standing behind a first-shell one).  Rows are (dx, dy) in bins.
    """
    h, w = s.shape
    cy, cx = (h - 1) / 2, (w - 1) / 2
    mid = s[1:-1, 1:-1]
    ok = mid > floor
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            if dx or dy:
                nb = s[1 + dy:h - 1 + dy, 1 + dx:w - 1 + dx]
                ok &= (mid > nb) if (dy, dx) > (0, 0) else (mid >= nb)
    rows, cols = np.nonzero(ok)
    out = []
    for r, c in zip(rows + 1, cols + 1):
        if (r - cy) ** 2 + (c - cx) ** 2 < 4:
            continue
        oy, ox = _subpixel(s, r, c)
        out.append((c + ox - cx, r + oy - cy))
    out.sort(key=lambda p: np.hypot(*p))
    kept = []
    for p in out:
        a = np.arctan2(p[1], p[0])
        if all(abs((a - np.arctan2(q[1], q[0]) + np.pi) % (2 * np.pi) - np.pi) > np.deg2rad(min_separation_deg) for q in kept):
            kept.append(p)
        if len(kept) == count:
            break
    return np.array(kept).reshape(-1, 2)


def spacing_orientation(s, bin_size):
    """Mean radius of the six inner peaks and their common angle mod 60 degrees."""
    p = sac_peaks(s)
    if len(p) < 6:
        return None
    r = np.hypot(p[:, 0], p[:, 1])
    a = np.arctan2(p[:, 1], p[:, 0])
    orient = np.angle(np.exp(6j * a).sum()) / 6
    # ellipse x'Ax = 1 through the peaks (centre fixed at the origin)
    d = np.stack([p[:, 0] ** 2, 2 * p[:, 0] * p[:, 1], p[:, 1] ** 2], axis=1)
    q, *_ = np.linalg.lstsq(d, np.ones(len(p)), rcond=None)
    ev = np.linalg.eigvalsh(np.array([[q[0], q[1]], [q[1], q[2]]]))
    return {
        "spacing": float(r.mean() * bin_size),
        "spacing_sd": float(r.std() * bin_size),
        "orientation_deg": float(np.rad2deg(orient) % 60),
        "ellipse_ratio": float(np.sqrt(ev[1] / ev[0])) if ev[0] > 0 else None,
    }


def peak_ellipse(p):
    """Long and short semi-axis (bins) and direction of the long one (degrees, mod 180) of the
    centred least-squares ellipse through the peaks; None where that conic is no ellipse."""
    d = np.stack([p[:, 0] ** 2, 2 * p[:, 0] * p[:, 1], p[:, 1] ** 2], axis=1)
    q, *_ = np.linalg.lstsq(d, np.ones(len(p)), rcond=None)
    ev, vec = np.linalg.eigh(np.array([[q[0], q[1]], [q[1], q[2]]]))
    if ev[0] <= 0:
        return None
    return 1 / np.sqrt(ev[0]), 1 / np.sqrt(ev[1]), float(np.rad2deg(np.arctan2(vec[1, 0], vec[0, 0])) % 180)


def ellipse_corrected_score(s, inner=0.5, outer=1.5, limit=1.5):
    """The adaptive score of the SAC rescaled so that the ellipse through its six inner peaks is a circle.

    The rescaling is the symmetric one that keeps areas: pixel u of the rescaled picture reads the
    picture at B u, B = (long / a) e e' + (short / a) f f' with e, f the axes' directions and
    a = sqrt(long short); so the circle of radius a reads the ellipse.  A turned pixel reads at B R u:
    the spline is asked once, wherever that is.  The ring inner a < |u| <= outer a ends where the
    ellipse leaves the picture.  None beyond the limit of the axis ratio: at sqrt 3 a square lattice is
    an ellipse-distorted hexagonal one.
    """
    p = sac_peaks(s)
    e = peak_ellipse(p) if len(p) == 6 else None
    if e is None or e[0] / e[1] > limit:
        return None
    long, short, tilt = e
    a, t = np.sqrt(long * short), np.deg2rad(tilt)
    ax = np.array([[np.cos(t), -np.sin(t)], [np.sin(t), np.cos(t)]])
    b = ax @ np.diag([long / a, short / a]) @ ax.T
    size = s.shape[0]
    reach = (size - 1) // 2
    g = np.arange(size) - reach
    dx, dy = np.meshgrid(g, g)
    r = np.hypot(dx, dy)
    ring = (r > inner * a) & (r <= min(outer * a, reach * a / long))
    if ring.sum() < 2:
        return None
    u = np.stack([dx[ring], dy[ring]]).astype(float)
    coefficients = _spline_coefficients(_spline_coefficients(s, 0), 1)

    def read(points):  # points: rows x, y from the centre
        def mirror(i):
            i = np.abs(i)
            return np.where(i > size - 1, 2 * (size - 1) - i, i)

        def weights(d):
            return [(1 - d) ** 3 / 6, (3 * d**3 - 6 * d**2 + 4) / 6, (-3 * d**3 + 3 * d**2 + 3 * d + 1) / 6, d**3 / 6]

        c, rr = points + reach
        c0, r0 = np.floor(c).astype(int), np.floor(rr).astype(int)
        out = 0.0
        for i, wr in enumerate(weights(rr - r0)):
            for j, wc in enumerate(weights(c - c0)):
                out = out + wr * wc * coefficients[mirror(r0 - 1 + i), mirror(c0 - 1 + j)]
        return out

    def turned(degrees):
        co, si = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
        return read(b @ np.array([[co, -si], [si, co]]) @ u)

    plain = turned(0)
    c = {d: float(np.corrcoef(plain, turned(d))[0, 1]) for d in (30, 60, 90, 120, 150)}
    return score60(c, min_max=True)


# --------------------------------------------------------------------------
# Fourier
# --------------------------------------------------------------------------
def _prepared(m, window):
    m = np.asarray(m, float)
    ok = np.isfinite(m)
    f = np.where(ok, m - (m[ok].mean() if ok.any() else 0.0), 0.0)
    if window:
        n0, n1 = m.shape
        h = lambda n: 0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(n) + 0.5) / n)
        wt = np.outer(h(n0), h(n1)) * ok
        f = np.where(ok, m, 0.0)
        f = wt * (f - (wt * f).sum() / wt.sum())
    return f


def is_silent(m, rel=1e-6, absolute=1e-9):
    """True for a constant or empty map: its scores are undefined, not 0."""
    v = np.asarray(m, float)
    v = v[np.isfinite(v)]
    return v.size < 4 or v.std() <= max(absolute, rel * np.abs(v).max())


def power_spectrum(m, box, pad=256, window=False):
    """|FFT|^2 of the mean-free map, zero padded, DC in the middle; cycles per length."""
    f = _prepared(m, window)
    p = np.abs(np.fft.fftshift(np.fft.fft2(f, (pad, pad)))) ** 2
    q = np.fft.fftshift(np.fft.fftfreq(pad, box / m.shape[0]))
    return p, q


def dtft(m, box, freqs, window=False):
    """Exact Fourier integral sum at arbitrary frequencies (rows: fx, fy in cycles)."""
    f = _prepared(m, window)
    n = m.shape[0]
    c = (np.arange(n) + 0.5) * box / n - box / 2
    freqs = np.atleast_2d(freqs)
    ex = np.exp(-2j * np.pi * np.outer(freqs[:, 0], c))
    ey = np.exp(-2j * np.pi * np.outer(freqs[:, 1], c))
    return np.einsum("ka,ab,kb->k", ey, f, ex)


def fourier_hexagonality(m, box, window=True, n_theta=180, n_f=96, f_min=None, f_max=None, half_width=0.2):
    """Angular symmetry of the power on the dominant frequency ring.

    P(f, theta) is evaluated exactly on a polar lattice (theta in [0, pi)).
    f0 = argmax of sqrt(f) times the theta-mean of P (parabola-refined; the plain
    mean is biased to long periods by about +4 per cent at spacing = box/2, the
    ring-integrated power by as much the other way, sqrt(f) cancels both);
    A(theta) = sum of P over f0 (1 +- half_width), extended to [0, 2 pi) by
    symmetry.  With C(d) the circular Pearson autocorrelation of A:
        hex  = min(C60, C120) - max(C30, C90, C150)
        quad = C90 - (C45 + C135) / 2
    and M_n = |sum A e^(i n theta)| / sum A (n = 2 band, 4 square, 6 hexagon).
    """
    if is_silent(m):
        return None
    n = m.shape[0]
    f_min = 1.2 / box if f_min is None else f_min
    f_max = 0.45 * n / box if f_max is None else f_max
    fs = np.linspace(f_min, f_max, n_f)
    th = np.arange(n_theta) * np.pi / n_theta
    ff = np.stack([np.outer(fs, np.cos(th)).ravel(), np.outer(fs, np.sin(th)).ravel()], axis=1)
    p = (np.abs(dtft(m, box, ff, window)) ** 2).reshape(n_f, n_theta)
    radial = np.sqrt(fs) * p.mean(1)
    i = int(np.argmax(radial))
    f0 = fs[i]
    if 0 < i < n_f - 1:
        a, b, c = radial[i - 1:i + 2]
        if a - 2 * b + c < 0:
            f0 += 0.5 * (a - c) / (a - 2 * b + c) * (fs[1] - fs[0])
    ang = p[np.abs(fs - f0) <= half_width * f0].sum(0)
    full = np.concatenate([ang, ang])
    z = full - full.mean()
    den = (z * z).sum()
    step = n_theta / 180.0
    cc = lambda d: float((z * np.roll(z, int(round(d * step)))).sum() / den) if den > 0 else 0.0
    t2 = np.concatenate([th, th + np.pi])
    mom = lambda k: complex((full * np.exp(1j * k * t2)).sum() / full.sum())
    tot = (p * fs[:, None]).sum()
    return {
        "f0": float(f0),
        "wavelength": float(1 / f0),
        "spacing": float(2 / np.sqrt(3) / f0),
        "hex": min(cc(60), cc(120)) - max(cc(30), cc(90), cc(150)),
        "quad": cc(90) - (cc(45) + cc(135)) / 2,
        "m2": abs(mom(2)), "m4": abs(mom(4)), "m6": abs(mom(6)),
        "wave_orientation_deg": float(np.rad2deg(np.angle(mom(6)) / 6) % 60),
        "ring_fraction": float((p * fs[:, None])[np.abs(fs - f0) <= half_width * f0].sum() / tot),
    }


def align_triplet(ks):
    """Order three wave vectors by direction (mod 180) and choose signs so k1 - k2 + k3 ~ 0.

    A real map fixes k only up to sign; without this step the closure and the
    unit-cell position below are meaningless for about half of all orientations.
    """
    ks = np.asarray(ks, float)
    ks = ks[np.argsort(np.arctan2(ks[:, 1], ks[:, 0]) % np.pi)]
    best = min(((1, a, b) for a in (1, -1) for b in (1, -1)),
               key=lambda t: np.linalg.norm(t[0] * ks[0] - t[1] * ks[1] + t[2] * ks[2]))
    return ks * np.array(best)[:, None]


def module_wave_vectors(maps, box, pad=256, window=True):
    """Three peaks, 30 degrees or more apart, of the unit-variance mean power of a module."""
    maps = [m for m in maps if not is_silent(m)]
    if not maps:
        return None
    p = sum(power_spectrum(m / np.nanstd(m), box, pad, window)[0] for m in maps)
    q = power_spectrum(maps[0], box, pad, window)[1]
    fy, fx = np.meshgrid(q, q, indexing="ij")
    left = np.where((np.hypot(fx, fy) > 1.2 / box) & ((fy > 0) | ((fy == 0) & (fx > 0))), p, 0.0)
    lp, ks = np.log(p + 1e-12 * p.max()), []
    for _ in range(3):
        r, c = np.unravel_index(np.argmax(left), left.shape)
        oy, ox = _subpixel(lp, r, c)
        v = np.array([q[c] + ox * (q[1] - q[0]), q[r] + oy * (q[1] - q[0])])
        ks.append(2 * np.pi * v)
        d = np.arctan2(fy, fx) - np.arctan2(v[1], v[0])
        left = np.where(np.abs((d + np.pi / 2) % np.pi - np.pi / 2) < np.deg2rad(30), 0.0, left)
    return align_triplet(ks)


# --------------------------------------------------------------------------
# bands, borders, information
# --------------------------------------------------------------------------
def band_score(m, box):
    """Multiple correlation R of the map with one plane wave (any phase, plus a constant) over the visited
    bins, at the highest local maximum of R over the wave vectors between 1.2 / box and 0.9 of the Nyquist
    frequency; with that wave vector in cycles per metre.  (None, None) without a local maximum.

    Brute force: a lattice of wave vectors eight to a cycle per box, then ever finer lattices about the
    best of its maxima.
    """
    n = m.shape[0]
    ok = np.isfinite(m)
    f = m[ok] - m[ok].mean()
    x, y = coords(n, box)
    x, y = x[ok], y[ok]

    def r2(fx, fy):
        z = np.exp(-2j * np.pi * (fx * x + fy * y))
        c, s = z.real - z.real.mean(), z.imag - z.imag.mean()
        cc, ss, cs = (c * c).sum(), (s * s).sum(), (c * s).sum()
        det = cc * ss - cs * cs
        if det <= 1e-12 * len(f) ** 2:
            return 0.0
        bc, bs = (c * f).sum(), (s * f).sum()
        return float((ss * bc * bc - 2 * cs * bc * bs + cc * bs * bs) / det / (f * f).sum())

    lo, hi, h = 1.2 / box, 0.45 * n / box, 1 / (8 * box)
    g = np.arange(-int(hi / h) - 2, int(hi / h) + 3)
    table = np.array([[r2(j * h, i * h) if i >= -1 and np.hypot(i, j) * h < hi + 2 * h else 0.0 for j in g] for i in g])
    best = []
    for i in range(1, len(g) - 1):
        for j in range(1, len(g) - 1):
            q = np.hypot(g[i], g[j]) * h
            if g[i] >= 0 and lo <= q <= hi and table[i, j] > 0 and table[i, j] >= table[i - 1:i + 2, j - 1:j + 2].max():
                best.append((table[i, j], g[j] * h, g[i] * h))
    found = (0.0, None)
    for _, fx, fy in sorted(best)[-8:]:
        step = h
        while step > 1e-6 * h:
            around = [(r2(fx + a * step, fy + b * step), fx + a * step, fy + b * step) for a in (-1, 0, 1) for b in (-1, 0, 1)]
            top = max(around)
            if (top[1], top[2]) == (fx, fy) or top[0] <= around[4][0]:
                step /= 2
            else:
                _, fx, fy = top
        if lo <= np.hypot(fx, fy) <= hi:
            found = max(found, (r2(fx, fy), (fx, fy)))
    return (float(np.sqrt(found[0])), found[1]) if found[1] else (None, None)


def border_score(m, box, level=0.3, least_area=0.02):
    """(c - d) / (c + d) after Solstad et al. 2008.  Fields: visited bins above `level` of the largest rate,
    joined over their edges, of at least 200 cm^2.  c: largest share of the visited bins along one wall
    that one field covers.  d: mean distance of the fields' bin centres to the nearest wall, weighted by
    rate, over half a side.  None without fields or without a visited bin at any wall."""
    n = m.shape[0]
    ok = np.isfinite(m)
    peak = m[ok].max()
    if peak <= 0:
        return None
    left = {(int(i), int(j)) for i, j in zip(*np.nonzero(ok & (np.where(ok, m, 0) > level * peak)))}
    fields = []
    while left:
        field, front = set(), [left.pop()]
        while front:
            i, j = front.pop()
            field.add((i, j))
            for q in ((i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)):
                if q in left:
                    left.remove(q)
                    front.append(q)
        if len(field) * (box / n) ** 2 >= least_area - 1e-9:
            fields.append(field)
    walls = [[(0, k) for k in range(n)], [(n - 1, k) for k in range(n)], [(k, 0) for k in range(n)], [(k, n - 1) for k in range(n)]]
    walls = [[q for q in wall if ok[q]] for wall in walls]
    walls = [wall for wall in walls if wall]
    if not fields or not walls:
        return None
    c = max(sum(q in field for q in wall) / len(wall) for wall in walls for field in fields)
    bins = [q for field in fields for q in field]
    rate = np.array([m[q] for q in bins])
    gap = np.array([min(i, j, n - 1 - i, n - 1 - j) + 0.5 for i, j in bins])
    d = float((rate * gap).sum() / rate.sum() / (n / 2))
    return (c - d) / (c + d)


def spatial_information(m, visits):
    """Skaggs et al. 1993: sum of p (r / mean) log2(r / mean), p the share of visits, mean = sum of p r."""
    ok = np.isfinite(m) & (visits > 0)
    p = visits[ok] / visits[ok].sum()
    r = m[ok]
    mean = (p * r).sum()
    if mean <= 0 or (r < 0).any():
        return None
    q = r / mean
    return float((p * q * np.log2(np.where(q > 0, q, 1.0))).sum())


# --------------------------------------------------------------------------
# the golden table
# --------------------------------------------------------------------------
def build(case):
    n, box, m = case["bins"], case["box_m"], case["map"]
    turn, phase = np.deg2rad(m.get("orientation_deg", 0.0)), m.get("phase_m", [0.0, 0.0])
    if m["kind"] in ("shifted", "rectified"):
        a = grid_map(n, box, m["spacing_m"], turn, phase, m["kind"], stretch=m.get("stretch", 1.0),
                     stretch_deg=m.get("stretch_deg", 0.0))
    elif m["kind"] == "square":
        a = square_map(n, box, m["spacing_m"], turn, phase)
    elif m["kind"] == "band":
        a = band_map(n, box, m["spacing_m"], turn, m.get("phase_rad", 0.0))
    elif m["kind"] == "place":
        a = place_map(n, box, phase, m["sigma_m"])
    else:
        a = lcg_noise(n, m["seed"])
    a = a.astype(np.float32).astype(float)
    if "noise_weight" in m:
        a = (a + m["noise_weight"] * lcg_noise(n, m["seed"])).astype(np.float32).astype(float)
    iy, ix = np.mgrid[:n, :n]
    if "mask" in case:
        x, y = coords(n, box)
        a[np.hypot(x, y) > case["mask"]["radius_m"]] = np.nan
        a[(7 * ix + 13 * iy) % case["mask"]["modulus"] == 0] = np.nan
    return a, 1.0 + (3 * ix + 5 * iy) % 4


def cases():
    out = []

    def add(name, n, box, mask=None, **m):
        case = {"name": f"{name}_{n}" + ("_masked" if mask else ""), "bins": n, "box_m": box, "map": m}
        if mask:
            case["mask"] = mask
        out.append(case)

    o, p = 10.0, [0.07, -0.11]
    for n in (20, 44):
        add("hexagon_0.6", n, 2.2, kind="shifted", spacing_m=0.6, orientation_deg=o, phase_m=p)
        add("hexagon_0.9", n, 2.2, kind="shifted", spacing_m=0.9, orientation_deg=o, phase_m=p)
        add("hexagon_1.4", n, 2.2, kind="shifted", spacing_m=1.4, orientation_deg=o, phase_m=p)
        add("rectified_0.6", n, 2.2, kind="rectified", spacing_m=0.6, orientation_deg=o, phase_m=p)
        add("square_0.6", n, 2.2, kind="square", spacing_m=0.6, orientation_deg=o, phase_m=p)
        add("band_0.6", n, 2.2, kind="band", spacing_m=0.6, orientation_deg=o)
        add("place_0.12", n, 2.2, kind="place", phase_m=p, sigma_m=0.12)
        add("place_border", n, 2.2, kind="place", phase_m=[1.0, 0.0], sigma_m=0.15)
        add("noise", n, 2.2, kind="noise", seed=1)
    add("noisy_hexagon", 32, 2.2, kind="shifted", spacing_m=0.6, orientation_deg=23.0, phase_m=p, noise_weight=0.5, seed=7)
    add("hexagon_1.2", 60, 3.0, kind="rectified", spacing_m=1.2, orientation_deg=51.0, phase_m=[0.2, 0.3])
    add("stretched_1.2", 44, 2.2, kind="rectified", spacing_m=0.6, orientation_deg=o, phase_m=p, stretch=1.2, stretch_deg=35.0)
    add("stretched_1.4", 60, 3.0, kind="shifted", spacing_m=0.7, orientation_deg=3.0, phase_m=p, stretch=1.4, stretch_deg=120.0)
    add("noisy_band", 44, 2.2, kind="band", spacing_m=0.45, orientation_deg=127.0, phase_rad=1.3, noise_weight=0.8, seed=11)
    mask = {"radius_m": 1.05, "modulus": 11}
    add("hexagon_0.6", 44, 2.2, mask, kind="shifted", spacing_m=0.6, orientation_deg=o, phase_m=p)
    add("noisy_hexagon_0.7", 48, 2.4, {"radius_m": 1.1, "modulus": 17}, kind="rectified", spacing_m=0.7,
        orientation_deg=33.0, phase_m=p, noise_weight=0.3, seed=3)
    add("noisy_square_0.5", 33, 2.0, {"radius_m": 1.2, "modulus": 7}, kind="square", spacing_m=0.5, orientation_deg=o,
        phase_m=p, noise_weight=0.4, seed=5)
    add("stretched_1.15", 48, 2.4, {"radius_m": 1.3, "modulus": 19}, kind="rectified", spacing_m=0.65,
        orientation_deg=44.0, phase_m=p, stretch=1.15, stretch_deg=80.0, noise_weight=0.2, seed=9)
    add("place_border", 40, 2.0, {"radius_m": 1.2, "modulus": 23}, kind="place", phase_m=[-0.2, -1.0], sigma_m=0.25)
    add("noisy_band", 40, 2.0, {"radius_m": 1.1, "modulus": 5}, kind="band", spacing_m=0.5, orientation_deg=64.0,
        phase_rad=-0.4, noise_weight=0.5, seed=13)
    return out


def expected(case):
    m, visits = build(case)
    n, box = case["bins"], case["box_m"]
    s = sac(m)
    mean, min_max = ring_scores(m, s=s), ring_scores(m, s=s, min_max=True)
    lags = [(0, 0), (0, n // 3), (n // 4, -n // 5), (n // 2, n // 2), (-(2 * n // 3), n // 7)]
    out = {
        "grid_score_mean": mean["score60"], "ring_outer": mean["ring60"][1],
        "grid_score_min_max": min_max["score60"], "score_90": mean["score90"],
        "fourier": fourier_hexagonality(m, box),
        "border_score": border_score(m, box),
        "spatial_information_bits": spatial_information(m, visits),
        "autocorrelogram": [{"lag": [int(dy), int(dx)], "value": float(s[n - 1 + dy, n - 1 + dx])} for dy, dx in lags],
    }
    # The mask about a lone field makes maxima of its own, where the field is all but 0: rounding decides where.
    masked_place = case["map"]["kind"] == "place" and "mask" in case
    if not masked_place:
        out["band_score"], out["band_cpm"] = band_score(m, box)
    if case["map"]["kind"] in ("shifted", "rectified"):
        out["wave_vectors_cpm"] = (module_wave_vectors([m], box) / (2 * np.pi)).tolist()
    if masked_place or case["name"].startswith("band"):  # ideal ridges have no peaks: rounding decides where they are found
        return out
    out["peaks"] = spacing_orientation(s, box / n)
    out["grid_score_adaptive"] = adaptive_score(m, s=s)
    out["grid_score_ellipse_corrected"] = ellipse_corrected_score(s)
    p = sac_peaks(s)
    e = peak_ellipse(p) if len(p) == 6 else None
    out["ellipse_tilt_deg"] = e[2] if e else None
    return out


ABOUT = (
    "Scores of ideal maps, made by scores.py, which holds every definition. Each map follows from its recipe, is rounded "
    "to single precision and then masked: bins beyond radius_m from the centre, and bins with (7 ix + 13 iy) mod modulus "
    "= 0, are unvisited. A visited bin has 1 + (3 ix + 5 iy) mod 4 visits."
)
RECIPE = (
    "Bin centres c_i = (i + 1/2) box/bins - box/2, x with the column. shifted: 2/9 (S + 3/2) with S the sum over j of "
    "cos(k_j (x - phase)), |k| = 4 pi / (sqrt 3 spacing), directions orientation - 30, + 30, + 90 degrees. rectified: "
    "max(0, (S/3 - t)/(1 - t)) with t = (2 cos(sqrt 3 pi w / 2) + 1)/3, w = 4/(3 sqrt 3). Both are drawn out by stretch "
    "along stretch_deg. square: (cos q u + cos q v + 2)/4 with u, v the axes turned by orientation and q = 2 pi/spacing. "
    "band: (1 + cos(q u - phase_rad))/2. place: exp(-|x - phase|^2 / (2 sigma^2)). noise: top 32 bits / 2^32 of the "
    "generator s = 6364136223846793005 s + 1442695040888963407 mod 2^64, row by row from s = seed. noise_weight adds that "
    "much of it to the rounded map, and the sum is rounded again. Lags are [dy, dx]."
)

if __name__ == "__main__":
    table = cases()
    for case in table:
        case["expected"] = expected(case)
    json.dump({"about": ABOUT, "recipe": RECIPE, "cases": table}, sys.stdout, indent=1, allow_nan=False)
    print()
