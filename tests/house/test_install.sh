#!/usr/bin/env bash
# cmake --install puts the command, the networks and the schema where they belong, and what is
# installed works on its own.
set -euo pipefail

prefix=$(mktemp -d)
trap 'rm -rf "$prefix"' EXIT
cmake --install "$RHEO_BUILD" --prefix "$prefix" >"$prefix/log" 2>&1 || {
  cat "$prefix/log"
  exit 1
}

cd "$prefix"
bin/rheo check share/rheobase/configs/threshold.yaml
"$RHEO_PYTHON" -c 'import json, jsonschema, sys
schema = json.load(open(sys.argv[1]))
jsonschema.validators.validator_for(schema).check_schema(schema)
assert "populations" in schema["properties"], "the schema describes no populations"
' share/rheobase/network.schema.json
diff -r "$RHEO_SOURCE/configs" share/rheobase/configs --exclude=results
test -s share/doc/rheobase/LICENSE || test -s share/doc/Rheobase/LICENSE
