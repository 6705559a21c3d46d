// packages: openai@6.49.0 zod@4.6.7
// What `openai` for Node does with the service; run by run.sh.
import { all, done, fresh, HIT, LIVE, model, twice } from "./checks.mjs";
import assert from "node:assert/strict";
import { zodResponseFormat, zodTextFormat } from "openai/helpers/zod";
import { z } from "zod";
import OpenAI from "openai";

const client = new OpenAI({ baseURL: "http://localhost:8080/v1" });

const name = model("gpt-4o-mini");
const Joke = z.object({ setup: z.string(), punchline: z.string() });
const ask = (text, more = {}) => ({ model: name, messages: [{ role: "user", content: fresh(text) }], ...more });
const textOf = (chunks) => chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("");
const streamed = async (question) => all(await client.chat.completions.create({ ...question, stream: true }));

// Whole, then as a stream of the same entry.
let joke = ask("Tell me a joke");
let whole = await twice(() => client.chat.completions.create(joke));
let usage = { ...joke, stream_options: { include_usage: true } };
let chunks = await twice(() => streamed(usage), HIT);
assert.equal(textOf(chunks), whole.choices[0].message.content);
assert.deepEqual(chunks.at(-1).usage, whole.usage);

// As a stream, then whole.
joke = ask("Tell me another joke");
chunks = await twice(() => streamed(joke), LIVE);
assert.ok(chunks.length > 5);
whole = await twice(() => client.chat.completions.create(joke), HIT);
assert.equal(whole.choices[0].message.content, textOf(chunks));

// Tools.
const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"], additionalProperties: false };
const tools = [{ type: "function", function: { name: "weather", parameters, strict: true } }];
const weather = ask("How is the weather in Paris?", { tools, tool_choice: "required" });
const call = (await twice(() => client.chat.completions.create(weather))).choices[0].message.tool_calls[0];
assert.deepEqual([call.function.name, JSON.parse(call.function.arguments)], ["weather", { city: "Paris" }]);
const final = await client.chat.completions.stream(weather).finalChatCompletion();
assert.equal(final.choices[0].message.tool_calls[0].function.arguments, call.function.arguments);

// Structured output.
const parts = ask("Tell me a joke in two parts", { response_format: zodResponseFormat(Joke, "joke") });
assert.ok((await twice(() => client.chat.completions.parse(parts))).choices[0].message.parsed.punchline);

// Responses.
let question = { model: name, input: fresh("Hello") };
let response = await twice(() => client.responses.create(question));
assert.ok(response.output_text);
let events = await twice(async () => all(await client.responses.create({ ...question, stream: true })), HIT);
assert.equal(events.at(-1).type, "response.completed");
const deltas = events.filter((event) => event.type === "response.output_text.delta");
assert.equal(deltas.map((event) => event.delta).join(""), response.output_text);
question = { model: name, input: fresh("How is the weather in Paris?"), tool_choice: "required" };
question.tools = [{ type: "function", name: "weather", parameters, strict: true }];
response = await twice(() => client.responses.create(question));
assert.deepEqual(JSON.parse(response.output[0].arguments), { city: "Paris" });
question = { model: name, input: fresh("Tell me a joke in two parts"), text: { format: zodTextFormat(Joke, "joke") } };
assert.ok((await twice(() => client.responses.parse(question))).output_parsed.punchline);

// Embeddings, item by item.
const [a, b, c] = [fresh("a"), fresh("b"), fresh("c")];
const embed = (input) => client.embeddings.create({ model: "text-embedding-3-small", input });
const vectors = ({ data }) => data.map((item) => item.embedding);
const two = vectors(await twice(() => embed([a, b])));
const three = await twice(() => embed([a, b, c]));
assert.deepEqual(three.data.map((item) => item.index), [0, 1, 2]);
assert.deepEqual(vectors(three).slice(0, 2), two);
assert.deepEqual(vectors(await twice(() => embed([c, a]), HIT)), [vectors(three)[2], two[0]]);

// What is passed on, and what goes wrong.
assert.ok((await client.models.list()).data.length);
await assert.rejects(
  client.chat.completions.create(joke, { headers: { "Refrain-Sample": "x" } }),
  (e) => e instanceof OpenAI.BadRequestError && e.code === "invalid_header",
);
done("openai");
