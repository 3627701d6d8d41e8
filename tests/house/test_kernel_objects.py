"""Kernel objects define nothing outside their instruction set's namespace, and use its vectors.

An inline function of std, or of a header of ours, that a kernel object emits is a weak symbol: the
linker keeps one copy for the whole program, and that copy may use instructions this CPU lacks.

A loop that the compiler gave up on still gives the right bits, several times more slowly.
"""

import glob
import os
import re
import subprocess
import unittest

BUILD = os.environ["RHEO_BUILD"]
OPTIMISED = "CMAKE_BUILD_TYPE:STRING=Release"


def outside(objects, isa):
    """Defined symbols of `objects` that are not in rheo::<isa>."""
    run = subprocess.run(["nm", "-C", "--defined-only", "--extern-only", *objects],
                         capture_output=True, text=True, check=True)
    symbols = [line.split(None, 2)[2] for line in run.stdout.splitlines()
               if re.match(r"[0-9a-f]+ \S ", line)]
    # DW.ref.*: a pointer of the exception tables, no code. "(*": returns a pointer to a function.
    return [s for s in symbols if not re.match(rf"(\S+ )*(\(\*)?rheo::{isa}::|DW\.ref\.", s)]


ARITHMETIC = re.compile(r"\tv?(?:add|sub|mul|div|sqrt)([ps])[sd]\b")
# What goes from neuron to neuron by its nature: one that fires, and the pieces of a sub-step.
ONE_BY_ONE = re.compile(r"::(fire_on|piece_in_v|part_of|ascend_piece)\b")


def without_vectors(objects):
    """Functions of `objects` that calculate, but never several numbers at once."""
    run = subprocess.run(["objdump", "-dC", "--no-show-raw-insn", *objects],
                         capture_output=True, text=True, check=True)
    kinds = {}
    name = ""
    for line in run.stdout.splitlines():
        if re.match(r"[0-9a-f]+ <", line):
            name = line.split("<", 1)[1]
        elif found := ARITHMETIC.search(line):
            kinds.setdefault(name, []).append(found[1])
    return [f for f, k in kinds.items() if "p" not in k and len(k) > 3]


class KernelObjects(unittest.TestCase):
    def objects(self, isa):
        return glob.glob(f"{BUILD}/*/CMakeFiles/rheo_*_{isa}.dir/*.o")

    def setUp(self):
        with open(f"{BUILD}/CMakeCache.txt", encoding="utf-8") as cache:
            if OPTIMISED not in cache.read():
                self.skipTest("only optimised builds inline what headers define")

    def test_there_are_kernels(self):
        for isa in ("baseline", "avx2", "avx512"):
            self.assertTrue(self.objects(isa), isa)

    def test_wide_objects_keep_to_their_namespace(self):
        for isa in ("avx2", "avx512"):
            self.assertEqual(outside(self.objects(isa), isa), [])

    def test_kernels_calculate_in_vectors(self):
        for isa in ("avx2", "avx512"):
            alone = without_vectors(self.objects(isa))
            self.assertTrue(alone, "the pieces of adex are seen, at least")
            self.assertEqual([f for f in alone if not ONE_BY_ONE.search(f)], [])

    def test_a_breach_is_seen(self):
        # Seen from another namespace, every symbol is a breach.
        self.assertTrue(outside(self.objects("avx2"), "avx512"))


if __name__ == "__main__":
    unittest.main()
