// Routing: each group's entries by its filter, and each entry's number of sockets.

import { describe, it } from "vitest";
import { ConnectionIndex } from "../../../src/sockets/connections/connection-index.ts";
import { routeEntries } from "../../../src/sockets/delivery/route.ts";
import { entryOf, FakeSocket, SESSION } from "../../support/hub/sessions.ts";

const WHOLE = { signalType: "mexc_dex", coinName: "NB", position: null, spread: 9 };

function indexOf(...filters: readonly (typeof SESSION)["filter"][]): ConnectionIndex {
  const index = new ConnectionIndex();
  for (const filter of filters) index.upsert(new FakeSocket().socket, { ...SESSION, filter });
  return index;
}

describe("entries", () => {
  it("go to each group whose filter they pass, and count its sockets", ({ expect }) => {
    const index = indexOf({}, {}, { coinNames: ["NB"] }, { coinNames: ["XX"] });

    const routed = routeEntries([entryOf(7), entryOf(8)], index.groups());

    expect(routed.recipients).toEqual([3, 3]);
    expect([...routed.byGroup.values()].map((messages) => messages.length)).toEqual([2, 2]);
  });

  it("are counted one by one", ({ expect }) => {
    const index = indexOf({ coinNames: ["XX"] });
    const other = { ...WHOLE, coinName: "XX" };

    const routed = routeEntries(
      [entryOf(7), entryOf(8, { before: other, after: other })],
      index.groups(),
    );

    expect(routed.recipients).toEqual([0, 1]);
  });

  it("enter a filter as the whole signal", ({ expect }) => {
    const index = indexOf({ minSpread: 5 });

    const routed = routeEntries([entryOf(7)], index.groups());

    expect([...routed.byGroup.values()][0]?.map(({ outcome }) => outcome)).toEqual(["entered"]);
  });

  it("that are none go nowhere", ({ expect }) => {
    expect(routeEntries([], indexOf({}).groups())).toEqual({
      entries: [],
      recipients: [],
      byGroup: new Map(),
    });
  });
});
