#!/bin/sh
# check_catalogue.sh [DIR] [OUT]: opens every page of a catalogue (default: rule-catalogue) in Chromium, runs axe-core over
# it, looks for text that leaves a screen of 360 pixels, and leaves pictures and PDFs of some pages in OUT (default: a new
# folder under TMPDIR). Needs chromium (CHROMIUM names another), node and npm; axe-core and puppeteer-core come from npm.
set -eu

say() { printf '%s\n' "$*" >&2; }

catalogue=$(cd "${1:-rule-catalogue}" 2>/dev/null && pwd) || { say "no folder ${1:-rule-catalogue}: run ldn-rules rules docs first"; exit 2; }
[ -f "$catalogue/index.html" ] || { say "$catalogue holds no catalogue: run ldn-rules rules docs first"; exit 2; }

chromium=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
[ -n "$chromium" ] || { say "chromium is missing: apt-get install chromium, or set CHROMIUM"; exit 2; }
for program in node npm; do
    command -v "$program" >/dev/null || { say "$program is missing: apt-get install nodejs npm"; exit 2; }
done

here=$(cd "$(dirname "$0")" && pwd)
out=${2:-$(mktemp -d)}
mkdir -p "$out"
modules=$(mktemp -d)
trap 'rm -rf "$modules"' EXIT
(cd "$modules" && npm install --silent --no-audit --no-fund --ignore-scripts axe-core@4 puppeteer-core@24) ||
    { say "npm could not fetch axe-core and puppeteer-core"; exit 2; }
cp "$here/check_catalogue.mjs" "$modules/"
node "$modules/check_catalogue.mjs" "$chromium" "$catalogue" "$out"
