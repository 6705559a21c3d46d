// What the clients for Node have in common: each question is asked twice, and what the service did is read off the wire.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";

const HOST = new URL("http://localhost:8080").host;
const MISS = "refrain; fwd=miss; stored";
export const HIT = "refrain; hit";
/** The head of a stream comes before its end, and its end before it is stored: who asks in between joins it. */
export const LIVE = "refrain; fwd=miss";
const JOINED = "refrain; fwd=miss; collapsed";

let statuses = [];
let checked = 0;
const send = globalThis.fetch;

globalThis.fetch = async (request, options) => {
  const url = new URL(request.url ?? request);
  assert.equal(url.host, HOST, `${url} is not the service`);
  const response = await send(request, options);
  statuses.push((response.headers.get("cache-status") ?? "none").replace(/; key=.*/, ""));
  return response;
};

export function model(name) {
  return process.env.MODEL ?? name;
}

/** What nobody has asked before. */
export function fresh(text) {
  return `${text} (${randomUUID()})`;
}

/** Asks twice; the second time the cache answers, or the end of the first stream does, with the same answer. */
export async function twice(ask, first = MISS) {
  statuses = [];
  const answer = await ask();
  assert.deepEqual(statuses, [first]);
  statuses = [];
  const again = await ask();
  assert.deepEqual(statuses, [first === LIVE && statuses[0] === JOINED ? JOINED : HIT]);
  assert.ok(answer);
  assert.deepEqual(again, answer);
  checked++;
  return answer;
}

/** All that a stream gives. */
export async function all(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

export function done(name) {
  const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
  console.log(`${name} ${version} for Node: ${checked} questions, all as it should be`);
}
