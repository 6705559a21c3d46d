// packages: @anthropic-ai/sdk@1.14.0
// What `@anthropic-ai/sdk` for Node does with the service; run by run.sh.
import { all, done, fresh, HIT, LIVE, model, twice } from "./checks.mjs";
import assert from "node:assert/strict";
import Anthropic from "@anthropic-ai/sdk";

const client = new Anthropic({ baseURL: "http://localhost:8080" });

const name = model("claude-3-5-haiku-latest");
const ask = (text, more = {}) => ({ model: name, max_tokens: 1000, messages: [{ role: "user", content: fresh(text) }], ...more });
const streamed = async (question) => all(await client.messages.create({ ...question, stream: true }));
const textOf = (events) => events.map((event) => event.delta?.text ?? "").join("");

// Whole, then as a stream of the same entry.
let joke = ask("Tell me a joke");
let whole = await twice(() => client.messages.create(joke));
let events = await twice(() => streamed(joke), HIT);
assert.equal(textOf(events), whole.content[0].text);

// As a stream, then whole.
joke = ask("Tell me another joke");
events = await twice(() => streamed(joke), LIVE);
assert.equal(events.at(-1).type, "message_stop");
whole = await twice(() => client.messages.create(joke), HIT);
assert.equal(whole.content[0].text, textOf(events));

// Tools.
const input_schema = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
const weather = ask("How is the weather in Paris?", { tools: [{ name: "weather", input_schema }], tool_choice: { type: "any" } });
const [call] = (await twice(() => client.messages.create(weather))).content;
assert.deepEqual([call.name, call.input], ["weather", { city: "Paris" }]);
const final = await client.messages.stream(weather).finalMessage();
assert.deepEqual(final.content[0].input, call.input);

// Structured output.
const schema = { type: "object", properties: { setup: { type: "string" }, punchline: { type: "string" } }, required: ["setup", "punchline"] };
const parts = ask("Tell me a joke in two parts", { output_config: { format: { type: "json_schema", schema } } });
assert.ok((await twice(async () => JSON.parse((await client.messages.create(parts)).content[0].text))).punchline);

// What goes wrong.
await assert.rejects(client.messages.create(joke, { headers: { "Refrain-Sample": "x" } }), Anthropic.BadRequestError);
done("@anthropic-ai/sdk");
