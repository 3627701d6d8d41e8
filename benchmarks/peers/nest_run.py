"""How the scripts for NEST build a network, run it and report it."""

import time

import nest
import networks
import peer

# Of the synapses of the network, so that those of devices are not counted.
SYNAPSE = "recurrent_synapse"


def synapse(part):
    """A synapse model of its own for a part of the network: one holds 134,217,726 on a thread."""
    name = f"{SYNAPSE}_{part}"
    if name not in nest.synapse_models:
        nest.CopyModel(SYNAPSE, name)
    return name


def measured(network, name, given, build):
    """Builds, warms up and runs; prints the line of JSON.

    `network` is a key of peer.WARM_UP, `build(given)` returns the populations of neurons by name.
    """
    nest.verbosity = nest.VerbosityLevel.ERROR
    nest.set(resolution=networks.DT_MS, local_num_threads=given.threads, rng_seed=given.seed)
    nest.CopyModel("static_synapse", SYNAPSE)
    start = time.perf_counter()
    populations = build(given)
    recorders = {key: nest.Create("spike_recorder") for key in populations}
    for key, population in populations.items():
        nest.Connect(population, recorders[key])
    nest.Prepare()
    built = time.perf_counter() - start
    nest.Run(1e3 * peer.WARM_UP[network])
    before = {key: recorder.n_events for key, recorder in recorders.items()}
    start, cpu = time.perf_counter(), time.process_time()
    nest.Run(1e3 * given.seconds)
    run, cpu = time.perf_counter() - start, time.process_time() - cpu
    sizes = {key: len(population) for key, population in populations.items()}
    rates = {key: (recorders[key].n_events - before[key]) / sizes[key] / given.seconds
             for key in populations}
    synapses = sum(nest.GetDefaults(model, "num_connections")
                   for model in nest.synapse_models if model.startswith(SYNAPSE))
    peer.report("nest", nest.__version__, name, given, sizes.values(), synapses, built, run, cpu,
                rates)
