#!/usr/bin/env bash
# ./dev: what it does without a right to install, and how it counts tests.
set -euo pipefail

fail() {
  echo "$1"
  exit 1
}

tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
for tool in bash env dirname cat mktemp tail rm; do
  ln -s "$(command -v $tool)" "$tools/$tool"
done
printf '#!/bin/bash\necho "ii  cmake"\n' >"$tools/dpkg-query"
printf '#!/bin/bash\necho 1000\n' >"$tools/id"
chmod +x "$tools/dpkg-query" "$tools/id"

# Not root, no sudo: what is missing is listed, what is there is not, nothing is built.
status=0
PATH=$tools "$RHEO_SOURCE/dev" run x.yaml 2>"$tools/err" || status=$?
[ "$status" -eq 2 ] || fail "without root and sudo: code $status, not 2"
grep -q 'apt-get install g++ ninja-build' "$tools/err" || fail "no list: $(cat "$tools/err")"
grep -q 'cmake' "$tools/err" && fail "lists what is installed: $(cat "$tools/err")"

# With sudo it is used.
printf '#!/bin/bash\necho "$*" >>%s/sudo.log\nexit 1\n' "$tools" >"$tools/sudo"
chmod +x "$tools/sudo"
status=0
PATH=$tools "$RHEO_SOURCE/dev" run x.yaml 2>"$tools/err" || status=$?
[ "$status" -eq 2 ] || fail "installing failed: code $status, not 2"
grep -q 'apt-get install -y .*ninja-build' "$tools/sudo.log" || fail "sudo was not used"
grep -q 'apt-get update' "$tools/sudo.log" || fail "no update after a first failure"

status=0
"$RHEO_SOURCE/dev" nonsense 2>/dev/null || status=$?
[ "$status" -eq 2 ] || fail "unknown command: code $status, not 2"
"$RHEO_SOURCE/dev" help | grep -q '^usage' || fail "no help"

# Counting: doctest programs, unittest programs, plain scripts, programs that crashed.
# shellcheck source=tests/dev.sh
source "$RHEO_SOURCE/tests/dev.sh"
cat >"$tools/log" <<'LOG'
1/6 Testing: engine
[doctest] test cases: 5 | 3 passed | 2 failed | 0 skipped
Test Failed.
2/6 Testing: io
[doctest] test cases: 4 | 4 passed | 0 failed | 0 skipped
Test Passed.
3/6 Testing: a crash
Test Failed.
4/6 Testing: a script
Test Passed.
5/6 Testing: a unittest that fails
Ran 7 tests in 0.1s
FAILED (failures=1, errors=1)
Test Failed.
6/6 Testing: a unittest that passes
Ran 2 tests in 0.1s
OK
Test Passed.
LOG
counts=$(count_cases "$tools/log")
[ "$counts" = "15 5" ] || fail "counted $counts, not 15 5"
