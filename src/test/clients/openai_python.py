"""What the `openai` package for Python does with a service at the address that is given: run by openai_python.sh."""
import sys

import openai

client = openai.OpenAI(base_url=sys.argv[1] + "/v1", api_key="none", max_retries=0)
question = {"model": "demo", "messages": [{"role": "user", "content": "Tell me a joke about clients"}]}


def status(raw):
    return raw.headers["cache-status"].split("; key=")[0]


first = client.chat.completions.with_raw_response.create(**question)
second = client.chat.completions.with_raw_response.create(**question)
assert status(first) == "refrain; fwd=miss; stored", status(first)
assert status(second) == "refrain; hit", status(second)
text = first.parse().choices[0].message.content
assert text and text == second.parse().choices[0].message.content

chunks = list(client.chat.completions.create(**question, stream=True, stream_options={"include_usage": True}))
assert "".join(c.choices[0].delta.content or "" for c in chunks if c.choices) == text
assert chunks[-1].usage.total_tokens == first.parse().usage.total_tokens

older = client.completions.create(model="demo", prompt="Hello")
assert "Hello" in older.choices[0].text

response = client.responses.create(model="demo", input="Hello")
assert "Hello" in response.output_text
with client.responses.stream(model="demo", input="Hello") as stream:
    events = [event.type for event in stream]
    assert stream.get_final_response().output_text == response.output_text
assert events[-1] == "response.completed", events

vectors = client.embeddings.create(model="demo", input=["a", "b"], encoding_format="float")
assert [item.index for item in vectors.data] == [0, 1]

try:
    client.models.list()
    raise AssertionError("There are no models without an upstream")
except openai.NotFoundError as e:
    assert "refrain.gateway.upstream" in str(e), e
print("openai " + openai.__version__ + " for Python: all as it should be")
