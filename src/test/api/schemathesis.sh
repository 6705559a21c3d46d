#!/usr/bin/env bash
# Asks a running service what schemathesis makes of its OpenAPI document, and checks each answer against it with all the checks there are.
# Needs Python (3.10 or newer) the first time, to install schemathesis into target/tools.
#
# Usage: src/test/api/schemathesis.sh URL       such as http://127.0.0.1:8080; its model should be the demo, with a delay of 0ms
#   REFRAIN_TOOLS=dir                           where schemathesis is, or is installed to (default: target/tools)
#   REFRAIN_SCHEMATHESIS_EXAMPLES=n             the most requests for one operation in one phase (default: 100)
#   REFRAIN_SCHEMATHESIS_SEED=n                 what they are made from (default: 1)
#
# Exit status: 0 the document is true, 1 it is not, 2 wrong usage, 3 schemathesis is missing and could not be installed.
set -euo pipefail

package=schemathesis==4.32.5

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tools=${REFRAIN_TOOLS:-$here/../../../target/tools}

if [ $# -ne 1 ]; then
  echo "usage: src/test/api/schemathesis.sh URL" >&2
  exit 2
fi
url=${1%/}

mkdir -p "$tools"
tools=$(cd "$tools" && pwd)
environment=$tools/schemathesis
if [ ! -x "$environment/bin/schemathesis" ]; then
  if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
    echo "schemathesis.sh: schemathesis is not in $environment and there is no python3 of 3.10 or newer to install it with." >&2
    exit 3
  fi
  echo "Installing $package into $environment"
  if ! { python3 -m venv "$environment" && "$environment/bin/pip" install --quiet --disable-pip-version-check "$package"; }; then
    rm -rf "$environment"
    echo "schemathesis.sh: $package could not be installed; see above. It needs the network, and python3-venv." >&2
    exit 3
  fi
fi

# It leaves its examples where it runs.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
"$environment/bin/schemathesis" run "$url/q/openapi?format=json" --url "$url" --checks all --mode all --no-color \
  --continue-on-failure --max-examples "${REFRAIN_SCHEMATHESIS_EXAMPLES:-100}" --seed "${REFRAIN_SCHEMATHESIS_SEED:-1}" || exit 1
