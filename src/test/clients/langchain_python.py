# packages: langchain-openai==1.7.4
"""What LangChain for Python does with the service; run by run.sh."""
from checks import HIT, LIVE, Joke, done, fresh, model, twice
from langchain_openai import OpenAIEmbeddings
from langchain_openai import ChatOpenAI

llm = ChatOpenAI(model="gpt-4o-mini", base_url="http://localhost:8080/v1")

llm = llm.model_copy(update={"model_name": model("gpt-4o-mini")})


def weather(city: str) -> str:
    """Tells the weather in a city."""
    return "fine"


def said(message):
    """All of it but the name that LangChain gives to each run."""
    return message.content, message.tool_calls, message.response_metadata, message.usage_metadata


for api, answers in ("chat", llm), ("responses", llm.model_copy(update={"use_responses_api": True})):
    question = fresh("Tell me a joke")
    whole = twice(lambda: said(answers.invoke(question)))
    assert whole[3]["total_tokens"] > 0, whole
    parts = twice(lambda: [part.text for part in answers.stream(question)], first=HIT)
    assert len(parts) > 3 and "".join(parts) == answers.invoke(question).text, (api, parts)

    question = fresh("Tell me another joke")
    parts = twice(lambda: [part.text for part in answers.stream(question)], first=LIVE)
    assert "".join(parts) == answers.invoke(question).text, (api, parts)

    question = fresh("How is the weather in Paris?")
    call = twice(lambda: said(answers.bind_tools([weather], tool_choice="required").invoke(question)))[1][0]
    assert call["name"] == "weather" and call["args"] == {"city": "Paris"}, (api, call)

    question = fresh("Tell me a joke in two parts")
    joke = twice(lambda: answers.with_structured_output(Joke, method="json_schema").invoke(question))
    assert isinstance(joke, Joke) and joke.punchline, (api, joke)

# With check_embedding_ctx_length it asks for tokens, by tables that it gets from elsewhere.
embeddings = OpenAIEmbeddings(base_url="http://localhost:8080/v1", check_embedding_ctx_length=False)
a, b, z = fresh("a"), fresh("b"), fresh("z")
two = twice(lambda: embeddings.embed_documents([a, b]))
three = twice(lambda: embeddings.embed_documents([a, b, z]))
assert three[:2] == two
assert twice(lambda: embeddings.embed_query(z), first=HIT) == three[2]
done("langchain-openai")
