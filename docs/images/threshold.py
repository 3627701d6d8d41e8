#!/usr/bin/env python3
"""Draws docs/images/threshold.svg: what rheo inspect and run say of configs/threshold.yaml.

    RHEO=build/release/rheo docs/images/threshold.py
"""

import csv
import os
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
RHEO = os.environ.get("RHEO", os.path.join(ROOT, "build", "release", "rheo"))
NETWORK = os.path.join(ROOT, "configs", "threshold.yaml")
COLOURS = {1.0: "#1f5fa8", 0.5: "#c2571a", 0.3: "#2c7f5b"}
INK, FAINT = "#333333", "#d9d9d9"
WIDTH, HEIGHT, TOP = 330, 190, 40


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def curve(threshold, folder):
    """[(x, Hz)] by the closed form, and the x-intercept."""
    curves, neurons = os.path.join(folder, "curves.csv"), os.path.join(folder, "neurons.csv")
    subprocess.run([RHEO, "inspect", NETWORK, "--set", f"populations.a.J_th={threshold}",
                    "--curves", curves, "--csv", neurons], check=True, stdout=subprocess.DEVNULL)
    points = [(float(r["x"]), float(r["rate_hz"])) for r in rows(curves)]
    intercept = float(rows(neurons)[0]["x_intercept"])
    return sorted([*points, (intercept, 0.0)]), intercept


def recording(threshold, folder):
    """[(t, Hz)] and spike times of a run."""
    out = os.path.join(folder, "out")
    subprocess.run([RHEO, "run", NETWORK, "--set", f"populations.a.J_th={threshold}", "--quiet",
                    "--out", out, "--overwrite"], check=True, stdout=subprocess.DEVNULL)
    frequency = [(float(r["time_s"]), float(r["0"])) for r in rows(f"{out}/frequency.csv")]
    return frequency, [float(r["time_s"]) for r in rows(f"{out}/spikes.csv")]


class Panel:
    """Axes of a diagram; collects SVG elements."""

    def __init__(self, left, x_range, y_top, title, x_label):
        self.left, self.x_range, self.y_top = left, x_range, y_top
        self.out = []
        self.text(left, TOP - 18, title, "start", weight="600")
        self.text(left + WIDTH / 2, TOP + HEIGHT + 36, x_label)

    def x(self, value):
        low, high = self.x_range
        return self.left + (value - low) / (high - low) * WIDTH

    def y(self, value):
        return TOP + HEIGHT - value / self.y_top * HEIGHT

    def text(self, x, y, text, anchor="middle", fill=INK, weight="400"):
        self.out.append(f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}" '
                        f'font-weight="{weight}">{text}</text>')

    def line(self, points, colour, width):
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" '
                        f'stroke-width="{width}"/>')

    def axes(self, x_ticks, y_ticks):
        for value in y_ticks:
            self.line([(self.left, self.y(value)), (self.left + WIDTH, self.y(value))], FAINT, 1)
            self.text(self.left - 8, self.y(value) + 4, f"{value}", "end")
        for value in x_ticks:
            self.text(self.x(value), TOP + HEIGHT + 18, f"{value:g}")

    def plot(self, points, colour):
        self.line([(self.x(x), self.y(y)) for x, y in points], colour, 2)


def closed_form(folder):
    panel = Panel(50, (-1, 1), 170, "rheo inspect: rate (Hz) for three thresholds", "input x")
    panel.axes((-1, -0.5, 0, 0.5, 1), (0, 40, 80, 120, 160))
    for threshold, colour in COLOURS.items():
        points, intercept = curve(threshold, folder)
        panel.plot(points, colour)
        panel.out.append(f'<circle cx="{panel.x(intercept):.1f}" cy="{panel.y(0):.1f}" r="4" '
                         f'fill="{colour}"/>')
        at, height = points[-6]
        panel.text(panel.x(at) - 8, panel.y(height) - 9, f"J_th = {threshold:g}", "end", colour)
    return panel


def measured(folder):
    panel = Panel(460, (0, 4), 220, "rheo run: frequency (Hz) and spikes, x from -1 to 1",
                  "time (s)")
    panel.axes((0, 1, 2, 3, 4), (0, 40, 80, 120, 160))
    for row, (threshold, colour) in enumerate(COLOURS.items()):
        frequency, spikes = recording(threshold, folder)
        panel.plot(frequency, colour)
        top = TOP + 16 * row
        for t in spikes:
            panel.line([(panel.x(t), top), (panel.x(t), top + 11)], colour, 0.7)
    return panel


def main():
    with tempfile.TemporaryDirectory() as folder:
        panels = [closed_form(folder), measured(folder)]
    body = "\n".join(element for panel in panels for element in panel.out)
    with open(os.path.join(HERE, "threshold.svg"), "w", encoding="utf-8") as file:
        file.write('<svg xmlns="http://www.w3.org/2000/svg" width="820" height="280" '
                   'font-family="sans-serif" font-size="12">\n'
                   '<rect width="100%" height="100%" fill="white"/>\n' + body + "\n</svg>\n")


if __name__ == "__main__":
    main()
