// packages: @langchain/openai@1.5.8 @langchain/core@1.4.0 zod@4.6.7
// What LangChain for Node does with the service; run by run.sh.
import { all, done, fresh, HIT, LIVE, model, twice } from "./checks.mjs";
import assert from "node:assert/strict";
import { OpenAIEmbeddings } from "@langchain/openai";
import { z } from "zod";
import { ChatOpenAI } from "@langchain/openai";

const llm = new ChatOpenAI({ model: "gpt-4o-mini", configuration: { baseURL: "http://localhost:8080/v1" } });

const configuration = { baseURL: "http://localhost:8080/v1" };
const Joke = z.object({ setup: z.string(), punchline: z.string() });
llm.model = model(llm.model);
const responses = new ChatOpenAI({ model: llm.model, configuration, useResponsesApi: true });

for (const answers of [llm, responses]) {
  const said = async (question) => {
    const { content, tool_calls, usage_metadata } = await answers.invoke(question);
    return { content, tool_calls, usage_metadata };
  };
  const streamed = async (question) => (await all(await answers.stream(question))).map((part) => part.text);

  let question = fresh("Tell me a joke");
  const whole = await twice(() => said(question));
  assert.ok(whole.usage_metadata.total_tokens > 0);
  const parts = await twice(() => streamed(question), HIT);
  assert.equal(parts.join(""), (await answers.invoke(question)).text);

  question = fresh("Tell me another joke");
  const live = await twice(() => streamed(question), LIVE);
  assert.ok(live.length > 3);
  assert.equal((await answers.invoke(question)).text, live.join(""));

  question = fresh("How is the weather in Paris?");
  const weather = { name: "weather", description: "Tells the weather", schema: z.object({ city: z.string() }) };
  const withTools = answers.bindTools([weather], { tool_choice: "required" });
  const [call] = await twice(async () => (await withTools.invoke(question)).tool_calls);
  assert.deepEqual([call.name, call.args], ["weather", { city: "Paris" }]);

  question = fresh("Tell me a joke in two parts");
  const structured = answers.withStructuredOutput(Joke, { name: "joke", method: "jsonSchema" });
  assert.ok((await twice(() => structured.invoke(question))).punchline);
}

const embeddings = new OpenAIEmbeddings({ model: "text-embedding-3-small", configuration });
const [a, b, c] = [fresh("a"), fresh("b"), fresh("c")];
const two = await twice(() => embeddings.embedDocuments([a, b]));
const three = await twice(() => embeddings.embedDocuments([a, b, c]));
assert.deepEqual(three.slice(0, 2), two);
assert.deepEqual(await twice(() => embeddings.embedQuery(c), HIT), three[2]);
done("@langchain/openai");
