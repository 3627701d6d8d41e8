"""The first 100 test images, 100 ms each, shown to the trained network: `digits.py:net`."""

import os
import sys

import nengo
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import network

images = np.load(os.path.join(HERE, "images.npz"))["images"][:100]
net = network.build(nengo.processes.PresentInput(images, 0.1))
