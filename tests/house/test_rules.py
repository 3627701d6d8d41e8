"""The project keeps its rules, and each rule catches a breach planted in a small tree."""

import os
import tempfile
import unittest

import rules

ROOT = os.environ["RHEO_SOURCE"]


def function_of(length):
    return "int f() {\n" + "  g();\n" * (length - 2) + "}\n"


class Project(unittest.TestCase):
    def keeps(self, rule):
        breaches = rule(ROOT)
        self.assertFalse(breaches, "\n" + "\n".join(breaches))

    def test_includes(self):
        self.keeps(rules.includes)

    def test_sizes(self):
        self.keeps(rules.sizes)

    def test_functions(self):
        self.keeps(rules.functions)

    def test_statements(self):
        self.keeps(rules.statements)

    def test_words(self):
        self.keeps(rules.words)

    def test_the_step_is_found(self):
        paths = rules.files(ROOT, (".cpp",), ("engine",))
        steps = [name for path, first, name, size in rules.cpp_functions(ROOT, paths)
                 if rules.is_the_step(ROOT, path, first, name, size)]
        self.assertEqual(len(steps), 1, steps)

    def test_the_lif_kernel_is_found(self):
        self.assertTrue(rules.cpp_functions(ROOT, ["neurons/lif.kernel.cpp"]))


class Planted(unittest.TestCase):
    def breach(self, rule, path, text):
        """The breaches of a tree with one file."""
        with tempfile.TemporaryDirectory() as root:
            os.makedirs(os.path.join(root, "engine"))
            with open(os.path.join(root, "engine", "ok.h"), "w", encoding="utf-8") as file:
                file.write("#pragma once\n")
            os.makedirs(os.path.join(root, os.path.dirname(path)), exist_ok=True)
            with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                file.write(text)
            return rule(root)

    def assert_caught(self, rule, path, text):
        self.assertEqual(len(self.breach(rule, path, text)), 1, f"{path}: {text[:60]!r}")

    def assert_passes(self, rule, path, text):
        self.assertEqual(self.breach(rule, path, text), [], f"{path}: {text[:60]!r}")

    def test_includes(self):
        for path, line in (
                ("neurons/a.cpp", '#include "synapses/lowpass.h"'),
                ("probes/a.h", '#include "neurons/lif.h"'),
                ("io/a.cpp", '#include "apps/catalog.h"'),
                ("engine/a.cpp", '#include "neurons/lif.h"'),
                ("engine/a.cpp", '#include "tests/reference/interpreter.h"'),
                ("engine/a.cpp", "#include <yaml-cpp/yaml.h>"),
                ("engine/a.h", "  #  include <spdlog/spdlog.h>"),
                ("engine/a.cpp", "#include <fstream>"),
                ("inputs/a.cpp", "#include <muParser.h>"),
                ("neurons/a.cpp", "#include <omp.h>"),
                ("engine/a.cpp", "#include <boost/any.hpp>"),
                ("engine/a.cpp", '#include "ok.h"'),
                ("engine/a.cpp", '#include "engine/missing.h"')):
            self.assert_caught(rules.includes, path, line + "\n")

    def test_includes_that_are_right(self):
        for path, line in (
                ("neurons/a.cpp", '#include "engine/ok.h"'),
                ("apps/a.cpp", '#include "engine/ok.h"'),
                ("engine/a.cpp", "#include <omp.h>\n#include <sys/mman.h>\n#include <cstdint>"),
                ("io/a.cpp", "#include <yaml-cpp/yaml.h>\n#include <fstream>"),
                ("tests/engine/a.cpp", '#include "neurons/lif.h"')):
            self.assert_passes(rules.includes, path, line + "\n")

    def test_sizes(self):
        self.assert_caught(rules.sizes, "engine/a.cpp", "\n" * 401)
        self.assert_caught(rules.sizes, "tests/a.py", "#" * 101 + "\n")
        self.assert_passes(rules.sizes, "engine/a.cpp", ("#" * 100 + "\n") * 400)

    def test_functions(self):
        verbs = [f"  phase({verb});" for verb in rules.VERBS]

        def step(length):
            filling = ["  g();"] * (length - 2 - len(verbs))
            return "\n".join(["void Simulation::step() {", *verbs, *filling, "}", ""])

        self.assert_caught(rules.functions, "io/a.cpp", function_of(61))
        self.assert_passes(rules.functions, "io/a.cpp", function_of(60))
        self.assert_caught(rules.functions, "engine/simulation.cpp", step(16))
        self.assert_passes(rules.functions, "engine/simulation.cpp", step(15))
        self.assert_caught(rules.functions, "neurons/lif.kernel.cpp", function_of(31))
        self.assert_passes(rules.functions, "neurons/lif.kernel.cpp", function_of(30))
        self.assert_caught(rules.functions, "tests/a.py", "def f():\n" + "    g()\n" * 60)

    def test_statements(self):
        self.assert_caught(rules.statements, "io/a.cpp", "int f() {\n  g(); h();\n}\n")
        self.assert_caught(rules.statements, "io/a.cpp", "x = 1; y = 2;\n")
        for line in ("for (int i = 0; i < n; ++i) g(i);", 'g("a; b"); // c; d', "if (a) { g(); }",
                     "int n() const { return n_; }", "case ';': break;", "int n;  /* a; b */",
                     "int f();   \\"):
            self.assert_passes(rules.statements, "io/a.cpp", line + "\n")

    def test_words(self):
        for text in ("/" + "home/somebody/x", "see ../" + "shared/x", "issue" + " 3",
                     "issue" + " #12"):
            self.assert_caught(rules.words, "docs/a.md", text + "\n")
        self.assert_passes(rules.words, "docs/a.md", "an issue of the state; homework/x\n")


if __name__ == "__main__":
    unittest.main()
