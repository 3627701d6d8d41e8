"""Every row of tests/io/malformed/cases.yaml through rheo check: exit code 2, a message, no crash,
at most 5 s of an optimised build, within 1 GiB of addresses. And the JSON Schema:
python3-jsonschema accepts every network under configs/ and refuses every structural row."""
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile

import jsonschema
import yaml

SOURCE = os.environ["RHEO_SOURCE"]
RHEO = os.environ["RHEO"]
FOLDER = os.path.join(SOURCE, "tests", "io", "malformed")
GIBIBYTE = 1 << 30
OPTIMIZED = "RHEO_OPTIMIZED" in os.environ
SANITIZED = "RHEO_SANITIZED" in os.environ  # its shadow memory alone takes terabytes of addresses
failures = []


def check(condition, what):
    if not condition:
        failures.append(what)
        print(f"FAIL {what}")


def generated(kind, base):
    """As in tests/io/test_malformed.cpp."""
    text = "simulation: {duration: 1 s}\n"
    if kind == "brackets":
        return text + 'inputs: {x: {expression: "' + "(" * 200000 + "t" + ")" * 200000 + '"}}\n'
    if kind == "deep":
        return text + "inputs: " + "[" * 100000 + "\n"
    if kind == "long":
        return text + "# " + "x" * (33 << 20) + "\n"
    if kind == "control":
        return text + "# \x01\n"
    if kind == "latin1":
        return (text + "# \xe9\n").encode("latin-1")
    if kind == "utf16":
        return base.encode("utf-16")
    if kind == "many":
        return text + "inputs: {x: {constant: [0" + ",0" * 2100000 + "]}}\n"
    assert kind == "aliases"
    text += "define:\n  a0: &a0 [x, x]\n"
    for i in range(1, 40):
        text += f"  a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n"
    return text


def text_of(row, base):
    if "text" in row:
        return row["text"]
    if "generate" in row:
        return generated(row["generate"], base)
    old, new = row["replace"]
    assert old in base, row["name"]
    return base.replace(old, new, 1)


def limit():
    if not SANITIZED:
        resource.setrlimit(resource.RLIMIT_AS, (GIBIBYTE, GIBIBYTE))


def run_check(path):
    return subprocess.run([RHEO, "check", path], preexec_fn=limit, capture_output=True,
                          text=True, errors="replace", timeout=120, check=False)


def used_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def check_row(row, folder, base):
    name = row["name"]
    path = os.path.join(folder, row.get("path", "network.yaml"))
    if "path" not in row:
        text = text_of(row, base)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
    before = used_seconds()
    result = run_check(path)
    seconds = used_seconds() - before  # of the processor: the machine may be shared
    check(result.returncode == 2, f"{name}: exit code {result.returncode}: {result.stderr[-400:]}")
    check(seconds < 5 or not OPTIMIZED, f"{name}: {seconds:.1f} s")
    for piece in row["says"]:
        check(str(piece) in result.stderr, f"{name}: says no `{piece}`: {result.stderr[:400]}")
    if "at" in row:
        check(row["at"] in result.stderr, f"{name}: names no {row['at']}: {result.stderr[:400]}")


def json_form(value):
    """YAML as JSON sees it: keys are text."""
    if isinstance(value, dict):
        return {str(key): json_form(item) for key, item in value.items()}
    if isinstance(value, list):
        return [json_form(item) for item in value]
    return value


def check_schema(rows, base):
    text = subprocess.run([RHEO, "schema"], capture_output=True, text=True, check=True).stdout
    schema = json.loads(text)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    accepted = [("base.yaml", base)]
    configs = os.path.join(SOURCE, "configs")
    for name in sorted(os.listdir(configs)):
        if name.endswith(".yaml"):
            with open(os.path.join(configs, name), encoding="utf-8") as file:
                accepted.append((name, file.read()))
    for name, network in accepted:
        errors = list(validator.iter_errors(json_form(yaml.safe_load(network))))
        check(not errors, f"schema refuses {name}: {[e.message[:300] for e in errors]}")
    structural = [row for row in rows if row["structural"]]
    check(len(structural) >= 40, f"only {len(structural)} structural rows")
    for row in structural:
        network = json_form(yaml.safe_load(text_of(row, base)))
        check(not validator.is_valid(network), f"schema accepts: {row['name']}")


def main():
    with open(os.path.join(FOLDER, "cases.yaml"), encoding="utf-8") as file:
        rows = yaml.safe_load(file)
    with open(os.path.join(FOLDER, "base.yaml"), encoding="utf-8") as file:
        base = file.read()
    check(len(rows) >= 60, f"only {len(rows)} rows")
    with tempfile.TemporaryDirectory() as scratch:
        folder = os.path.join(scratch, "malformed")
        shutil.copytree(FOLDER, folder)
        good = run_check(os.path.join(folder, "base.yaml"))
        check(good.returncode == 0, f"base.yaml: {good.returncode}: {good.stderr}")
        for row in rows:
            check_row(row, folder, base)
    check_schema(rows, base)
    print(f"{len(rows)} malformed networks, {len(failures)} failures")
    return 1 if failures else 0


sys.exit(main())
