#!/usr/bin/env bash
# ./dev: what it does without a right to install, how it counts tests, what lint remembers.
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

# Lint: a stand-in for clang-tidy complains of what the unit includes if that says BAD.
mkdir -p "$tools/p/build/lint" "$tools/p/build/release"
cat >"$tools/clang-tidy" <<'TIDY'
#!/bin/bash
! grep -o '/[^"]*cpp' "$3" | xargs grep -H BAD
TIDY
chmod +x "$tools/clang-tidy"
echo '"command": "c++ -isystem /x -c a.cpp -o a.o",' >"$tools/p/build/release/compile_commands.json"
for name in a b c d.kernel; do
  echo int >"$tools/p/$name.cpp"
  printf '#include "%s"  // digest_%s\n' "$tools/p/$name.cpp" "$name" >"$tools/p/$name.line"
done
echo BAD >"$tools/p/b.cpp"
say() { echo "$*"; }
lint() {  # UNIT LINE...
  local unit=$tools/p/build/lint/$1.cpp
  shift
  cat "$@" >"$unit"
  PATH=$tools:$PATH tidy_unit "$unit" "$tools/p/build/release" '' >"$tools/log" 2>&1
}
lint unit "$tools"/p/{a,b,c}.line && fail "lint: a finding in the second of three was lost"
grep -q 'b.cpp:BAD' "$tools/log" || fail "lint: no finding shown: $(cat "$tools/log")"
for name in a c; do
  [ -e "$tools/p/build/lint/digest_$name" ] || fail "lint: $name is not remembered as clean"
done
[ ! -e "$tools/p/build/lint/digest_b" ] || fail "lint: a source with a finding counts as clean"
lint kernel "$tools/p/d.kernel.line" && fail "lint: a kernel that nobody compiles passes"
[ ! -e "$tools/p/build/lint/digest_d.kernel" ] || fail "lint: what nobody compiles counts as clean"
