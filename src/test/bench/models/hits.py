"""Lets LangChain's in-memory cache, GPTCache's map and Refrain answer the same questions from memory, in turn: see models.sh."""

import statistics
import subprocess
import sys
import time

from gptcache import Cache
from gptcache.adapter.api import get, put
from gptcache.manager import get_data_manager
from gptcache.processor.pre import get_prompt
from langchain_core.caches import InMemoryCache
from langchain_core.globals import set_llm_cache
from langchain_core.language_models.fake_chat_models import FakeListChatModel

QUESTIONS = 100
ANSWER = "Why did the chicken cross the road? To get to the other side."
rounds = int(sys.argv[1])
python_hits, java_hits = 5_000, 500_000


def timed(ask):
    begin = time.perf_counter_ns()
    for i in range(python_hits):
        assert ask(f"Tell me joke number {i % QUESTIONS}") == ANSWER
    return (time.perf_counter_ns() - begin) // python_hits


set_llm_cache(InMemoryCache())
model = FakeListChatModel(responses=[ANSWER])


def langchain():
    return timed(lambda question: model.invoke(question).content)


gpt = Cache()
gpt.init(pre_embedding_func=get_prompt, data_manager=get_data_manager(data_path="target/bench-models/gptcache.txt"))
for number in range(QUESTIONS):
    put(f"Tell me joke number {number}", ANSWER, cache_obj=gpt)


def gptcache():
    return timed(lambda question: get(question, cache_obj=gpt))


java = subprocess.Popen(
    [*sys.argv[2:], str(java_hits)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
)


def refrain():
    java.stdin.write("\n")
    return int(java.stdout.readline())


sides = {"LangChain InMemoryCache": langchain, "GPTCache map": gptcache, "Refrain CachingChatModel": refrain}
for side in sides.values():
    side()
seen = {name: [] for name in sides}
for _ in range(rounds):
    for name, side in sides.items():
        seen[name].append(side())
java.stdin.close()

print("| | microseconds a hit | times Refrain's, median (lowest to highest round) |")
print("|---|---|---|")
ours = seen["Refrain CachingChatModel"]
for name, times in seen.items():
    ratios = [time / our for time, our in zip(times, ours)]
    print(
        f"| {name} | {statistics.median(times) / 1000:.2f} "
        f"| {statistics.median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f}) |"
    )
