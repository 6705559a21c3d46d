#!/usr/bin/env bash
# Asks the packaged service everything at once for a while: hits, misses, refreshed and removed answers, answers in parts, bad
# questions, and a provider that fails, limits, breaks off and talks nonsense. Tells for each kind what was answered and how long that
# took, and how much memory the service had. Fails when a question got what its kind may not get (any 5xx but those that tell a
# failure of the provider), when the service ended, or when its live heap went on growing. The cache is in a file; the provider is a
# stand-in; everything stays on the loopback address.
#
# Usage: src/test/bench/mixed.sh
#   SECONDS_LONG=600     length of the load
#   CONNECTIONS=64       connections that ask
#   PAUSE=10             milliseconds between an answer and the next question of the same connection
#   JAVA_OPTIONS=-Xmx256m  options for the service's virtual machine
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
status=0
java -Xmx512m "$here/mixed/Mixed.java" "$application" "$work" "${SECONDS_LONG:-600}" "${CONNECTIONS:-64}" "${PAUSE:-10}" "${java_options[@]}" || status=$?
if grep -qE ' ERROR |^	at ' "$work/service.log"; then
  echo "The service's log has errors:"
  grep -E ' ERROR |^	at ' "$work/service.log" | head -n 20
  status=1
fi
exit "$status"
