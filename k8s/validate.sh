#!/usr/bin/env bash
# Renders a kustomize directory and validates every manifest of it against the schemas of Kubernetes 1.30: kinds, versions,
# names and types of fields. What only a server knows (a missing required field, an unknown value) it does not see.
# Needs no cluster. Needs Go (1.24 or newer) the first time, to install the two tools into target/tools.
#
# Usage: k8s/validate.sh [directory]      default: the directory of this script
#   REFRAIN_TOOLS=dir                     where kustomize and kubectl-validate are, or are installed to (default: target/tools)
#
# Exit status: 0 valid, 1 invalid or not renderable, 2 wrong usage, 3 a tool is missing and could not be installed.
set -euo pipefail

kustomize_package=sigs.k8s.io/kustomize/kustomize/v5@v5.7.1
validate_package=sigs.k8s.io/kubectl-validate@latest
kubernetes_version=1.30

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tools=${REFRAIN_TOOLS:-$here/../target/tools}

if [ $# -gt 1 ]; then
  echo "usage: k8s/validate.sh [directory]" >&2
  exit 2
fi
directory=${1:-$here}
if [ ! -d "$directory" ]; then
  echo "validate.sh: $directory is not a directory" >&2
  exit 2
fi

mkdir -p "$tools"
tools=$(cd "$tools" && pwd)

install_tool() { # name, package
  if [ -x "$tools/$1" ]; then
    return
  fi
  if ! command -v go >/dev/null; then
    echo "validate.sh: $1 is not in $tools and there is no go on the PATH to install it with." >&2
    echo "Install Go from https://go.dev/dl/ and run this again, or put $1 there yourself (go install $2)." >&2
    exit 3
  fi
  echo "Installing $2 into $tools (a few minutes the first time)"
  if ! GOBIN=$tools go install "$2"; then
    echo "validate.sh: go install $2 failed; see above. It needs the network and Go 1.24 or newer." >&2
    exit 3
  fi
}

install_tool kustomize "$kustomize_package"
install_tool kubectl-validate "$validate_package"

rendered=$(mktemp -d)
trap 'rm -rf "$rendered"' EXIT

# One file per manifest: kubectl-validate then names the manifest that is wrong.
"$tools/kustomize" build "$directory" --output "$rendered" || exit 1
if ! "$tools/kubectl-validate" --version "$kubernetes_version" "$rendered"; then
  echo "validate.sh: $directory is not valid for Kubernetes $kubernetes_version" >&2
  exit 1
fi
echo "$directory is valid for Kubernetes $kubernetes_version"
