"""Write a built ``nengo.Simulator`` or ``nengo_dl.Simulator`` as a Rheobase network.

    import rheobase_export
    with nengo.Simulator(net) as sim:
        rheobase_export.export(sim, "directory", duration=10)

This package reads the simulator that it is given and imports nothing of Nengo; only the command
``python -m rheobase_export SCRIPT.py:NETWORK DIRECTORY`` does, in ``__main__``.
"""

from rheobase_export._exporter import VERSION as __version__
from rheobase_export._exporter import export
from rheobase_export._plan import ExportError, Problem

__all__ = ["ExportError", "Problem", "__version__", "export"]
