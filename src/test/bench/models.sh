#!/usr/bin/env bash
# Compares a hit in process: a LangChain chat model with its InMemoryCache, GPTCache with its map, and a LangChain4j model in a CachingChatModel whose
# answers are on the heap. All three answer the same 100 short questions, each made anew, in alternating rounds of one run, so that a busy machine
# slows all. Figures of different machines or runs do not compare; the ratio does.
#
# Usage: src/test/bench/models.sh
#   ROUNDS=7   rounds; the table has the medians
#
# Needs a JDK, and python3 with venv, into which it installs langchain-core and gptcache, below target.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
target=target/bench-models
mkdir -p "$target/classes"
if [ ! -x "$target/python/bin/python" ]; then
  python3 -m venv "$target/python"
  "$target/python/bin/pip" install -q langchain-core==1.8.3 gptcache==0.1.44
fi
./mvnw -q -B compile dependency:build-classpath -Dmdep.outputFile="$target/class-path" -Dmdep.includeScope=compile
path=target/classes:$(cat "$target/class-path")
javac -nowarn -d "$target/classes" -cp "$path" src/test/bench/models/Hits.java
rm -f "$target/gptcache.txt"
"$target/python/bin/python" src/test/bench/models/hits.py "${ROUNDS:-7}" java -cp "$target/classes:$path" Hits
