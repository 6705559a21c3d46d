// packages: ai@6.0.326 @ai-sdk/openai@3.0.141 zod@4.6.7
// What the Vercel AI SDK does with the service; run by run.sh.
import { all, done, fresh, HIT, LIVE, model, twice } from "./checks.mjs";
import assert from "node:assert/strict";
import { embedMany, generateText, Output, streamText, tool } from "ai";
import { z } from "zod";
import { createOpenAI } from "@ai-sdk/openai";

const openai = createOpenAI({ baseURL: "http://localhost:8080/v1" });

const name = model("gpt-4o-mini");
const Joke = z.object({ setup: z.string(), punchline: z.string() });

// What it uses by itself are responses.
for (const answers of [openai(name), openai.chat(name)]) {
  const text = async (prompt) => (await generateText({ model: answers, prompt })).text;
  const streamed = (prompt) => all(streamText({ model: answers, prompt }).textStream);

  let prompt = fresh("Tell me a joke");
  const whole = await twice(() => text(prompt));
  assert.equal((await twice(() => streamed(prompt), HIT)).join(""), whole);

  prompt = fresh("Tell me another joke");
  const parts = await twice(() => streamed(prompt), LIVE);
  assert.ok(parts.length > 3);
  assert.equal(await twice(() => text(prompt), HIT), parts.join(""));

  prompt = fresh("How is the weather in Paris?");
  const tools = { weather: tool({ description: "Tells the weather", inputSchema: z.object({ city: z.string() }) }) };
  const called = async () =>
    (await generateText({ model: answers, prompt, tools, toolChoice: "required" })).toolCalls.map((call) => [call.toolName, call.input]);
  assert.deepEqual(await twice(called), [["weather", { city: "Paris" }]]);
  const live = await streamText({ model: answers, prompt, tools, toolChoice: "required" }).toolCalls;
  assert.deepEqual(live[0].input, { city: "Paris" });

  prompt = fresh("Tell me a joke in two parts");
  const structured = async () => (await generateText({ model: answers, prompt, output: Output.object({ schema: Joke }) })).output;
  assert.ok((await twice(structured)).punchline);
}

const embedding = openai.embedding("text-embedding-3-small");
const embed = async (values) => (await embedMany({ model: embedding, values })).embeddings;
const [a, b, c] = [fresh("a"), fresh("b"), fresh("c")];
const two = await twice(() => embed([a, b]));
const three = await twice(() => embed([a, b, c]));
assert.deepEqual(three.slice(0, 2), two);
assert.deepEqual(await twice(() => embed([c, a]), HIT), [three[2], two[0]]);
done("ai");
