# shellcheck shell=bash disable=SC2154
# ./dev test, lint and format; sourced by dev, whose functions and package lists it uses.

# --- test ---------------------------------------------------------------------------------------

# run_tests PRESET: all tests of a built preset, side by side; adds to `passed` and `failed`.
run_tests() {
  local directory=$build/$1 counts status=0
  (cd "$directory" && ctest --parallel "$(nproc)" --output-on-failure --no-tests=error) \
    >"$directory/ctest.log" 2>&1 || status=$?
  if [ "$status" -ne 0 ]; then
    cat "$directory/ctest.log" >&2
  fi
  counts=$(count_cases "$directory/Testing/Temporary/LastTest.log")
  say "$1: ${counts% *} passed, ${counts#* } failed"
  passed=$((passed + ${counts% *}))
  failed=$((failed + ${counts#* }))
  if [ "$status" -ne 0 ] && [ "${counts#* }" -eq 0 ]; then
    failed=$((failed + 1))
  fi
}

# count_cases LOG: "PASSED FAILED": the cases of every doctest and unittest program; any other
# script, or a program that ended before it could say, is one case.
count_cases() {
  awk '
    /^[0-9]+\/[0-9]+ Testing: /   { good = bad = 0 }
    /^\[doctest\] test cases:/    { good = $6; bad = $9 }
    /^Ran [0-9]+ tests? in /      { good = $2 }
    /^FAILED \(/ {
      gsub(/[^0-9 ]/, "")
      bad = $1 + $2
      good -= bad
    }
    /^Test Passed\./              { passed += good + bad ? good : 1; failed += bad }
    /^Test Failed\./              { passed += good; failed += bad ? bad : 1 }
    END { printf "%d %d\n", passed, failed }
  ' "$1"
}

build_and_test() {  # PRESET
  configure "$1"
  compile "$1"
  run_tests "$1"
}

coverage() {
  build_and_test coverage
  local folder filters=()
  for folder in engine neurons synapses connections inputs nef learning probes io apps; do
    filters+=(--filter "$root/$folder/")
  done
  if ! gcovr --root "$root" "${filters[@]}" --exclude-unreachable-branches --fail-under-line 90 \
    "$build/coverage" >"$build/coverage.txt" 2>&1; then
    cat "$build/coverage.txt" >&2
    failed=$((failed + 1))
  fi
  grep '^TOTAL' "$build/coverage.txt" >&2 || true
}

dev_test() {
  local all=0
  case "$*" in
    '') ;;
    --all) all=1 ;;
    *) die "usage: ./dev test [--all]" ;;
  esac
  local passed=0 failed=0
  SECONDS=0
  need "${packages_build[@]}" "${packages_test[@]}"
  nengo_environment
  build_and_test release
  if [ "$all" -eq 1 ]; then
    need "${packages_lint[@]}" "${packages_all[@]}"
    build_and_test asan
    # libgomp and libomp synchronise out of ThreadSanitizer's sight; Archer tells it what the
    # OpenMP runtime of clang does.
    TSAN_OPTIONS="ignore_noninstrumented_modules=1 ${TSAN_OPTIONS:-}" build_and_test tsan
    coverage
    dev_lint 'clang-analyzer-core.*,clang-analyzer-cplusplus.*' || failed=$((failed + 1))
  fi
  say "tests took $SECONDS s"
  printf '%d passed, %d failed\n' "$passed" "$failed"
  [ "$failed" -eq 0 ]
}

# --- lint and format ----------------------------------------------------------------------------

cpp_folders=(engine neurons synapses connections inputs nef learning probes io apps tests
  benchmarks)

# cpp_files: our C++ files.
cpp_files() {
  local folder
  for folder in "${cpp_folders[@]}"; do
    find "$root/$folder" \( -name '*.cpp' -o -name '*.h' \) -print
  done | sort
}

dev_format() {
  need clang-format
  cpp_files | xargs clang-format -i
}

# dependencies: "SOURCE HEADER..." a source of ours that was compiled, headers of ours only.
dependencies() {
  ninja -C "$build/release" -t deps 2>/dev/null | awk -v root="$root/" '
    function flush() {
      if (source) print source files
      source = files = ""
    }
    /^[^ ].*: #deps/ { flush() }
    /^ / {
      path = $1
      sub(/^\.\.\/\.\.\//, root, path)  # ccache may make paths relative to the build directory
      if (index(path, root) != 1) next
      if (!source) source = path
      else files = files " " path
    }
    END { flush() }' | sort -u
}

# digests: "SOURCE SHA256" of each source: over it, the headers of ours that it includes (all, where
# it is built on demand only), .clang-tidy and the extra checks. What was tidied under a digest is
# not tidied again.
digests() {  # EXTRA_CHECKS
  local -A headers
  local source rest all
  all=$(cpp_files | grep '\.h$')
  while read -r source rest; do
    headers[$source]=$rest
  done < <(dependencies)
  cpp_files | grep '\.cpp$' | while read -r source; do
    rest=${headers[$source]-$all}
    # shellcheck disable=SC2086  # a list of paths without spaces
    printf '%s %s\n' "$source" "$({ echo "$1" && cat "$root/.clang-tidy" "$source" $rest; } |
      sha256sum | cut -d ' ' -f 1)"
  done
}

# units DIRECTORY EXTRA_CHECKS: what clang-tidy has to look at: files of DIRECTORY, each with up
# to 12 sources, kernels or not, that share no name of an unnamed namespace. Most of its time goes
# into the headers of std, which are read once so. The static analyser gets each source by itself:
# it does not look at a function alone that another one of the unit calls. (It follows the includes
# of a file that is called UnifiedSource.)
units() {
  local source digest
  digests "$2" | while read -r source digest; do
    [ -e "$build/lint/$digest" ] || printf '%s\t%s\t%s\n' "$source" "$digest" \
      "$(ctags -x --_xformat='%Z %N' --kinds-C++=fvsceugt --fields=+Z "$source" |
        awk '$1 ~ /^(rheo::(RHEO_ISA_NAMESPACE::)?)?__anon[^:]*$/ { printf "%s ", $2 }')"
  done | awk -F '\t' -v directory="$1" -v most="$([ -n "$2" ] && echo 1 || echo 12)" '
    function fits(unit,    i) {
      for (i in names) if ((unit, names[i]) in used) return 0
      return size[unit] < most
    }
    {
      kind = $1 ~ /\.kernel\.cpp$/ ? "kernels" : "others"
      split($3, names, " ")
      for (k = 1; !fits(kind k); k++);
      unit = kind k
      size[unit]++
      for (i in names) used[unit, names[i]]
      file = directory "/UnifiedSource_" unit ".cpp"
      printf "#include \"%s\"  // %s\n", $1, $2 >> file
      close(file)
    }'
}

# flags_of UNIT BUILD: "FLAGS..." a line: how its sources are compiled, kernels once per instruction
# set. Every program of a unit gets a main of its own.
flags_of() {
  local commands=$2/compile_commands.json
  if grep -q '\.kernel\.cpp"' "$1"; then
    grep '"command".*\.kernel\.cpp"' "$commands" |
      grep -o -- ' -\(DRHEO_ISA\|m\)[^ ]*\| -c .*' |
      awk '$1 == "-c" { print flags; flags = ""; next } { flags = flags $0 }' | sort -u
  else
    # shellcheck disable=SC2046  # a list
    printf '%s ' '-DJOIN_(a,b)=a##b' '-DJOIN(a,b)=JOIN_(a,b)' '-Dmain=JOIN(main_,__COUNTER__)' \
      '-DRHEO_VERSION=""' '-DRHEO_COMPILER=""' '-DRHEO_FLAGS=""' \
      $(grep -o -- '-isystem [^ ]*\|-D\(FMT\|SPDLOG\)_[A-Z_]*' "$commands" | sort -u)
    echo
  fi
}

# tidy_unit UNIT BUILD EXTRA_CHECKS: clang-tidy over it; over its halves, where it complains: so
# only what is found in a file by itself counts, and names may clash all the same.
tidy_unit() {
  local unit=$1 lines half digest all_flags flags part status=0
  mapfile -t lines <"$unit"
  half=$((${#lines[@]} / 2))
  mapfile -t all_flags < <(flags_of "$unit" "$2")
  if [ ${#all_flags[@]} -eq 0 ]; then
    say "dev: nothing in $2/compile_commands.json says how the sources of $unit are compiled"
    return 1
  fi
  for flags in "${all_flags[@]}"; do
    # shellcheck disable=SC2086  # a list
    clang-tidy --quiet --checks="$3" "$unit" -- -std=c++20 -fopenmp "-I${2%/build/*}" $flags \
      >>"$unit.log" 2>&1 || status=1
  done
  if [ "$status" -eq 0 ]; then
    for digest in "${lines[@]##* }"; do
      : >"${2%/*}/lint/$digest"
    done
  elif [ "$half" -eq 0 ]; then
    cat "$unit.log" >&2
  else
    status=0
    part=${unit%.cpp}
    printf '%s\n' "${lines[@]:0:half}" >"${part}_a.cpp"
    printf '%s\n' "${lines[@]:half}" >"${part}_b.cpp"
    tidy_unit "${part}_a.cpp" "$2" "$3" || status=1
    tidy_unit "${part}_b.cpp" "$2" "$3" || status=1
  fi
  return $status
}

# tidy EXTRA_CHECKS: clang-tidy over the sources that changed.
tidy() {
  local directory=$build/lint/units
  rm -rf "$directory"
  mkdir -p "$directory" && units "$directory" "$1" || return 1
  export -f tidy_unit flags_of say
  # shellcheck disable=SC2016  # bash -c is to expand them
  find "$directory" -name '*.cpp' -print0 | xargs -0 -r -n 1 -P "$(nproc)" \
    bash -c 'tidy_unit "$3" "$1" "$2"' tidy "$build/release" "$1"
}

dev_lint() {  # [EXTRA_CHECKS]
  local start=$SECONDS status=0
  need "${packages_build[@]}" "${packages_test[@]}" "${packages_lint[@]}"
  cpp_files | xargs clang-format --dry-run -Werror || status=1
  configure release
  compile release
  tidy "${1:-}" || status=1
  say "lint took $((SECONDS - start)) s"
  return $status
}
