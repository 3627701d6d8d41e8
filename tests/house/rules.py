"""The rules of the house, each a function of a source tree that returns its breaches.

A breach is a string "path:line: what". tests/house/test_rules.py runs every rule on the project and
on a tree with one planted breach.
"""

import ast
import os
import re
import subprocess

SIBLINGS = ("io", "neurons", "synapses", "connections", "nef", "learning", "inputs", "probes")
FOLDERS = ("engine", *SIBLINGS, "apps")
ANYTHING = ("tests", "benchmarks", "python")

# Third-party headers by the first component of their address, and who may include them.
ENGINE_LIBRARIES = ("Eigen", "Random123", "sleef.h", "omp.h")
OUTER_LIBRARIES = ("yaml-cpp", "spdlog", "fmt", "CLI", "muParser.h", "hdf5.h", "zip.h", "nlohmann")
# The system below std: huge pages, CPU features, clocks.
SYSTEM = ("sys", "unistd.h", "sched.h", "pthread.h", "fcntl.h", "cpuid.h")
INTRINSICS = re.compile(r"[a-z]mmintrin\.h")
# The engine and the models open no file and print nothing.
NO_FILES = ("fstream", "iostream", "filesystem", "print")

MAX_LINES = 400
MAX_COLUMNS = 100
MAX_FUNCTION = 60
MAX_STEP = 15
MAX_KERNEL = 30
VERBS = ("advance_clock", "deliver_past", "evaluate_levels", "propagate", "record")

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')


def files(root, suffixes, folders=None):
    """Paths relative to root of our files with one of these suffixes, sorted."""
    found = []
    for start in folders or (".",):
        for directory, names, leaves in os.walk(os.path.join(root, start)):
            names[:] = [n for n in names if not n.startswith(".") and n not in ("build", "results")
                        and n != "__pycache__"]
            found += [os.path.relpath(os.path.join(directory, leaf), root)
                      for leaf in leaves if leaf.endswith(suffixes)]
    return sorted(found)


def lines(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as text:
        return text.read().splitlines()


def include_breach(folder, quoted, address):
    """Why `folder` may not include `address`; None if it may."""
    head = address.split("/")[0]
    if quoted:
        allowed = FOLDERS if folder == "apps" else {"engine", folder}
        return None if head in allowed else f"{folder} may not include {head}"
    if head in OUTER_LIBRARIES:
        return None if folder in ("io", "apps") else f"{head} is private to io and apps"
    if head in ENGINE_LIBRARIES:
        return None if folder in ("engine", "nef", "apps") else f"{head} belongs to engine"
    if head in NO_FILES:
        return None if folder in ("io", "apps") else f"{folder} opens no file and prints nothing"
    if head in SYSTEM or INTRINSICS.fullmatch(head) or re.fullmatch(r"[a-z_0-9]+", address):
        return None
    return f"<{address}> is not known to the include rules"


def includes(root):
    """Who may include whom (ARCHITECTURE.md)."""
    breaches = []
    for path in files(root, (".h", ".cpp"), FOLDERS):
        folder = path.split(os.sep)[0]
        for number, line in enumerate(lines(root, path), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            quoted, address = match[1] == '"', match[2]
            why = include_breach(folder, quoted, address)
            if not why and quoted and not os.path.exists(os.path.join(root, address)):
                why = f"{address} is no address from the root of the repository"
            if why:
                breaches.append(f"{path}:{number}: {why}")
    return breaches


def sizes(root):
    """No source or test file over 400 lines or 100 columns."""
    breaches = []
    for path in files(root, (".h", ".cpp", ".py", ".sh", ".cmake", "CMakeLists.txt", "dev")):
        text = lines(root, path)
        if len(text) > MAX_LINES:
            breaches.append(f"{path}: {len(text)} lines, at most {MAX_LINES}")
        breaches += [f"{path}:{number}: {len(line)} columns, at most {MAX_COLUMNS}"
                     for number, line in enumerate(text, 1) if len(line) > MAX_COLUMNS]
    return breaches


def cpp_functions(root, paths):
    """(path, line, name with its class, lines) of every function, by ctags."""
    if not paths:
        return []
    run = subprocess.run(
        ["ctags", "-x", "--_xformat=%F\t%n\t%{end}\t%Z\t%N", "--c++-kinds=f", "--fields=+neZ",
         "--languages=C++", "--langmap=C++:.cpp.h", "-L", "-"],
        input="\n".join(paths), cwd=root, capture_output=True, text=True, check=True)
    found = []
    for line in run.stdout.splitlines():
        path, first, last, scope, name = line.split("\t")
        if last.isdigit():
            owner = scope.split(":")[-1]
            found.append((path, int(first), f"{owner}::{name}", int(last) - int(first) + 1))
    return found


def python_functions(root, paths):
    found = []
    for path in paths:
        tree = ast.parse("\n".join(lines(root, path)))
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                found.append((path, node.lineno, node.name, node.end_lineno - node.lineno + 1))
    return found


def is_the_step(root, path, first, name, size):
    """Whether a function is the step of a simulation: it is called so and names all five verbs."""
    body = "\n".join(lines(root, path)[first - 1:first - 1 + size])
    return (path.startswith("engine/") and name.endswith("::step")
            and all(re.search(rf"\b{verb}\b", body) for verb in VERBS))


def limit_of(root, path, first, name, size):
    if path == "neurons/lif.kernel.cpp":
        return MAX_KERNEL
    return MAX_STEP if is_the_step(root, path, first, name, size) else MAX_FUNCTION


def functions(root):
    """No function over 60 lines, of the LIF kernel over 30, the step over 15."""
    found = cpp_functions(root, files(root, (".h", ".cpp")))
    found += python_functions(root, files(root, (".py",)))
    breaches = []
    for path, first, name, size in found:
        limit = limit_of(root, path, first, name, size)
        if size > limit:
            breaches.append(f"{path}:{first}: {name} has {size} lines, at most {limit}")
    return breaches


def bare(line):
    """The line without strings, character literals, comments and a macro's line end."""
    line = re.sub(r'"(\\.|[^"\\])*"|\'(\\.|[^\'\\])\'', "0", line)
    return re.sub(r"//.*|/\*.*?\*/|\\$", "", line)


def statements(root):
    """One statement a line."""
    breaches = []
    for path in files(root, (".h", ".cpp")):
        raw = False
        for number, line in enumerate(lines(root, path), 1):
            if not raw and re.search(r'R"\w*\(', line):
                raw = True
            if raw:
                raw = not re.search(r'\)\w*"', line.split('R"', 1)[-1])
                continue
            code = bare(line)
            while re.search(r"\([^()]*\)", code):
                code = re.sub(r"\([^()]*\)", "", code)
            if re.search(r";\s*[^\s})]", code) and not re.match(r"\s*for\b", code):
                breaches.append(f"{path}:{number}: more than one statement")
    return breaches


# Joined here so that this file does not breach its own rule.
FORBIDDEN = re.compile("|".join((
    "/" + "work/", "/" + "root/", "/" + "home/", r"\.\./" + "shared", "hub" + r"\.git",
    "deb" + r"\.debian\.org", "py" + r"pi\.org", r"[Ii]ssue" + r" #?\d")))


def words(root):
    """No path of somebody's machine, no host of a registry, no ticket number."""
    breaches = []
    suffixes = (".h", ".cpp", ".py", ".sh", ".md", ".txt", ".yaml", ".yml", ".json", ".cmake",
                "dev", ".csv")
    for path in files(root, suffixes):
        with open(os.path.join(root, path), encoding="utf-8", errors="replace") as text:
            for number, line in enumerate(text, 1):
                match = FORBIDDEN.search(line)
                if match:
                    breaches.append(f"{path}:{number}: {match[0]!r} has no place here")
    return breaches
