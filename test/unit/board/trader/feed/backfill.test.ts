// Spreads from a page of the service's log.

import { describe, it } from "vitest";
import { pointsByKey } from "../../../../../src/board/trader/feed/backfill.ts";

describe("a page of the log", () => {
  it("has the spreads of each signal, by the client's key", ({ expect }) => {
    const page = `{"epoch":"e","seq":4,"messages":[
      {"type":"new_signal","signal_type":"t","data":{"id":1,"spread":1.50},"seq":1,"ts":10},
      {"type":"new_signal","signal_type":"t","data":{"id":"1","spread":9},"seq":2,"ts":11},
      {"type":"signal_update","signal_type":"t","signal_id":1,"data":{"spread":2.5},"seq":3,"ts":12},
      {"type":"signal_update","signal_type":"t","signal_id":1,"data":{"note":"x"},"seq":4,"ts":13}
    ],"more":false,"recovered":true}`.replaceAll(/\n\s*/g, "");

    expect(Object.fromEntries(pointsByKey(page))).toEqual({
      "t:1": [
        { at: 10, spread: 1.5 },
        { at: 12, spread: 2.5 },
      ],
      't:"1"': [{ at: 11, spread: 9 }],
    });
  });
});
