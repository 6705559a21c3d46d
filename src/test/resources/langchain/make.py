"""Makes cache.sqlite, a file of LangChain's SQLiteCache, and asked.jsonl, the requests that LangChain sent while it was filled, each with its answer.

    pip install langchain-core==1.8.3 langchain-openai==1.7.4 langchain-community==0.4.2
"""

import http.server
import json
import os
import threading

from langchain_community.cache import SQLiteCache
from langchain_core.globals import set_llm_cache
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_openai import ChatOpenAI
from pydantic import BaseModel

os.chdir(os.path.dirname(os.path.abspath(__file__)))
asked = []


class Upstream(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        last = body["messages"][-1]
        message = {"role": "assistant", "content": f"Answer {len(asked)} \u00fc \U0001f600 \"quoted\""}
        reason = "stop"
        if body.get("tools") and last["role"] == "user":
            call = {"name": "weather", "arguments": json.dumps({"city": "\u00dclm", "days": [1, 2.5], "more": {}})}
            message = {
                "role": "assistant",
                "content": None,
                "tool_calls": [{"id": f"call_{len(asked)}", "type": "function", "function": call}],
            }
            reason = "tool_calls"
        elif body.get("response_format"):
            message["content"] = '{"name": "Ada", "age": 36}'
        answer = {
            "id": f"chatcmpl-{len(asked)}",
            "object": "chat.completion",
            "created": 1700000000,
            "model": body["model"] + "-2024",
            "choices": [
                {"index": i, "message": message, "finish_reason": reason, "logprobs": None}
                for i in range(body.get("n") or 1)
            ],
            "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5},
            "system_fingerprint": "fp",
        }
        asked.append({"body": body, "message": message})
        bytes_ = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(bytes_)))
        self.end_headers()
        self.wfile.write(bytes_)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
threading.Thread(target=server.serve_forever, daemon=True).start()
where = {"base_url": f"http://127.0.0.1:{server.server_port}/v1", "api_key": "sk-notInTheFile0123456789"}
if os.path.exists("cache.sqlite"):
    os.remove("cache.sqlite")
set_llm_cache(SQLiteCache("cache.sqlite"))


def weather(city: str, days: list[float]) -> str:
    "The weather of a city"
    return city


class Person(BaseModel):
    name: str
    age: int


models = [
    ChatOpenAI(model="gpt-4o-mini", temperature=0.5, **where),
    ChatOpenAI(model="gpt-4o", max_tokens=10, seed=3, top_p=0.1, **where),
    ChatOpenAI(model="o4-mini", reasoning_effort="low", model_kwargs={"prediction": {"type": "content", "content": "x"}}, **where),
]
for model in models:
    for i in range(30):
        model.invoke(f"Question {i}: why?")
    for text in ["\u00fc\u00e9", "\U0001f600", "quotes \" and ' and \\", "line\nfeed", "a\tb", "null", "None", "{\"a\": 1}", "", " "]:
        model.invoke([SystemMessage("Be brief"), HumanMessage(text)])
    model.invoke([HumanMessage("Hi"), AIMessage("Hello"), HumanMessage("Again", name="ada")])
    model.invoke("Stop", stop=["x", "it's", "\n"])
    model.invoke(
        [HumanMessage([{"type": "text", "text": "See"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}])]
    )
    tools = model.bind_tools([weather], tool_choice="auto")
    call = tools.invoke("The weather?")
    tools.invoke([HumanMessage("The weather?"), call, ToolMessage("rain", tool_call_id=call.tool_calls[0]["id"])])
    model.bind(response_format={"type": "json_object"}).invoke("As JSON")
    model.with_structured_output(Person, method="json_schema").invoke("Who?")
mapped = list(asked)
# What does not map: another model, and two answers to one question.
FakeListChatModel(responses=["fake"]).invoke("Fake")
ChatOpenAI(model="gpt-4o-mini", n=2, **where).invoke("Two")

with open("asked.jsonl", "w", encoding="utf-8") as file:
    for each in mapped:
        file.write(json.dumps(each, ensure_ascii=False) + "\n")
