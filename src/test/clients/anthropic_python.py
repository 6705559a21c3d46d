# packages: anthropic==2.14.0
"""What `anthropic` for Python does with the service; run by run.sh."""
import anthropic
from checks import HIT, LIVE, Joke, done, fresh, model, statuses_of, twice
from anthropic import Anthropic

client = Anthropic(base_url="http://localhost:8080")

name = model("claude-3-5-haiku-latest")


def ask(text, **more):
    return {"model": name, "max_tokens": 1000, "messages": [{"role": "user", "content": fresh(text)}], **more}


def text_of(events):
    return "".join(event.delta.text for event in events if event.type == "content_block_delta")


# Whole, then as a stream of the same entry.
joke = ask("Tell me a joke")
whole = twice(lambda: client.messages.create(**joke))
events = twice(lambda: list(client.messages.create(**joke, stream=True)), first=HIT)
assert events[0].type == "message_start" and events[-1].type == "message_stop"
assert text_of(events) == whole.content[0].text

# As a stream, then whole.
joke = ask("Tell me another joke")
events = twice(lambda: list(client.messages.create(**joke, stream=True)), first=LIVE)
assert len(events) > 5
whole = twice(lambda: client.messages.create(**joke), first=HIT)
assert whole.content[0].text == text_of(events)
with client.messages.stream(**joke) as stream:
    assert stream.get_final_message().content[0].text == whole.content[0].text

# Tools.
schema = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
question = ask("How is the weather in Paris?", tools=[{"name": "weather", "input_schema": schema}], tool_choice={"type": "any"})
call = twice(lambda: client.messages.create(**question)).content[0]
assert call.name == "weather" and call.input == {"city": "Paris"}
with client.messages.stream(**question) as stream:
    assert stream.get_final_message().content[0].input == call.input

# Structured output.
question = ask("Tell me a joke in two parts")
parsed = twice(lambda: client.messages.parse(**question, output_format=Joke)).parsed_output
assert isinstance(parsed, Joke) and parsed.punchline

# What is passed on, and what goes wrong.
count, status = statuses_of(lambda: client.messages.count_tokens(model=name, messages=joke["messages"]))
assert count.input_tokens > 0 and status == ["none"]
try:
    client.messages.create(**joke, extra_headers={"Refrain-Sample": "x"})
    raise AssertionError("Refrain-Sample must be a number")
except anthropic.BadRequestError as e:
    assert "Refrain-Sample" in e.message, e
done("anthropic")
