#!/usr/bin/env bash
# Asks a running service by a client of others, which it installs the first time, in the versions that the client's script names.
#
# Usage: src/test/clients/run.sh CLIENT [URL]    such as openai_python http://localhost:8080; without any, names the clients
#   OPENAI_API_KEY, ANTHROPIC_API_KEY            what the client sends (default: none); the service's upstream decides
#   MODEL=name                                   the model (default: gpt-4o-mini, or claude-3-5-haiku-latest)
#   REFRAIN_TOOLS=dir                            where clients are installed to (default: target/tools)
#
# The service needs an upstream that has tools, structured output and embeddings (refrain.gateway.upstream).
# Exit status: 0 all as it should be, 1 not, 2 wrong usage, 3 the client could not be installed.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readme=http://localhost:8080

client=${1:-}
script=$(find "$here" -name "$client.py" -o -name "$client.mjs")
if [ $# -gt 2 ] || [ "$client" = checks ] || [ ! -f "$script" ]; then
  sed -n '2,/^set -/{/^#/p}' "${BASH_SOURCE[0]}" >&2
  echo "Clients: $(cd "$here" && printf '%s\n' *_*.* | sed 's/\..*//' | tr '\n' ' ')" >&2
  exit 2
fi
url=${2:-$readme}
url=${url%/}

# The first line of each script has them.
read -ra packages <<<"$(sed -n '1s/.*[Pp]ackages: //p' "$script")"
tools=${REFRAIN_TOOLS:-$here/../../../target/tools}
environment=$tools/clients/$client-$(cksum <<<"${packages[*]}" | cut -d' ' -f1)

install_python() {
  python3 -m venv "$environment" && "$environment/bin/pip" install -q --disable-pip-version-check "${packages[@]}"
}

install_node() {
  npm install --prefix "$environment" --no-audit --no-fund --no-save --save-exact --loglevel=error "${packages[@]}"
}

if [ ! -f "$environment/installed" ]; then
  rm -rf "$environment"
  mkdir -p "$environment"
  install=install_python
  [ "${script##*.}" = py ] || install=install_node
  if ! "$install" >"$environment/log" 2>&1; then
    echo "$client cannot be installed (${packages[*]}): $(tail -n 1 "$environment/log")"
    exit 3
  fi
  touch "$environment/installed"
fi

# What the README tells to write is what runs, but for the address.
for file in "$script" "$here/checks.${script##*.}"; do
  sed "s|$readme|$url|" "$file" >"$environment/$(basename "$file")"
done
export OPENAI_API_KEY=${OPENAI_API_KEY:-none} ANTHROPIC_API_KEY=${ANTHROPIC_API_KEY:-none}
unset OPENAI_BASE_URL ANTHROPIC_BASE_URL LANGSMITH_TRACING LANGCHAIN_TRACING_V2
cd "$environment"
if [ "${script##*.}" = py ]; then
  bin/python "$client.py"
else
  node "$client.mjs"
fi
