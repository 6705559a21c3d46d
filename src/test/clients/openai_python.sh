#!/usr/bin/env bash
# Asks a service by the openai package for Python, which it installs into a directory of its own.
#
# Usage: src/test/clients/openai_python.sh http://localhost:8080
# Ends with 3 when the package cannot be installed.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if ! { python3 -m venv "$work/venv" && "$work/venv/bin/pip" install -q openai; } >"$work/log" 2>&1; then
  echo "The openai package for Python cannot be installed: $(tail -n 1 "$work/log")"
  exit 3
fi
"$work/venv/bin/python" "$here/openai_python.py" "$1"
