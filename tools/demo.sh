#!/bin/sh
# demo.sh LDN_RULES: checks the lists of examples/ with that command. Findings (exit 1) are what a demo is for.
set -u

run() {
    printf '\n$ ldn-rules %s\n' "$*"
    "$ldn_rules" "$@"
    code=$?
    [ "$code" -le 1 ] || exit "$code"
}

ldn_rules=$1
for list in examples/*.json; do
    run check "$list"
done
run check examples/synthetic-fhir.ndjson --as-of 2026-01-15
