"""The trained digit classifier of this folder as a core Nengo network (nengo 4.1, no TensorFlow).

    import network
    net = network.build()                                     # input: zeros
    net = network.build(nengo.processes.PresentInput(images, 0.1))

The objects are attributes of the network: input, hidden, hidden2, output, the connections
input_to_hidden, hidden_to_hidden2, hidden2_to_output, and the probes p_output, p_hidden,
p_hidden2.
"""

import os

import nengo
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
POPULATIONS = ("hidden", "hidden2")


def _ensemble(p, name):
    """The population ``name``; its seed fixes the initial voltages."""
    neuron_type = nengo.LIF(
        **{k: float(p[f"{name}.{k}"]) for k in ("tau_rc", "tau_ref", "amplitude", "min_voltage")}
    )
    return nengo.Ensemble(
        len(p[f"{name}.bias"]),
        1,
        label=name,
        seed=int(p[f"{name}.seed"]),
        neuron_type=neuron_type,
        gain=p[f"{name}.gain"],
        bias=p[f"{name}.bias"],
        encoders=p[f"{name}.encoders"],
        normalize_encoders=False,
    )


def build(image=None):
    """Rebuild the network; ``image``: what the input node shows, an array (64,) or a process."""
    p = np.load(os.path.join(HERE, "parameters.npz"))

    def synapse(name):
        tau = f"{name}.lowpass_tau"
        return nengo.Lowpass(float(p[tau])) if tau in p else None

    with nengo.Network(seed=1000, label="digits") as net:
        net.input = nengo.Node(np.zeros(64) if image is None else image, label="input")
        for name in POPULATIONS:
            setattr(net, name, _ensemble(p, name))
        net.output = nengo.Node(size_in=10, label="output")
        ends = {
            "input_to_hidden": (net.input, net.hidden.neurons),
            "hidden_to_hidden2": (net.hidden.neurons, net.hidden2.neurons),
            "hidden2_to_output": (net.hidden2.neurons, net.output),
        }
        for name, (pre, post) in ends.items():
            weights = p[f"{name}.weights"]
            connection = nengo.Connection(
                pre, post, transform=weights, synapse=synapse(name), label=name
            )
            setattr(net, name, connection)
        net.p_output = nengo.Probe(net.output, synapse=synapse("output_probe"), label="output")
        net.p_hidden = nengo.Probe(net.hidden.neurons, label="hidden.spikes")
        net.p_hidden2 = nengo.Probe(net.hidden2.neurons, label="hidden2.spikes")
    return net
