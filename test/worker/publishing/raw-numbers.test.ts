// Numbers leave digit for digit. As published, as merged, and in a signal that entered a filter.

import * as fc from "fast-check";
import { it } from "vitest";
import { SEED } from "../../support/random/random-seed.ts";
import { freshHub, newSignal, publish, signalUpdate } from "../../support/hub/test-hub.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";

const FUTURES = "mexc_spot_futures";
const DEX = "mexc_dex";

it.for([
  "0.00670000",
  "12345678901234567890",
  "-0",
  "-0.0",
  "1e-7",
  "1E5",
  "1e+21",
  "0.1000000000000000055511151231257827",
  "9007199254740993",
])("%s", async (number, { expect }) => {
  const hub = freshHub();
  const all = await TestSocket.connect(hub);
  const wide = await TestSocket.connect(hub, "min_spread=9");
  const opening = newSignal({ price: number });
  const update = signalUpdate("1", `{"bid":${number},"ask":[${number},{"x":${number}}]}`);
  const widening = signalUpdate("1", '{"spread":-9.10}');

  await publish(hub, opening);
  await publish(hub, update);
  await publish(hub, widening);

  expect(await all.drain()).toEqual([opening, update, widening]);
  expect(await wide.drain()).toEqual([
    newSignal({
      spread: "-9.10",
      price: number,
      bid: number,
      ask: `[${number},{"x":${number}}]`,
    }),
  ]);
});

it.for(["12345678901234567890", "12345678901234567891", "-1", "0", "9".repeat(128)])(
  "the id %s",
  async (id, { expect }) => {
    const hub = freshHub();
    const all = await TestSocket.connect(hub);
    const wide = await TestSocket.connect(hub, "min_spread=9");

    await publish(hub, newSignal({ id }), newSignal({ id: "12345678901234567889" }));
    await publish(hub, signalUpdate(id, '{"spread":9}'));

    expect(await all.drain()).toEqual([
      newSignal({ id }),
      newSignal({ id: "12345678901234567889" }),
      signalUpdate(id, '{"spread":9}'),
    ]);
    expect(await wide.drain()).toEqual([newSignal({ id, spread: "9" })]);
  },
);

it("keys that look like integers keep their order", async ({ expect }) => {
  const hub = freshHub();
  const all = await TestSocket.connect(hub);
  const wide = await TestSocket.connect(hub, "min_spread=9");
  const opening = message('{"id":1,"spread":1,"b":1,"2":2,"a":3,"1":4}');

  await publish(hub, opening);
  await publish(hub, signalUpdate("1", '{"7":7,"spread":9,"2":20,"3":3}').replace(FUTURES, DEX));

  expect(await all.next()).toBe(opening);
  expect(await wide.next()).toBe(
    message('{"id":1,"spread":9,"b":1,"2":20,"a":3,"1":4,"7":7,"3":3}'),
  );
});

it("white space is removed and strings are unchanged", async ({ expect }) => {
  const hub = freshHub();
  const socket = await TestSocket.connect(hub);
  const spaced = `\t{ "id" :1 ,\r\n "text" : " a \\" : , \\u0041\\/ \\n" , "list" : [ 1 , 2 , { } ] } `;

  await publish(hub, `\n${message(spaced)} \r\n`);

  expect(await socket.next()).toBe(
    message('{"id":1,"text":" a \\" : , \\u0041\\/ \\n","list":[1,2,{}]}'),
  );
});

const decimals = fc.stringMatching(
  /^-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?(?:[eE][+-]?[0-9])?$/,
);

it(`any decimal of up to 30 digits (FC_SEED=${SEED})`, async ({ expect }) => {
  const hub = freshHub();
  const all = await TestSocket.connect(hub);
  const wide = await TestSocket.connect(hub, "min_spread=9");
  let id = 0;

  await fc.assert(
    fc.asyncProperty(decimals, decimals, async (price, bid) => {
      id += 1;
      const opening = newSignal({ id: String(id), price });
      const update = signalUpdate(String(id), `{"bid":${bid},"spread":9.00}`);

      await publish(hub, opening);
      await publish(hub, update);

      expect(await all.next()).toBe(opening);
      expect(await all.next()).toBe(update);
      expect(await wide.next()).toBe(newSignal({ id: String(id), spread: "9.00", price, bid }));
    }),
    { seed: SEED, numRuns: 100 },
  );
});

function message(data: string): string {
  return `{"type":"new_signal","signal_type":"${DEX}","data":${data}}`;
}
