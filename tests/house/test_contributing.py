"""The worked example of CONTRIBUTING.md builds, passes its test, and is known everywhere.

The blocks of the page are laid over the source tree in a temporary directory, compiled with the
commands of this build, and linked with its libraries.
"""

import json
import os
import re
import shlex
import subprocess
import tempfile
import unittest

ROOT = os.environ["RHEO_SOURCE"]
BUILD = os.environ["RHEO_BUILD"]
MODEL = "neurons/perfect_integrator.cpp"
TEST = "tests/neurons/test_perfect_integrator.cpp"
CATALOG = "apps/catalog.cpp"

NETWORK = """
simulation: {dt: 1 ms, duration: 1 s}
populations:
  a: {neurons: 3, model: perfect_integrator, J_th: [0.1, 0.3, 0.5], gain: 1, bias: 0.6}
probes:
  voltage: {of: a, record: voltage}
"""


def blocks(page):
    """{file: [code, ...]} of a page: code blocks after a paragraph that begins with `file`."""
    found = {}
    file = None
    for name, code in re.findall(r"^`([\w/.]+)`|^```cpp\n(.*?)^```", page, re.M | re.S):
        file = name or file
        if code:
            found.setdefault(file, []).append(code)
    return found


def with_model(catalog, include, line):
    """The text of the catalog with an include and a line more."""
    text = re.sub(r'^#include "inputs/', include + r"\g<0>", catalog, count=1, flags=re.M)
    return re.sub(r"^  catalog\.neurons\.add", line + r"\g<0>", text, count=1, flags=re.M)


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if done.returncode:
        raise AssertionError(f"{shlex.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout


class WorkedExample(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.tree = cls.folder.name
        with open(os.path.join(ROOT, "CONTRIBUTING.md"), encoding="utf-8") as page:
            files = blocks(page.read())
        with open(os.path.join(ROOT, CATALOG), encoding="utf-8") as catalog:
            files[CATALOG] = [with_model(catalog.read(), *files[CATALOG])]
        for path, (code,) in files.items():
            os.makedirs(os.path.join(cls.tree, os.path.dirname(path)), exist_ok=True)
            with open(os.path.join(cls.tree, path), "w", encoding="utf-8") as file:
                file.write(code)
        with open(os.path.join(BUILD, "compile_commands.json"), encoding="utf-8") as file:
            cls.commands = json.load(file)
        new = [cls.compile(MODEL, "neurons/spiking_rectified_linear.cpp"),
               cls.compile(CATALOG, CATALOG)]
        cls.rheo = cls.link("rheo", new)
        cls.test = cls.link("tests/test_inputs", [*new, cls.compile(TEST, "tests/inputs/")])

    @classmethod
    def compile(cls, path, like):
        """Compiles a file of the tree as the build compiles `like`; returns the object."""
        entry = next(e for e in cls.commands if like in e["file"])
        words = shlex.split(entry["command"])
        target = os.path.join(cls.tree, path.replace("/", "_") + ".o")
        words[words.index("-o") + 1] = target
        words[words.index("-c") + 1] = os.path.join(cls.tree, path)
        # The tree's files shadow those of the repository.
        words.insert(words.index("-c"), "-I" + cls.tree)
        first = next(i for i, word in enumerate(words) if word.startswith("-I"))
        words.insert(first, "-I" + cls.tree)
        run(*words, cwd=entry["directory"])
        return target

    @classmethod
    def link(cls, program, objects):
        """Links a program of the build once more, with `objects` before its libraries."""
        command = run("ninja", "-C", BUILD, "-t", "commands", program).splitlines()[-1]
        words = shlex.split(command)
        while words[0] in (":", "&&"):
            words.pop(0)
        words = words[:words.index("&&")] if "&&" in words else words
        target = os.path.join(cls.tree, os.path.basename(program))
        words[words.index("-o") + 1] = target
        # The program's own test cases go, its main stays.
        words = [word for word in words if "/test_inputs.dir/" not in word]
        main = next(i for i, word in enumerate(words) if re.search(r"main\.cpp\.o$", word))
        words[main + 1:main + 1] = objects
        run(*words, cwd=BUILD)
        return target

    def test_its_test_passes(self):
        out = run(self.test)
        self.assertRegex(out, r"test cases: +1 \| +1 passed \| 0 failed")

    def test_the_command_knows_it(self):
        self.assertIn("perfect_integrator", run(self.rheo, "models"))
        self.assertIn("perfect_integrator", run(self.rheo, "schema"))
        path = os.path.join(self.tree, "network.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(NETWORK)
        table = os.path.join(self.tree, "neurons.csv")
        run(self.rheo, "inspect", path, "--csv", table)
        with open(table, encoding="utf-8") as file:
            rows = [line.split(",") for line in file.read().splitlines()]
        rates = [float(row[rows[0].index("rate_at_1_hz")]) for row in rows[1:]]
        for rate, J_th in zip(rates, (0.1, 0.3, 0.5)):
            self.assertAlmostEqual(rate, 1.6 / (0.02 * J_th), places=9)

    def test_a_repeated_block_is_seen(self):
        page = "`a.h` is:\n\n```cpp\nint a;\n```\n\n`b.h`\n```cpp\nint b;\n```\n"
        self.assertEqual(blocks(page), {"a.h": ["int a;\n"], "b.h": ["int b;\n"]})


if __name__ == "__main__":
    unittest.main()
