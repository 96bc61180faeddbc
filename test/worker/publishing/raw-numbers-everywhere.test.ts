// Ten thousand numbers leave every endpoint digit for digit.

import { evictDurableObject } from "cloudflare:test";
import * as fc from "fast-check";
import { it } from "vitest";
import { vipToken } from "../../support/auth/access-tokens.ts";
import { EventStream } from "../../support/hub/event-stream.ts";
import { SEED } from "../../support/random/random-seed.ts";
import { freshHub, newSignal, publish, type TestHub } from "../../support/hub/test-hub.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";

const NUMBERS = 10_000;
const PER_SIGNAL = 25;
const BATCH_SIZE = 50;

/** Up to 30 digits in all, in the forms that a careless parser would round, trim or rewrite. */
const numbers = fc.oneof(
  fc.stringMatching(/^-?(?:0|[1-9][0-9]{0,29})$/),
  fc.stringMatching(/^-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}$/),
  fc.stringMatching(/^-?0\.0{1,12}[0-9]{1,16}$/),
  fc.stringMatching(/^-?[1-9][0-9]{0,9}(?:\.[0-9]{1,10}0{1,5})?[eE][+-]?[0-9]$/),
);

/** Publish messages with `PER_SIGNAL` numbers each. */
function signals(): readonly string[] {
  const drawn = fc.sample(numbers, { seed: SEED, numRuns: NUMBERS });
  return Array.from({ length: NUMBERS / PER_SIGNAL }, (_, index) => {
    const slice = drawn.slice(index * PER_SIGNAL, (index + 1) * PER_SIGNAL);
    const named = Object.fromEntries(slice.map((number, column) => [`n${column}`, number]));
    return newSignal({ id: String(index), ...named, list: `[${slice.join()}]` });
  });
}

it(`from a publish request to every read (FC_SEED=${SEED})`, async ({ expect }) => {
  const hub = freshHub();
  const published = signals();
  const first = await TestSocket.openV2(hub);
  const [connected] = await first.readTo("live");
  const epoch = String(connected?.["epoch"]);
  const v1 = await TestSocket.connect(hub);
  const stream = new EventStream(await get(hub, "/sse/signals"));

  for (let offset = 0; offset < published.length; offset += BATCH_SIZE) {
    await publish(hub, ...published.slice(offset, offset + BATCH_SIZE));
  }

  expect(await v1.gather(published.length)).toEqual(published);
  expect(await first.gather(published.length, messagesOf)).toEqual(published);
  expect(await streamed(stream, published.length)).toEqual(published);

  await evictDurableObject(hub.stub, { webSockets: "close" });
  const again = await TestSocket.openV2(hub, `since=${epoch}:0`);
  expect(await again.read()).toMatchObject({ recovered: true });
  expect(await again.gather(published.length, messagesOf)).toEqual(published);
  const anew = await TestSocket.openV2(hub);
  await anew.next();
  const snapshot = await anew.gather(published.length, signalsOf);
  expect(snapshot.toReversed()).toEqual(published.map(dataOf));
  const resumed = new EventStream(await get(hub, `/sse/signals?since=${epoch}:0`));
  expect(await streamed(resumed, published.length)).toEqual(published);

  const log = await (await get(hub, `/signals/log?since=${epoch}:0`)).text();
  expect(messagesOf(log)).toEqual(published);
  const openSignals = await (await get(hub, "/signals")).text();
  expect(signalsOf(openSignals).toReversed()).toEqual(published.map(dataOf));
});

async function get(hub: TestHub, path: string): Promise<Response> {
  const headers = { Authorization: `Bearer ${await vipToken()}` };
  return hub.fetch(path, { headers });
}

async function streamed(stream: EventStream, count: number): Promise<readonly string[]> {
  const found: string[] = [];
  while (found.length < count) found.push(...messagesOf(await stream.data()));
  await stream.cancel();
  return found;
}

/** The messages in a frame or a page, without `seq` and `ts`. Cut by a pattern, independent of the service's parsers. */
function messagesOf(text: string): readonly string[] {
  return Array.from(
    text.matchAll(/(\{"type":"new_signal".*?\}),"seq":[0-9]+,"ts":[0-9]+\}/g),
    ([, message]) => `${message}}`,
  );
}

/** The data of the signals in a snapshot or a page. */
function signalsOf(text: string): readonly string[] {
  return Array.from(text.matchAll(/"data":(\{.*?\})\}/g), ([, data = ""]) => data);
}

function dataOf(message: string): string {
  return message.slice(message.indexOf('"data":') + '"data":'.length, -1);
}
