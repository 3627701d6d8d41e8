"""Make parameters.npz of spiking_cnn.yaml: kernels, and a readout by least squares.

    /usr/bin/python3 configs/spiking_cnn/train.py        needs numpy

Nothing is drawn at random. The kernels of both convolutions are fixed: edges in eight directions, and
the mean over 2 x 2 places of each. Only the readout is fitted: ridge regression from the rates that the
second layer's neurons have under constant input (the LIF rate curve, layer after layer) to the ten
classes, on the last 260 of the 360 images; the first 100 are left for the run.
"""

import io
import os
import zipfile

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
IMAGES = os.path.join(HERE, os.pardir, "trained_digits", "images.npz")
TESTED = 100  # images that the run shows
TAU_RC, TAU_REF = 0.02, 0.002  # s
AMPLITUDE = 0.01
RIDGE = 0.5


def edges(directions=8):
    """(3, 3, 1, directions): the slope of the image along each direction."""
    y, x = np.mgrid[-1:2, -1:2]
    angle = np.arange(directions) * 2 * np.pi / directions
    slope = x[..., None] * np.cos(angle) + y[..., None] * np.sin(angle)
    return slope[:, :, None, :]


def convolved(images, kernel, stride, groups):
    """Images (n, height, width, channels) without padding, as in TensorFlow."""
    height, width, seen, filters = kernel.shape
    rows = range(0, images.shape[1] - height + 1, stride)
    columns = range(0, images.shape[2] - width + 1, stride)
    out = np.zeros((len(images), len(rows), len(columns), filters))
    for f in range(filters):
        first = f // (filters // groups) * seen
        for i, row in enumerate(rows):
            for j, column in enumerate(columns):
                window = images[:, row : row + height, column : column + width, first : first + seen]
                out[:, i, j, f] = np.sum(window * kernel[..., f], axis=(1, 2, 3))
    return out


def rates(current):
    """Hz, of LIF neurons with threshold 1 under constant current."""
    above = np.maximum(current, 1 + 1e-12)
    return np.where(current > 1 + 1e-9, 1 / (TAU_REF - TAU_RC * np.log1p(-1 / above)), 0.0)


def layer(images, kernel, stride, groups):
    """What the neurons behind a convolution put out on average; their bias is the threshold."""
    return AMPLITUDE * rates(1 + convolved(images, kernel, stride, groups))


def save(path, arrays):
    """As numpy.savez_compressed, with a fixed date, so that the bytes repeat."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            stream = io.BytesIO()
            np.lib.format.write_array(stream, np.ascontiguousarray(array, dtype=np.float64))
            member = zipfile.ZipInfo(name + ".npy", (2020, 1, 1, 0, 0, 0))
            archive.writestr(member, stream.getvalue(), zipfile.ZIP_DEFLATED)


def parameters(report=None):
    """What parameters.npz holds; `report` is called with a line on each part of the images."""
    with np.load(IMAGES) as stored:
        images = stored["images"].reshape(-1, 8, 8, 1)
        labels = stored["labels"]
    first = edges()
    pool = np.full((2, 2, 1, first.shape[-1]), 0.75)
    hidden = layer(images, first, 1, 1)
    features = layer(hidden, pool, 2, first.shape[-1]).reshape(len(images), -1)
    train = features[TESTED:]
    gram = train.T @ train + RIDGE * np.eye(train.shape[1])
    readout = np.linalg.solve(gram, train.T @ np.eye(10)[labels[TESTED:]]).T
    for name, part in (("trained on", slice(TESTED, None)), ("left out", slice(TESTED))):
        if report is not None:
            right = np.mean(np.argmax(features[part] @ readout.T, axis=1) == labels[part])
            report(f"{name}: accuracy {right:.3f} by rates")
    return {"edges": first, "pool": pool, "readout": readout}


if __name__ == "__main__":
    save(os.path.join(HERE, "parameters.npz"), parameters(print))
