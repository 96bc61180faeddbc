// Sent twice, delivered once: posts with a name, on every way that a retry can take.

import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import * as fc from "fast-check";
import { afterEach, describe, it } from "vitest";
import { releaseClock, setClock, stopClock } from "../../support/hub/clock.ts";
import { SEED } from "../../support/random/random-seed.ts";
import { publishSigned, sign, webhookKey } from "../../support/auth/signed-requests.ts";
import {
  freshHub,
  newSignal,
  post,
  postWithoutFlush,
  publish,
  signalUpdate,
  type TestHub,
} from "../../support/hub/test-hub.ts";
import { PRODUCER_KEY } from "../../support/test-settings.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";

const KEY = { "Idempotency-Key": "post-1" };
const HOUR = 3_600_000;

interface Answer {
  readonly epoch: string;
  readonly seq: number;
  readonly results: readonly { seq: number; duplicate: boolean; recipients: number }[];
}

/** Posts what must be taken. */
async function publishAccepted(
  hub: TestHub,
  body: string,
  headers: Readonly<Record<string, string>> = KEY,
): Promise<Answer> {
  const response = await post(hub, body, headers);
  if (response.status !== 200)
    throw new Error(`refused: ${response.status} ${await response.text()}`);
  return response.json();
}

function again({ epoch, seq, results }: Answer): Answer {
  return { epoch, seq, results: results.map((result) => ({ ...result, duplicate: true })) };
}

async function remembered(hub: TestHub): Promise<readonly unknown[]> {
  return runInDurableObject(hub.stub, (_, { storage }) =>
    storage.sql
      .exec("SELECT key FROM posts ORDER BY key")
      .toArray()
      .map(({ key }) => key),
  );
}

afterEach(releaseClock);

describe("the same post again", () => {
  it.for<[string, readonly string[]]>([
    ["a signal", [newSignal()]],
    [
      "an update, which nothing else would tell from a new one",
      [signalUpdate("1", '{"spread":2}')],
    ],
    [
      "a batch",
      [newSignal({ id: "1" }), signalUpdate("1", '{"spread":2}'), newSignal({ id: "2" })],
    ],
  ])("of %s gets the first answer, and nobody hears of it", async ([, messages], { expect }) => {
    const hub = freshHub();
    await publish(hub, newSignal({ id: "99" }));
    const socket = await TestSocket.connect(hub);
    const body = `[${messages.join()}]`;

    const first = await publishAccepted(hub, body);
    await publish(hub, newSignal({ id: "100" }));
    const second = await publishAccepted(hub, body);
    await evictDurableObject(hub.stub);
    const third = await publishAccepted(hub, body);

    expect(first.seq).toBe(1 + messages.length);
    expect(first.results.map(({ duplicate }) => duplicate)).toEqual(messages.map(() => false));
    expect(first.results.map(({ recipients }) => recipients)).toEqual(messages.map(() => 1));
    expect(second).toEqual(again(first));
    expect(third).toEqual(again(first));
    expect(await socket.drain()).toEqual([...messages, newSignal({ id: "100" })]);
    expect(await publishAccepted(hub, newSignal({ id: "101" }), {})).toMatchObject({
      seq: first.seq + 2,
    });
  });

  it("is the same after the signal it opened went on", async ({ expect }) => {
    const hub = freshHub();
    const first = await publishAccepted(hub, newSignal());
    await publish(hub, signalUpdate("1", '{"spread":1}'));

    expect(await publishAccepted(hub, newSignal())).toEqual(again(first));
  });

  it("is another post under no name: an update is sent twice", async ({ expect }) => {
    const hub = freshHub();

    expect(await publishAccepted(hub, signalUpdate("1", "{}"), {})).toMatchObject({ seq: 1 });
    expect(await publishAccepted(hub, signalUpdate("1", "{}"), {})).toMatchObject({ seq: 2 });
    expect(await remembered(hub)).toEqual([]);
  });

  it("twenty times at once is stored and sent once", async ({ expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.connect(hub);
    const update = signalUpdate("1", '{"spread":2}');

    const responses = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const response = await postWithoutFlush(hub, update, KEY);
        return response.json<Answer>();
      }),
    );

    const fresh = responses.filter(({ results }) => results[0]?.duplicate === false);
    expect(fresh).toHaveLength(1);
    expect(new Set(responses.map(({ seq }) => seq))).toEqual(new Set([1]));
    expect(await socket.drain()).toEqual([update]);
    expect(await hub.stub.stats()).toMatchObject({ seq: 1 });
  });

  it("ten posts, each three times at once, are each there once", async ({ expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.connect(hub);
    const updates = Array.from({ length: 10 }, (_, n) => signalUpdate(String(n), '{"n":0}'));

    await Promise.all(
      [...updates, ...updates, ...updates].map((update, n) =>
        postWithoutFlush(hub, update, { "Idempotency-Key": `post-${n % 10}` }),
      ),
    );
    // Waits until whatever gathered is pushed.
    await publishAccepted(hub, updates[0] ?? "", { "Idempotency-Key": "post-0" });

    const frames = await socket.drain();
    expect(frames.toSorted()).toEqual(updates.toSorted());
    expect(await hub.stub.stats()).toMatchObject({ seq: 10 });
  });
});

describe("another body under the same name", () => {
  it.for([
    ["of another signal", newSignal({ id: "2" })],
    ["of one more space", `${newSignal()} `],
    ["of the same as a list", `[${newSignal()}]`],
    ["of nothing", ""],
  ])("%s is a conflict, and nothing comes of it", async ([, other = ""], { expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.connect(hub);
    const first = await publishAccepted(hub, newSignal());

    const conflict = await post(hub, other, KEY);

    expect(conflict.status).toBe(409);
    expect(await conflict.json()).toEqual({
      type: "urn:signal-hub:error:idempotency_conflict",
      title: "Idempotency key used with another body",
      status: 409,
      code: "idempotency_conflict",
    });
    expect(await socket.drain()).toEqual([newSignal()]);
    expect(await hub.stub.stats()).toMatchObject({ seq: 1, signals: 1 });
    expect(await publishAccepted(hub, newSignal())).toEqual(again(first));
  });
});

describe("a name", () => {
  const update = signalUpdate("1", "{}");

  it.for<[string, string, string]>([
    ["in quotes and without", '"post-1"', "post-1"],
    ["with a quote in it", '"post\\"1"', 'post"1'],
    ["with a backslash in it", '"post\\\\1"', "post\\1"],
  ])("%s is one name", async ([, quoted, bare], { expect }) => {
    const hub = freshHub();
    const first = await publishAccepted(hub, update, { "Idempotency-Key": quoted });

    expect(await publishAccepted(hub, update, { "Idempotency-Key": bare })).toEqual(again(first));
    expect(await remembered(hub)).toEqual([`scanner ${bare}`]);
  });

  it("is told apart by case, and by a quote at one end", async ({ expect }) => {
    const hub = freshHub();
    const names = ["post-1", "POST-1", '"post-1', 'post-1"', "post -1", "post  -1"];

    for (const [index, name] of names.entries()) {
      expect(await publishAccepted(hub, update, { "Idempotency-Key": name })).toMatchObject({
        seq: index + 1,
      });
    }
  });

  it("is the webhook-id where there is no other, with a bearer too", async ({ expect }) => {
    const hub = freshHub();

    const first = await publishAccepted(hub, update, { "webhook-id": "msg_1" });

    expect(await publishAccepted(hub, update, { "webhook-id": "msg_1" })).toEqual(again(first));
    expect(await publishAccepted(hub, update, { "Idempotency-Key": "msg_1" })).toEqual(
      again(first),
    );
    expect(await publishAccepted(hub, update, { "webhook-id": "msg_2" })).toMatchObject({ seq: 2 });
  });

  it("is the Idempotency-Key where there are both", async ({ expect }) => {
    const hub = freshHub();

    const first = await publishAccepted(hub, update, { ...KEY, "webhook-id": "msg_1" });

    expect(await publishAccepted(hub, update, { ...KEY, "webhook-id": "msg_2" })).toEqual(
      again(first),
    );
    expect(await publishAccepted(hub, update, { "webhook-id": "msg_1" })).toMatchObject({ seq: 2 });
  });

  it("of a signed post is its webhook-id, whenever it was signed", async ({ expect }) => {
    const now = stopClock(1_000);
    const key = webhookKey("k");
    const hub = freshHub({ PRODUCER_KEYS: `scanner:${key}` });

    const first = await publishSigned(hub, update, sign(key, update, { at: now }));
    const second = await publishSigned(hub, update, sign(key, update, { at: now - 60 }));

    expect(await second.json()).toEqual(again(await first.json()));
  });

  it("of a signed post can't be another that nobody signed", async ({ expect }) => {
    const now = stopClock(1_000);
    const key = webhookKey("k");
    const hub = freshHub({ PRODUCER_KEYS: `scanner:${key}` });
    const signed = sign(key, update, { at: now });
    const first = await publishSigned(hub, update, signed);

    const replayed = await publishSigned(hub, update, { ...signed, "Idempotency-Key": "another" });

    expect(await replayed.json()).toEqual(again(await first.json()));
  });

  it("is a producer's own", async ({ expect }) => {
    const [one, other] = ["1".repeat(32), "2".repeat(32)];
    const hub = freshHub({ PRODUCER_KEYS: `one:${one},other:${other}` });
    const as = (key: string): Record<string, string> => ({
      ...KEY,
      Authorization: `Bearer ${key}`,
    });

    const first = await publishAccepted(hub, update, as(one));

    expect(await publishAccepted(hub, update, as(other))).toMatchObject({ seq: 2 });
    expect((await post(hub, newSignal(), as(other))).status).toBe(409);
    expect(await publishAccepted(hub, update, as(one))).toEqual(again(first));
  });

  it("is the producer's, whichever of its two keys it posts with", async ({ expect }) => {
    const old = "o".repeat(32);
    const hub = freshHub({ PRODUCER_KEYS: `scanner:${old},scanner:${PRODUCER_KEY}` });
    const first = await publishAccepted(hub, update, { ...KEY, Authorization: `Bearer ${old}` });

    expect(await publishAccepted(hub, update)).toEqual(again(first));
  });

  it("of nothing in quotes is none", async ({ expect }) => {
    expect((await post(freshHub(), update, { "Idempotency-Key": '""' })).status).toBe(400);
  });

  it.for([
    ["empty", ""],
    ["of 256 characters", "k".repeat(256)],
    ["with a letter beyond ASCII", "pöst"],
    ["with a tab", "a\tb"],
    ["with a control character in quotes", '"a\u007fb"'],
  ])("%s is refused, and nothing comes of it", async ([, name = ""], { expect }) => {
    for (const header of ["Idempotency-Key", "webhook-id"]) {
      const hub = freshHub();

      const answer = await post(hub, update, { [header]: name });

      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({
        code: "body_malformed",
        detail: "An idempotency key has 1 to 255 printable ASCII characters.",
      });
      expect(await hub.stub.stats()).toMatchObject({ seq: 0 });
    }
  });

  it("of 255 characters is taken, in quotes too", async ({ expect }) => {
    const hub = freshHub();
    const name = "k".repeat(255);

    const first = await publishAccepted(hub, update, { "Idempotency-Key": name });

    expect(await publishAccepted(hub, update, { "Idempotency-Key": `"${name}"` })).toEqual(
      again(first),
    );
  });
});

describe("what was refused is not remembered", () => {
  it.for([
    ["422", 422, "{}"],
    ["409", 409, newSignal({ id: "99", spread: "0" })],
    ["400", 400, "{"],
    ["one bad item", 422, `[${newSignal()},{}]`],
  ] as const)("%s: the corrected body is taken under the same name", async (row, { expect }) => {
    const [, status, bad] = row;
    const hub = freshHub();
    await publish(hub, newSignal({ id: "99" }));

    expect((await post(hub, bad, KEY)).status).toBe(status);
    expect((await post(hub, bad, KEY)).status).toBe(status);

    expect(await publishAccepted(hub, newSignal())).toMatchObject({
      seq: 2,
      results: [{ duplicate: false }],
    });
  });

  it.for(["log", "signals", "posts"])("nor what %s could not store", async (table, { expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.connect(hub);
    await sql(
      hub,
      `CREATE TRIGGER full BEFORE INSERT ON ${table} BEGIN SELECT RAISE(ABORT, 'full'); END`,
    );

    expect((await post(hub, newSignal(), KEY)).status).toBe(503);
    expect(await remembered(hub)).toEqual([]);
    expect(await socket.drain()).toEqual([]);
    expect(await hub.stub.stats()).toMatchObject({ seq: 0, signals: 0 });

    await sql(hub, "DROP TRIGGER full");
    expect(await publishAccepted(hub, newSignal({ id: "2" }))).toMatchObject({
      seq: 1,
      results: [{ duplicate: false, recipients: 1 }],
    });
    expect(await socket.drain()).toEqual([newSignal({ id: "2" })]);
  });
});

describe("a post is remembered as long as the log", () => {
  it("and not a moment longer or shorter", async ({ expect }) => {
    const now = stopClock(1_000) * 1_000;
    const hub = freshHub();
    const update = signalUpdate("1", "{}");
    const first = await publishAccepted(hub, update);
    setClock(now + HOUR);
    await publish(hub, newSignal({ id: "2" }));

    setClock(now + 24 * HOUR - 1);
    await runDurableObjectAlarm(hub.stub);
    expect(await publishAccepted(hub, update)).toEqual(again(first));

    setClock(now + 24 * HOUR);
    await runDurableObjectAlarm(hub.stub);
    expect(await remembered(hub)).toEqual([]);
    expect(await publishAccepted(hub, update)).toMatchObject({
      seq: 3,
      results: [{ duplicate: false }],
    });
  });

  it("also while its message is the newest, however old", async ({ expect }) => {
    const now = stopClock(1_000) * 1_000;
    const hub = freshHub();
    const first = await publishAccepted(hub, signalUpdate("1", "{}"));

    setClock(now + 30 * 24 * HOUR);
    await runDurableObjectAlarm(hub.stub);

    expect(await publishAccepted(hub, signalUpdate("1", "{}"))).toEqual(again(first));
  });

  it("so signs of life, which the log doesn't hold, are not remembered at all", async ({
    expect,
  }) => {
    const now = stopClock(1_000) * 1_000;
    const hub = freshHub();
    await publish(hub, newSignal());

    for (let beat = 0; beat < 10; beat += 1) {
      const answer = await publishAccepted(hub, "[]", { "webhook-id": `msg_${beat}` });
      expect(answer).toMatchObject({ seq: 1, results: [] });
    }

    setClock(now + 30 * 24 * HOUR);
    await runDurableObjectAlarm(hub.stub);
    // Each of a quiet market's would stay for as long as the market is quiet.
    expect(await remembered(hub)).toEqual([]);
  });
});

interface Step {
  readonly name: string | null;
  readonly body: number;
}

const BODIES: readonly (readonly string[])[] = [
  [newSignal({ id: "1" })],
  [newSignal({ id: "1", spread: "2" })],
  [signalUpdate("1", '{"spread":3}')],
  [newSignal({ id: "2" }), signalUpdate("2", '{"spread":4}')],
  [signalUpdate("3", "{}"), newSignal({ id: "4" })],
];

/** What the hub must answer, by the rule in words: a name first, then the signals it opened. */
class Model {
  readonly sent: string[] = [];
  readonly #requests = new Map<string, { body: number; seqs: readonly number[] }>();
  readonly #opened = new Map<string, { message: string; seq: number }>();

  /** The numbers answered, and which of them are new; or a status. */
  respond({ name, body }: Step): { seqs: readonly number[]; fresh: readonly boolean[] } | 409 {
    const messages = BODIES[body] ?? [];
    const previous = name === null ? undefined : this.#requests.get(name);
    if (previous && previous.body !== body) return 409;
    if (previous) return { seqs: previous.seqs, fresh: previous.seqs.map(() => false) };

    const openings = messages.map((message) => {
      const id = message.startsWith('{"type":"new_signal"') && /"id":(\d+)/.exec(message)?.[1];
      return id === undefined || id === false ? null : id;
    });
    const stored = openings.map((id) => (id === null ? undefined : this.#opened.get(id)));
    if (stored.some((before, at) => before && before.message !== messages[at])) return 409;
    const fresh = stored.map((before) => before === undefined);
    const seqs = messages.map((message, at) => {
      const before = stored[at];
      if (before) return before.seq;
      this.sent.push(message);
      const seq = this.sent.length;
      const id = openings[at];
      if (id) this.#opened.set(id, { message, seq });
      return seq;
    });
    if (name !== null) this.#requests.set(name, { body, seqs });
    return { seqs, fresh };
  }
}

it(`any order of posts and retries shows each message once (FC_SEED=${SEED})`, async ({
  expect,
}) => {
  const step = fc.record({
    name: fc.constantFrom("a", "b", "c", "d", null),
    body: fc.nat(BODIES.length - 1),
  });
  const sleeps = fc.nat(9);

  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), sleeps, async (steps, evictionsAt) => {
      const hub = freshHub();
      const model = new Model();
      const v1 = await TestSocket.connect(hub);
      const v2 = await TestSocket.openV2(hub);
      await v2.readTo("live");

      for (const [at, one] of steps.entries()) {
        if (at === evictionsAt) await evictDurableObject(hub.stub);
        const expected = model.respond(one);
        const body = `[${BODIES[one.body]?.join()}]`;
        const answer = await post(
          hub,
          body,
          one.name === null ? {} : { "Idempotency-Key": one.name },
        );
        if (expected === 409) {
          expect(answer.status).toBe(409);
          continue;
        }
        expect(answer.status).toBe(200);
        const { results } = await answer.json<Answer>();
        expect(results.map(({ seq }) => seq)).toEqual(expected.seqs);
        expect(results.map(({ duplicate }) => !duplicate)).toEqual(expected.fresh);
      }

      expect(await v1.drain()).toEqual(model.sent);
      const messages = (await v2.drain()).flatMap((frame) => JSON.parse(frame) as { seq: number });
      expect(messages.map(({ seq }) => seq)).toEqual(model.sent.map((_, index) => index + 1));
      expect(await hub.stub.stats()).toMatchObject({ seq: model.sent.length });
    }),
    { seed: SEED, numRuns: 40 },
  );
});

function sql(hub: TestHub, statement: string): Promise<unknown[]> {
  return runInDurableObject(hub.stub, (_, state) => state.storage.sql.exec(statement).toArray());
}
