"""Makes the small files of this folder: one recording in every format that is read.

    pip install numpy scipy pandas pynwb pynapple ratinabox hdf5storage
    python3 tests/formats/make.py

Written by the tools themselves: NWB (pynwb), pynapple, the arrays of RatInABox's own agent and neurons, pickles in NPZ
(NumPy, in the layouts of Gardner et al. 2022 and of CANNs). Re-made layouts, of which the published files are larger:
Sargolini 2006, Hafting 2005 and CellExplorer (scipy; the last one also as version 7.3 by hdf5storage), the Moser group's
classified cells (scipy), phy (NumPy), DeepLabCut (pandas). `truth.npz` has the same recording in this program's own layout.
The tests need the files only.
"""

import shutil
from datetime import datetime, timezone
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
HZ = 10.0
UNITS = 3


def recording():
    """A walk of 40 s through a box of a metre, and three cells that fire in it. Multiples of 2^-10, so that centimetres
    and text lose nothing that matters."""
    rng = np.random.default_rng(7)
    t = np.arange(400) / HZ + 2.0
    x = 0.45 + 0.4 * np.sin(0.71 * t) + 0.02 * rng.standard_normal(t.size)
    y = 0.55 + 0.4 * np.cos(1.13 * t) + 0.02 * rng.standard_normal(t.size)
    x, y = np.round(x * 1024) / 1024, np.round(y * 1024) / 1024
    spikes = []
    for unit in range(UNITS):
        times = np.sort(rng.uniform(t[0], t[-1], 30 + 10 * unit))
        spikes.append(np.round(times * 1024) / 1024)
    head = np.mod(0.3 * t, 2 * np.pi)
    return t, x, y, head, spikes


def place(name):
    path = HERE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return str(path)


def truth(t, x, y, head, spikes):
    np.savez_compressed(place("truth.npz"), t=t, x=x, y=y, **{f"spikes_{unit}": times for unit, times in enumerate(spikes)})


def nwb(t, x, y, head, spikes):
    from pynwb import NWBHDF5IO, NWBFile
    from pynwb.behavior import CompassDirection, Position, SpatialSeries

    def written(name, series, probes=1, unit="meters"):
        file = NWBFile("a re-made session", "made", datetime(2020, 1, 1, tzinfo=timezone.utc))
        groups = []
        device = file.create_device("array")
        for probe in range(probes):
            group = file.create_electrode_group(f"probe{probe}", "d", "MEC", device)
            file.add_electrode(group=group, location="MEC")
            groups.append(group)
        for unit_id, times in zip([4, 7, 19], spikes):
            file.add_unit(spike_times=times, id=unit_id, electrodes=[unit_id % probes])
        behavior = file.create_processing_module("behavior", "where")
        position = Position(name="Position")
        for label, data, options in series:
            position.add_spatial_series(SpatialSeries(name=label, data=data, reference_frame="corner", **options))
        behavior.add(position)
        if unit == "meters":
            compass = CompassDirection(name="CompassDirection")
            compass.add_spatial_series(
                SpatialSeries(name="head", data=head, reference_frame="east", unit="radians", timestamps=t)
            )
            behavior.add(compass)
        with NWBHDF5IO(place(name), "w") as io:
            io.write(file, cache_spec=False)  # the schema, 200 kB a file

    xy = np.stack([x, y], 1)
    written("nwb/one.nwb", [("led", xy, {"unit": "meters", "timestamps": t})])
    # Integers with a conversion and an offset, and a rate in place of times.
    cm = np.round(xy * 1024).astype(np.int16)
    rate = {"rate": HZ, "starting_time": float(t[0]), "conversion": 1 / 1024, "offset": 0.0, "unit": "meters"}
    written("nwb/two_series.nwb", [("led1", cm, rate), ("led2", cm + 3, rate)])
    written("nwb/two_probes.nwb", [("led", xy, {"unit": "meters", "timestamps": t})], probes=2)


def matlab(t, x, y, head, spikes):
    from scipy.io import savemat

    column = lambda values: np.asarray(values, float).reshape(-1, 1)
    # Sargolini et al. 2006: two lights, a file a cell; compressed as MATLAB writes them from version 7 on.
    dx, dy = 0.04 * np.cos(head), 0.04 * np.sin(head)
    both = {"post": column(t), "posx": column(100 * x - 50), "posy": column(100 * y - 50)}
    both |= {"posx2": column(100 * (x + dx) - 50), "posy2": column(100 * (y + dy) - 50)}
    savemat(place("sargolini/10073-17010302_POS.mat"), both, do_compression=True)
    for name, times in zip(["T1C1", "T1C2", "T4C1"], spikes):
        savemat(place(f"sargolini/10073-17010302_{name}.mat"), {"cellTS": column(times)}, do_compression=True)
    # Hafting et al. 2005: one light, and times under another name; not compressed.
    one = {"post": column(t), "posx": column(100 * x - 50), "posy": column(100 * y - 50)}
    savemat(place("hafting/11015-07020405_POS.mat"), one)
    for name, times in zip(["t1c1", "t1c2", "t4c1"], spikes):
        savemat(place(f"hafting/11015-07020405_{name}.mat"), {"ts": column(times)})
    # One cell with its track, as the classified cells of the Moser group are shared.
    cell = {"t": column(t), "x1": column(100 * x), "y1": column(100 * y), "ts": column(spikes[0])}
    cell |= {"x2": column(100 * (x + dx)), "y2": column(100 * (y + dy))}
    savemat(place("one_cell/cell_01.mat"), cell, do_compression=True)
    # CellExplorer: cells and behaviour in structures.
    times = np.empty((1, UNITS), object)
    times[0, :] = [column(one) for one in spikes]
    cells = {"times": times, "UID": np.arange(1, UNITS + 1, dtype=float).reshape(1, -1), "sr": 30000.0}
    cells |= {"cluID": np.array([[3.0, 8.0, 9.0]]), "shankID": np.array([[1.0, 1.0, 1.0]]), "basename": "rat1"}
    moved = {"timestamps": t.reshape(1, -1), "sr": HZ}
    moved["position"] = {"x": 100 * x.reshape(1, -1), "y": 100 * y.reshape(1, -1), "units": "centimeters"}
    savemat(place("cellexplorer/rat1.spikes.cellinfo.mat"), {"spikes": cells}, do_compression=True)
    savemat(place("cellexplorer/rat1.openfield.behavior.mat"), {"openfield": moved}, do_compression=True)


def matlab_73(t, x, y, head, spikes):
    import hdf5storage

    times = np.empty((1, UNITS), object)
    for unit, one in enumerate(spikes):
        times[0, unit] = one.reshape(-1, 1)
    cells = {"times": times, "UID": np.arange(1, UNITS + 1, dtype=float).reshape(1, -1), "basename": "rat2"}
    moved = {"timestamps": t.reshape(1, -1), "position": {"x": x.reshape(1, -1), "y": y.reshape(1, -1), "units": "m"}}
    options = {"format": "7.3", "oned_as": "column", "store_python_metadata": False, "matlab_compatible": True}
    for name in ["cellexplorer73/rat2.spikes.cellinfo.mat", "cellexplorer73/rat2.openfield.behavior.mat"]:
        Path(place(name)).unlink(missing_ok=True)
    hdf5storage.savemat(place("cellexplorer73/rat2.spikes.cellinfo.mat"), {"spikes": cells}, **options)
    hdf5storage.savemat(place("cellexplorer73/rat2.openfield.behavior.mat"), {"openfield": moved}, **options)


def pickles(t, x, y, head, spikes):
    # Gardner et al. 2022: a dictionary a module, and the sessions of the day in a text beside it.
    modules = {"spikes_mod1": {0: spikes[0], 1: spikes[1]}, "spikes_mod2": {0: spikes[2]}}
    np.savez_compressed(place("gardner/rat_q_grid_modules_1_2.npz"), t=t, x=x, y=y, azimuth=head, **modules)
    middle, end = t[0] + 20.0, t[-1] + 0.05
    (HERE / "gardner/rat_q_sessions.txt").write_text(
        f"#1,  open_field_1,  start={t[0]:g}, end={middle:g}, valid_times=[{t[0]:g},{middle:g}]\n"
        f"#2,  sleep_box_1,  start={middle:g}, end={end:g}\n"
    )
    np.savez_compressed(place("gardner/rat_s_grid_modules_1.npz"), t=t, x=x, y=y, azimuth=head, spikes_mod1=modules["spikes_mod1"])
    # CANNs: a dictionary of cells, a list of them, or counts a moment.
    np.savez(place("canns/dictionary.npz"), t=t, x=x, y=y, spike={unit: one for unit, one in enumerate(spikes)})
    several = np.empty(UNITS, object)
    several[:] = spikes
    np.savez_compressed(place("canns/list.npz"), t=t, x=x, y=y, spike=several)
    counts = np.stack([np.histogram(one, np.append(t, t[-1] + 1 / HZ))[0] for one in spikes], 1)
    np.savez_compressed(place("canns/counts.npz"), t=t, x=x, y=y, spike=counts)
    np.savez_compressed(place("canns/counts_truth.npz"), t=t, x=x, y=y, **{f"spikes_{u}": np.repeat(t, counts[:, u]) for u in range(UNITS)})
    np.save(place("canns/dictionary.npy"), {"t": t, "x": x, "y": y, "spike": {u: s for u, s in enumerate(spikes)}})


def pynapple(t, x, y, head, spikes):
    import pynapple as nap

    whole = nap.IntervalSet(0.0, 100.0)
    group = nap.TsGroup({5: nap.Ts(spikes[0]), 6: nap.Ts(spikes[1]), 11: nap.Ts(spikes[2])}, time_support=whole)
    group.save(place("pynapple/spikes.npz"))
    nap.TsdFrame(t=t, d=np.stack([x, y], 1), columns=["x", "y"], time_support=whole).save(place("pynapple/position.npz"))
    nap.Tsd(t=t, d=head, time_support=whole).save(place("pynapple/head.npz"))


def ratinabox():
    from ratinabox import Agent, Environment
    from ratinabox.Neurons import GridCells

    np.random.seed(3)
    agent = Agent(Environment(), params={"dt": 0.1})
    cells = GridCells(agent, params={"n": 4, "max_fr": 8.0})
    for _ in range(300):
        agent.update()
        cells.update()
    walk, fired = agent.history, cells.history
    pos, spikes, rates = np.array(walk["pos"]), np.array(fired["spikes"]), np.array(fired["firingrate"])
    t = np.array(walk["t"])
    np.savez_compressed(place("ratinabox/box.npz"), t=t, pos=pos, spikes=spikes, firingrate=rates.astype(np.float32))
    np.savez_compressed(place("ratinabox/rates.npz"), t=t, pos=pos, firingrate=rates.astype(np.float32))
    each = {f"spikes_{unit}": t[spikes[:, unit]] for unit in range(4)}
    np.savez_compressed(place("ratinabox/truth.npz"), t=t, pos=pos, **each)


def phy(t, x, y, head, spikes):
    hz = 30000.0
    clusters = [2, 5, 9]
    samples = np.concatenate([np.round(one * hz) for one in spikes]).astype(np.uint64)
    owners = np.concatenate([np.full(one.size, cluster) for one, cluster in zip(spikes, clusters)]).astype(np.int32)
    noise = np.arange(70000, 70000 + 900, 30, dtype=np.uint64)
    samples, owners = np.append(samples, noise), np.append(owners, np.full(noise.size, 4, np.int32))
    order = np.argsort(samples, kind="stable")
    np.save(place("phy/spike_times.npy"), samples[order].reshape(-1, 1))
    np.save(place("phy/spike_clusters.npy"), owners[order])
    Path(place("phy/cluster_group.tsv")).write_text("cluster_id\tgroup\n2\tgood\n4\tnoise\n5\tgood\n9\tgood\n")
    Path(place("phy/params.py")).write_text(
        "dat_path = r'recording.dat'\nn_channels_dat = 64\ndtype = 'int16'\noffset = 0\nsample_rate = 30000.\nhp_filtered = False\n"
    )
    rows = "".join(f"{a!r},{b!r},{c!r}\n" for a, b, c in zip(t.tolist(), x.tolist(), y.tolist()))
    Path(place("phy/position.csv")).write_text("t,x,y\n" + rows)
    times = {f"spikes_{unit}": np.round(one * hz) / hz for unit, one in enumerate(spikes)}
    np.savez_compressed(place("phy_truth.npz"), t=t, x=x, y=y, **times)


def deeplabcut(t, x, y, head, spikes):
    import pandas as pd

    shown = 60
    parts = {"nose": 0.0, "body": 8.0}
    columns = pd.MultiIndex.from_product([["DLC_resnet50"], parts, ["x", "y", "likelihood"]], names=["scorer", "bodyparts", "coords"])
    rows = []
    for sample in range(shown):
        row = []
        for shift in parts.values():
            row += [400 * x[sample] + shift, 400 * y[sample] + shift, 0.1 if sample == 7 else 0.99]
        rows.append(row)
    pd.DataFrame(rows, columns=columns).to_csv(place("deeplabcut/rat1DLC_resnet50.csv"))


if __name__ == "__main__":
    for folder in HERE.iterdir():
        if folder.is_dir() and folder.name != "__pycache__":
            shutil.rmtree(folder)
    data = recording()
    for make in [truth, nwb, matlab, matlab_73, pickles, pynapple, phy, deeplabcut]:
        make(*data)
    ratinabox()
