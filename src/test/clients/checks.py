"""What the clients for Python have in common: each question is asked twice, and what the service did is read off the wire."""
import importlib.metadata
import os
import urllib.parse
import uuid

import httpx2
import pydantic

HOST = urllib.parse.urlsplit("http://localhost:8080").netloc
MISS, HIT = "refrain; fwd=miss; stored", "refrain; hit"
# The head of a stream comes before its end, and its end before it is stored: who asks in between joins it.
LIVE = "refrain; fwd=miss"
JOINED = "refrain; fwd=miss; collapsed"

statuses = []
checked = 0
send = httpx2.Client.send


def watched(self, request, **options):
    assert request.url.netloc.decode() == HOST, f"{request.url} is not the service"
    response = send(self, request, **options)
    statuses.append(response.headers.get("cache-status", "none").split("; key=")[0])
    return response


httpx2.Client.send = watched


class Joke(pydantic.BaseModel):
    setup: str
    punchline: str


def model(default):
    return os.environ.get("MODEL", default)


def fresh(text):
    """What nobody has asked before."""
    return f"{text} ({uuid.uuid4()})"


def statuses_of(ask):
    """What asking gave, and what the service did for it."""
    statuses.clear()
    return ask(), list(statuses)


def twice(ask, first=MISS):
    """Asks twice; the second time the cache answers, or the end of the first stream does, with the same answer."""
    global checked
    answer, status = statuses_of(ask)
    again, status_again = statuses_of(ask)
    assert status == [first], status
    assert status_again == [HIT] or first == LIVE and status_again == [JOINED], status_again
    assert answer and answer == again, (answer, again)
    checked += 1
    return answer


def done(package):
    print(f"{package} {importlib.metadata.version(package)} for Python: {checked} questions, all as it should be")
