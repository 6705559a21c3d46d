# packages: openai==3.57.0
"""What `openai` for Python does with the service; run by run.sh."""
import json

import openai
from checks import HIT, LIVE, Joke, done, fresh, model, twice
from openai import OpenAI

client = OpenAI(base_url="http://localhost:8080/v1")

name = model("gpt-4o-mini")


def ask(text, **more):
    return {"model": name, "messages": [{"role": "user", "content": fresh(text)}], **more}


def text_of(chunks):
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


# Whole, then as a stream of the same entry.
joke = ask("Tell me a joke")
whole = twice(lambda: client.chat.completions.create(**joke))
usage = {"stream": True, "stream_options": {"include_usage": True}}
chunks = twice(lambda: list(client.chat.completions.create(**joke, **usage)), first=HIT)
assert text_of(chunks) == whole.choices[0].message.content
assert chunks[-1].usage == whole.usage

# As a stream, then whole.
joke = ask("Tell me another joke")
chunks = twice(lambda: list(client.chat.completions.create(**joke, **usage)), first=LIVE)
assert len(chunks) > 5
whole = twice(lambda: client.chat.completions.create(**joke), first=HIT)
assert whole.choices[0].message.content == text_of(chunks)

# Tools.
parameters = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"], "additionalProperties": False}
weather = {"type": "function", "function": {"name": "weather", "parameters": parameters, "strict": True}}
question = ask("How is the weather in Paris?", tools=[weather], tool_choice="required")
call = twice(lambda: client.chat.completions.create(**question)).choices[0].message.tool_calls[0]
assert call.function.name == "weather" and json.loads(call.function.arguments)["city"] == "Paris"
deltas = twice(lambda: list(client.chat.completions.create(**question, stream=True)), first=HIT)
arguments = "".join(
    part.function.arguments or "" for chunk in deltas for part in chunk.choices[0].delta.tool_calls or []
)
assert json.loads(arguments) == json.loads(call.function.arguments)

# Structured output.
question = ask("Tell me a joke in two parts")
parsed = twice(lambda: client.chat.completions.parse(**question, response_format=Joke)).choices[0].message.parsed
assert isinstance(parsed, Joke) and parsed.setup and parsed.punchline
with client.chat.completions.stream(**question, response_format=Joke) as stream:
    assert stream.get_final_completion().choices[0].message.parsed == parsed

# Completions.
older = {"model": name, "prompt": fresh("Hello")}
text = twice(lambda: client.completions.create(**older)).choices[0].text
parts = twice(lambda: list(client.completions.create(**older, stream=True)), first=HIT)
assert "".join(part.choices[0].text for part in parts if part.choices) == text

# Responses.
question = {"model": name, "input": fresh("Hello")}
whole = twice(lambda: client.responses.create(**question))
assert whole.output_text
events = twice(lambda: list(client.responses.create(**question, stream=True)), first=HIT)
assert events[0].type == "response.created" and events[-1].type == "response.completed"
assert "".join(event.delta for event in events if event.type == "response.output_text.delta") == whole.output_text
question = {"model": name, "input": fresh("Hello again")}
events = twice(lambda: list(client.responses.create(**question, stream=True)), first=LIVE)
assert twice(lambda: client.responses.create(**question), first=HIT).output_text == events[-1].response.output_text
question = {"model": name, "input": fresh("How is the weather in Paris?"), "tool_choice": "required"}
flat = {"type": "function", "name": "weather", "parameters": parameters, "strict": True}
call = twice(lambda: client.responses.create(**question, tools=[flat])).output[0]
assert call.type == "function_call" and json.loads(call.arguments)["city"] == "Paris"
question = {"model": name, "input": fresh("Tell me a joke in two parts")}
assert twice(lambda: client.responses.parse(**question, text_format=Joke)).output_parsed.punchline

# Embeddings, item by item, in base64 as the client asks for them, and in numbers.
a, b, z = fresh("a"), fresh("b"), fresh("z")
for more in {}, {"encoding_format": "float"}:
    small = {"model": "text-embedding-3-small", **more}
    two = twice(lambda: client.embeddings.create(**small, input=[a, b]))
    three = twice(lambda: client.embeddings.create(**small, input=[a, b, z]))
    assert [item.index for item in three.data] == [0, 1, 2]
    assert [item.embedding for item in three.data[:2]] == [item.embedding for item in two.data]
    turned = twice(lambda: client.embeddings.create(**small, input=[z, a]), first=HIT)
    assert [item.embedding for item in turned.data] == [three.data[2].embedding, three.data[0].embedding]

# What is passed on, and what goes wrong.
assert client.models.list().data
try:
    client.chat.completions.create(**joke, extra_headers={"Refrain-Sample": "x"})
    raise AssertionError("Refrain-Sample must be a number")
except openai.BadRequestError as e:
    assert "Refrain-Sample" in e.message and e.code == "invalid_header", e
done("openai")
