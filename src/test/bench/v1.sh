#!/usr/bin/env bash
# What the service adds to a call of its upstream, by /v1/chat/completions: how long it takes to the first byte of an answer that is not
# stored, asked directly, through a plain pass-through that is made with the same client library, and through the service; and how far its
# events are behind the upstream's while many streams are open, with the memory that takes. The three sides take turns in one run. Every
# question is another; the cache is in a file; upstream and load are one process, everything stays on the loopback address.
#
# Usage: src/test/bench/v1.sh
#   CONNECTIONS=64       connections that ask
#   SECONDS_EACH=5       length of each side of a round; 0: no misses
#   ROUNDS=3             rounds; the table has the medians
#   DELAY=100            milliseconds that the upstream takes to its first byte
#   STREAMS=500          streams at once; 0: none
#   JAVA_OPTIONS=-Xmx256m  options for the virtual machines of the service and the pass-through
#
# Builds target/quarkus-app when the sources are newer. Needs a JDK.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../../.."

if [ $# -gt 0 ]; then
  sed -n '2,/^set -/{/^#/p}' "${BASH_SOURCE[0]}" >&2
  exit 2
fi

read -ra java_options <<<"${JAVA_OPTIONS:--Xmx256m}"
application=target/quarkus-app/quarkus-run.jar
if [ ! -f "$application" ] || [ -n "$(find pom.xml src/main -newer "$application" -print -quit)" ]; then
  echo "Building $application"
  ./mvnw -q -B package -Dmaven.test.skip=true
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# As one class path, since the pass-through gets it, too.
libraries=$(printf '%s:' "$PWD"/target/quarkus-app/lib/main/*.jar)
java -Xmx512m -Dvertx.disableDnsResolver=true -cp "$libraries" "$here/v1/V1.java" "$application" "$work" \
  "${CONNECTIONS:-64}" "${SECONDS_EACH:-5}" "${ROUNDS:-3}" "${DELAY:-100}" "${STREAMS:-500}" "${java_options[@]}"
