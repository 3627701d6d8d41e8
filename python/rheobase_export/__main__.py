"""From the shell: ``python -m rheobase_export SCRIPT.py:NETWORK DIRECTORY``.

This is the only part that imports Nengo.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
from typing import Any

from rheobase_export import ExportError, export


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit status, 0 or 2."""
    parser = argparse.ArgumentParser(
        prog="rheobase_export",
        description="Build a Nengo network and write it as network.yaml and parameters.npz.",
    )
    parser.add_argument(
        "network",
        metavar="SCRIPT.py:NETWORK",
        help="a script, and the nengo.Network in it or a function that returns one",
    )
    parser.add_argument("directory", metavar="DIRECTORY", help="where the two files go")
    parser.add_argument("--dt", type=float, default=0.001, help="step in s (default 0.001)")
    parser.add_argument(
        "--duration",
        type=float,
        default=10.0,
        help="duration of the file, and of sampled functions, in s (default 10)",
    )
    options = parser.parse_args(arguments)
    try:
        path = _run(options.network, options.directory, options.dt, options.duration)
    except (ExportError, OSError) as error:
        print(f"rheobase_export: {error}", file=sys.stderr)
        return 2
    print(f"Wrote {path}; run it with: rheo run {path}")
    return 0


def _run(target: str, directory: str, dt: float, duration: float) -> str:
    """Build the simulator and export it; returns the path of network.yaml."""
    if not dt > 0:
        raise ExportError(f"--dt: {dt} s is not a positive time")
    try:
        import nengo  # type: ignore[import-untyped]
    except ImportError as error:
        raise ExportError(f"Nengo is needed to build the network: {error}") from error
    net = _network(target, nengo)
    with nengo.Simulator(net, dt=dt, progress_bar=False) as sim:
        return export(sim, directory, duration=duration, source=os.path.basename(target))


def _network(target: str, nengo: Any) -> Any:
    """The nengo.Network that ``SCRIPT.py:NETWORK`` names."""
    script, colon, attribute = target.rpartition(":")
    if not colon or not script or not attribute:
        raise ExportError(f"{target}: expected SCRIPT.py:NETWORK, such as digits.py:net")
    if not os.path.isfile(script):
        raise ExportError(f"{script}: no such file")
    module = _load(script)
    try:
        value = getattr(module, attribute)
    except AttributeError:
        networks = [k for k, v in vars(module).items() if isinstance(v, nengo.Network)]
        known = f"; networks in it: {', '.join(networks)}" if networks else ""
        raise ExportError(f"{script} has no {attribute}{known}") from None
    if not isinstance(value, nengo.Network) and callable(value):
        value = value()
    if not isinstance(value, nengo.Network):
        raise ExportError(f"{target} is a {type(value).__name__}, not a nengo.Network")
    return value


def _load(script: str) -> Any:
    """The script as a module; it finds the modules beside it, as when run by Python itself."""
    sys.path.insert(0, os.path.dirname(os.path.abspath(script)))
    name = os.path.splitext(os.path.basename(script))[0]
    spec = importlib.util.spec_from_file_location(name, script)
    if spec is None or spec.loader is None:
        raise ExportError(f"{script} is not a Python script")
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault(name, module)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    sys.exit(main())
