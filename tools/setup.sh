#!/bin/sh
# setup.sh REQUIREMENT: makes .venv if need be and installs REQUIREMENT ("." or ".[dev]") into it, editable.
# Reads PYTHON (an interpreter to use) and CPPFLAGS (for the C module of durable-rules).
set -eu

say() { printf '%s\n' "$*" >&2; }

# What interpreter $1 lacks to build and run the project, one word a thing; nothing when it is complete.
lacks() {
    "$1" - <<'PYTHON'
import os, shutil, sys, sysconfig
compiler = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()[0]
lacks = []
if sys.version_info < (3, 11) or (sys.version_info >= (3, 14) and not os.environ.get("PYTHON")):
    lacks.append("version")
try:
    import ensurepip, venv
except ImportError:
    lacks.append("venv")
if not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")):
    lacks.append("headers")
if shutil.which(compiler) is None:
    lacks.append("compiler")
print(*lacks)
PYTHON
}

# How to get what interpreter $1 lacks ($2...), as a Debian user would.
advise() {
    python=$1
    shift
    name=python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    say "$python cannot be used yet:"
    for thing in "$@"; do
        case $thing in
            version) say "  - it is $name; ldn-rules needs Python 3.11, 3.12 or 3.13" ;;
            venv) say "  - the venv module is missing: apt-get install $name-venv" ;;
            headers) say "  - the C headers (Python.h) are missing: apt-get install $name-dev" ;;
            compiler) say "  - a C compiler is missing: apt-get install gcc libc6-dev" ;;
        esac
    done
}

find_python() {
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        "$candidate" -c '' >/dev/null 2>&1 || continue
        [ -n "$(lacks "$candidate")" ] || { echo "$candidate"; return; }
    done
}

explain_absence() {
    found=no
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        "$candidate" -c '' >/dev/null 2>&1 || continue
        found=yes
        # shellcheck disable=SC2046 # one word a thing
        advise "$candidate" $(lacks "$candidate")
    done
    [ "$found" = yes ] || say "No Python found (${PYTHON:-python3, python3.11 to python3.13}): apt-get install python3 python3-venv python3-dev gcc"
}

if [ ! -x .venv/bin/pip ]; then
    python=$(find_python)
    [ -n "$python" ] || { explain_absence; exit 1; }
    say "Setting up .venv with $("$python" --version)"
    rm -rf .venv
    "$python" -m venv .venv
fi

# The C module is built afresh: a copy in pip's cache may have been built without the flags.
engine=$(sed -n 's/.*"\(durable-rules==[0-9.]*\)".*/\1/p' pyproject.toml)
.venv/bin/python -c 'import durable_rules_engine' 2>/dev/null ||
    .venv/bin/pip install --quiet --disable-pip-version-check --no-cache-dir --no-deps --use-pep517 "$engine"
.venv/bin/pip install --quiet --disable-pip-version-check --editable "$1"

# Compiled now, so that the first start is as quick as the next and a read-only checkout stays quick.
.venv/bin/python -m compileall -q src
