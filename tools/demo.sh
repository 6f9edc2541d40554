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

# A population: one line a patient; the counts say enough here.
printf '\n$ ldn-rules check examples/synthetic-fhir.ndjson --as-of 2026-01-15    (its summary)\n'
summary=$("$ldn_rules" check examples/synthetic-fhir.ndjson --as-of 2026-01-15)
code=$?
printf '%s\n' "$summary" | sed -n '/records, .* unreadable/,$p'
[ "$code" -le 1 ] || exit "$code"

printf '\nThe command is %s\n' "$ldn_rules"
