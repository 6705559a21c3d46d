#!/usr/bin/env bash
# Compares hits of POST /chat, or of /v1, with a bare non-blocking endpoint that parses, validates and returns the same bytes: both in
# one process and one run, in alternating rounds, so that a busy machine slows both. The cache is on the heap
# (refrain.uri=refrain:heap), the model is the demo without its delay, everything stays on the loopback address.
# Figures of different machines or runs do not compare; the ratio does.
#
# Then starts the service, as it is packaged, and a bare Quarkus application with REST, Hibernate and SQLite (src/test/bench/plain) in turn,
# each with a file of its own that is not there yet: how long until it answers for the first time, how long it takes for the second
# answer, which comes from the cache, and for the tenth, and its resident memory some seconds later.
#
# Usage: src/test/bench/hits.sh [chat | v1 | v1-stream | stores]
#   what is asked: /chat (default), or /v1/chat/completions for a whole answer or a stream of 100 events and more; or, in place of the bare
#   endpoint and of the starts, /chat of one service with SQLite and of another one with PostgreSQL, each behind its heap
#   CONNECTIONS="1 64"   connections of the load, one table each
#   ROUNDS=5             rounds per number of connections; the table has the medians
#   ROUND_SECONDS=5      length of each side of a round
#   WARM_UP_SECONDS=10   load on each side before the first round
#   STARTS=5             how often each is started; 0: not at all
#   SETTLING_SECONDS=3   how long each is left alone before its memory is looked at
#   AT_LEAST=0.6         fail when the ratio at the last number of connections is lower (default: never)
#   JAVA_OPTIONS=        more options for the virtual machine of the service, and of the bare application
#
# Builds target/bench (profile bench: the service with the bare endpoint in it, which is never part of the product) and target/plain when
# the sources are newer. Needs a JDK, curl and wrk; installs wrk by apt when it is missing (needs root for that). For stores it starts a
# PostgreSQL server of its own from Debian's package.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../../.."

read -ra connections <<<"${CONNECTIONS:-1 64}"
rounds=${ROUNDS:-5}
round_seconds=${ROUND_SECONDS:-5}
warm_up_seconds=${WARM_UP_SECONDS:-10}
starts=${STARTS:-5}
settling_seconds=${SETTLING_SECONDS:-3}
at_least=${AT_LEAST:-0}
read -ra java_options <<<"${JAVA_OPTIONS:-}"
application=$PWD/target/bench/quarkus-app/quarkus-run.jar
plain=$PWD/target/plain/quarkus-app/quarkus-run.jar
asked=${1:-chat}
# The bare endpoint wants a prompt, whoever is asked.
v1='"prompt": "x", "model": "demo", "messages": [{"role": "user", "content": "Hello'
case $asked in
  chat) path=/chat body='{"prompt": "Tell me a joke"}' ;;
  stores) path=/chat body='{"prompt": "What is a cache?"}' ;; # to which there is one answer
  v1) path=/v1/chat/completions body="{$v1\"}]}" ;;
  v1-stream) path=/v1/chat/completions body="{$v1$(printf ' word%.0s' {1..100})\"}], \"stream\": true}" ;;
  *) path= ;;
esac
export BODY=${body:-}
both=(bare chat)
if [ "$asked" = stores ]; then
  both=(sqlite postgresql)
  starts=0
fi

if [ $# -gt 1 ] || [ -z "$path" ]; then
  sed -n '2,/^set -/{/^#/p}' "${BASH_SOURCE[0]}" >&2
  exit 2
fi

if ! command -v wrk >/dev/null; then
  echo "Installing wrk"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends wrk >/dev/null
fi

if [ ! -f "$application" ] || [ -n "$(find pom.xml src/main "$here/java" -newer "$application" -print -quit)" ]; then
  echo "Building $application"
  ./mvnw -q -B package -Pbench -Dmaven.test.skip=true
fi

version() { # name of a property of the project
  sed -n "s|.*<$1>\\(.*\\)</$1>.*|-D$1=\\1|p" pom.xml
}

if [ "$starts" -gt 0 ] && { [ ! -f "$plain" ] || [ -n "$(find pom.xml "$here/plain" -newer "$plain" -print -quit)" ]; }; then
  echo "Building $plain"
  ./mvnw -q -B -f "$here/plain/pom.xml" package -Dmaven.test.skip=true \
    "$(version quarkus.version)" "$(version quarkus-jdbc-sqlite.version)" "$(version sqlite-jdbc.version)"
fi

work=$(mktemp -d)
service=
others=()
stop() {
  for process in $service "${others[@]}"; do
    kill "$process" 2>/dev/null || true
    wait "$process" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap stop EXIT

fail() {
  echo "hits.sh: $1" >&2
  tail -n 20 "$work/service.log" >&2
  exit 1
}

serve() { # uri; starts a service, and sets url to where it listens
  java "${java_options[@]}" "-Drefrain.uri=$1" -Drefrain.chat.provider=demo -Drefrain.chat.demo.delay=0ms \
    -Dquarkus.http.host=127.0.0.1 -Dquarkus.http.port=0 -jar "$application" >"$work/service.log" 2>&1 &
  service=$!
  url=
  for _ in $(seq 300); do
    url=$(sed -n 's/.*Listening on: \(http:[^ ]*\).*/\1/p' "$work/service.log")
    [ -z "$url" ] || break
    kill -0 "$service" 2>/dev/null || fail "the service did not start"
    sleep 0.1
  done
  [ -n "$url" ] || fail "the service did not start within 30 s"
}

serve_database() { # starts a PostgreSQL server with all defaults, which refuses to be root's, and sets database to its address
  local programs directory=$work/postgresql port=$((20000 + RANDOM % 20000)) as=()
  programs=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1) || true
  [ -x "$programs/initdb" ] || fail "PostgreSQL is not in /usr/lib/postgresql; apt-get install postgresql brings it"
  mkdir "$directory"
  if [ "$(id -u)" -eq 0 ]; then
    chmod 711 "$work"
    chown postgres: "$directory"
    as=(setpriv --reuid=postgres --regid=postgres --init-groups)
  fi
  (
    cd "$directory"
    "${as[@]}" "$programs/initdb" -D data --username=refrain --auth=trust --encoding=UTF8 --locale=C >/dev/null
    exec "${as[@]}" "$programs/postgres" -D data -c listen_addresses=127.0.0.1 -c port="$port" \
      -c unix_socket_directories="$directory"
  ) >"$work/postgresql.log" 2>&1 &
  others+=($!)
  for _ in $(seq 300); do
    ! "$programs/pg_isready" -q -h 127.0.0.1 -p "$port" || break
    sleep 0.1
  done
  database=refrain:postgresql://refrain@127.0.0.1:$port/postgres
}

ask() { # url, file for the body; prints what the cache did
  curl -sS --fail-with-body -D "$work/headers" -o "$2" -H 'Content-Type: application/json' -d "$BODY" "$1" >&2 ||
    fail "$1 answered $(head -n 1 "$work/headers") $(cat "$2")"
  tr -d '\r' <"$work/headers" | sed -n 's/^cache-status: *//Ip'
}

check_sides() { # both answer the same bytes, or as many when the answers have names of their own, and what is asked by a hit
  local side status
  for side in "${both[@]}"; do
    status=$(ask "${!side}" "$work/$side.body")
    case $side,$status in
      bare,* | *hit*) ;;
      *) fail "$path should have hit its cache, but: $status" ;;
    esac
  done
  if [ "$asked" = stores ]; then
    [ "$(wc -c <"$work/sqlite.body")" -eq "$(wc -c <"$work/postgresql.body")" ]
  else
    cmp "$work/${both[0]}.body" "$work/${both[1]}.body"
  fi || fail "the two sides answer different bytes"
}

load() { # url, connections, seconds; prints requests/s, p50, p99, failures
  wrk -t 1 -c "$2" -d "${3}s" -s "$here/post.lua" "$1" >"$work/wrk.log" || fail "$(cat "$work/wrk.log")"
  sed -n 's/^result //p' "$work/wrk.log"
}

if [ "$asked" = stores ]; then
  serve "refrain:sqlite:$work/refrain.db"
  sqlite=$url$path
  others+=("$service")
  serve_database
  serve "$database"
  postgresql=$url$path
  for side in "${both[@]}"; do ask "${!side}" "$work/$side.body" >/dev/null; done
else
  serve refrain:heap
  chat=$url$path
  bare=$url/bench/bare
  ask "$chat" "$work/chat.body" >/dev/null
  curl -sS --fail -X PUT -H 'Content-Type: text/plain' --data-binary "@$work/chat.body" "$bare"
fi
check_sides
echo "One answer is $(wc -c <"$work/${both[1]}.body") bytes. Warming up for $((2 * warm_up_seconds)) s"
last=${connections[${#connections[@]} - 1]}
for side in "${both[@]}"; do
  load "${!side}" "$last" "$warm_up_seconds" >/dev/null
done

for count in "${connections[@]}"; do
  for round in $(seq "$rounds"); do
    sides=("${both[@]}")
    [ $((round % 2)) -eq 1 ] || sides=("${both[1]}" "${both[0]}")
    for side in "${sides[@]}"; do
      figures=$(load "${!side}" "$count" "$round_seconds")
      echo "$count $round $side $figures" >>"$work/results"
    done
  done
done
check_sides

time_of() { # address; how many ms an answer takes
  curl -sS --fail-with-body -o /dev/null -w '%{time_total}' -H 'Content-Type: application/json' -d "$BODY" "$1" |
    awk '{ printf "%.1f", $1 * 1000 }'
}

start() { # jar; prints ms to the first answer, ms of the second, ms of the tenth, resident MiB
  local directory address begin first second last i
  directory=$(mktemp -d -p "$work")
  address=http://127.0.0.1:$((20000 + RANDOM % 20000))
  begin=$(date +%s%N)
  (
    cd "$directory"
    exec java "${java_options[@]}" -Drefrain.chat.demo.delay=0ms -Dquarkus.http.host=127.0.0.1 -Dquarkus.http.port="${address##*:}" -jar "$1"
  ) >"$work/service.log" 2>&1 &
  service=$!
  until curl -sf -o /dev/null -H 'Content-Type: application/json' -d "$BODY" "$address/chat"; do
    kill -0 "$service" 2>/dev/null || fail "$1 did not start"
    sleep 0.01
  done
  first=$((($(date +%s%N) - begin) / 1000000))
  second=$(time_of "$address/chat")
  for i in $(seq 8); do last=$(time_of "$address/chat"); done
  sleep "$settling_seconds"
  echo "$first $second $last $(awk '/^VmRSS/ { printf "%d", $2 / 1024 }' "/proc/$service/status")"
  kill "$service"
  wait "$service" || true
  service=
}

if [ "$starts" -gt 0 ]; then
  kill "$service"
  wait "$service" || true
  service=
  for round in $(seq "$starts"); do
    sides=(plain chat)
    [ $((round % 2)) -eq 1 ] || sides=(chat plain)
    for side in "${sides[@]}"; do
      jar=$plain
      [ "$side" = plain ] || jar=$application
      start "$jar" >"$work/start"
      echo "$round $side $(cat "$work/start")" >>"$work/starts"
    done
  done
  awk '
    function median(list, n,    i, j, swap) {
      for (i = 2; i <= n; i++)
        for (j = i; j > 1 && list[j - 1] > list[j]; j--) { swap = list[j]; list[j] = list[j - 1]; list[j - 1] = swap }
      return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
    }
    function of(side, field,    r) {
      for (r = 1; r <= rounds; r++) column[r] = result[r, side, field]
      return median(column, rounds)
    }
    { if ($1 > rounds) rounds = $1; for (i = 3; i <= 6; i++) result[$1, $2, i] = $i }
    END {
      name[3] = "first answer, ms"; name[4] = "second answer, ms"; name[5] = "tenth answer, ms"; name[6] = "resident, MiB"
      printf "\n%-18s  %8s  %8s  %s\n", "after a start", "plain", "chat", "chat/plain (lowest to highest round)"
      for (i = 3; i <= 6; i++) {
        for (r = 1; r <= rounds; r++) ratios[r] = result[r, "chat", i] / result[r, "plain", i]
        ratio = median(ratios, rounds)
        printf "%-18s  %8.1f  %8.1f  %.2f (%.2f to %.2f)\n", name[i], of("plain", i), of("chat", i), ratio, ratios[1], ratios[rounds]
      }
    }' "$work/starts"
fi

awk -v at_least="$at_least" -v one="${both[1]}" -v other="${both[0]}" '
  function median(list, n,    i, j, swap) {
    for (i = 2; i <= n; i++)
      for (j = i; j > 1 && list[j - 1] > list[j]; j--) { swap = list[j]; list[j] = list[j - 1]; list[j - 1] = swap }
    return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
  }
  function of(connections, side, field,    r) {
    for (r = 1; r <= rounds; r++) column[r] = result[connections, r, side, field]
    return median(column, rounds)
  }
  !($1 in seen) { seen[$1] = 1; order[++orders] = $1 }
  { if ($2 > rounds) rounds = $2; failures += $7; for (i = 4; i <= 6; i++) result[$1, $2, $3, i] = $i }
  END {
    printf "\n%11s  %-10s  %10s  %8s  %8s  %s\n", "connections", "side", "requests/s", "p50 ms", "p99 ms", one "/" other " (lowest to highest round)"
    for (o = 1; o <= orders; o++) {
      c = order[o]
      for (r = 1; r <= rounds; r++) ratios[r] = result[c, r, one, 4] / result[c, r, other, 4]
      ratio = median(ratios, rounds)
      printf "%11d  %-10s  %10d  %8.3f  %8.3f\n", c, other, of(c, other, 4), of(c, other, 5), of(c, other, 6)
      printf "%11d  %-10s  %10d  %8.3f  %8.3f  %.2f (%.2f to %.2f)\n", c, one, of(c, one, 4), of(c, one, 5), of(c, one, 6), ratio, ratios[1], ratios[rounds]
    }
    if (failures) { printf "%d requests failed\n", failures; exit 1 }
    if (ratio < at_least) { printf "%.2f is less than %s\n", ratio, at_least; exit 1 }
  }' "$work/results"
