// The benchmark's computed figures, percentiles of delays and targets.

import { describe, it } from "vitest";
import { Latencies } from "../../bench/load/latencies.ts";
import { signalText } from "../../bench/load/http-producer.ts";
import { evaluateTargets } from "../../bench/targets.ts";

describe("the benchmark's delays", () => {
  it("have percentiles in quarters of a millisecond", ({ expect }) => {
    const latencies = new Latencies();
    for (let ms = 1; ms <= 100; ms += 1) latencies.add(ms - 0.1);

    expect(latencies.percentile(0.5)).toBe(50);
    expect(latencies.percentile(0.99)).toBe(99);
    expect(latencies.percentile(1)).toBe(100);
  });

  it("have a percentile of 0 without samples and of 20 s at most", ({ expect }) => {
    const latencies = new Latencies();
    const none = latencies.percentile(0.5);
    latencies.add(90_000);

    expect(none).toBe(0);
    expect(latencies.percentile(0.5)).toBe(20_000);
  });
});

describe("the benchmark's targets", () => {
  it("are evaluated only where both figures of a ratio were measured", ({ expect }) => {
    const floor = { cpu_us_per_delivery: 30 };

    expect(evaluateTargets({ steady: { floor } })).toEqual([]);
    expect(evaluateTargets({ steady: { floor, "hub-v1": { cpu_us_per_delivery: 31.5 } } })).toEqual(
      [
        {
          text: "steady: cpu_us_per_delivery of hub-v1 / floor",
          measured: 1.05,
          atMost: 1.05,
          met: true,
        },
      ],
    );
  });

  it("are missed by a ratio above them", ({ expect }) => {
    const results = { resume: { "hub-v2": { cpu_us_per_message: 2.01 } } };

    expect(evaluateTargets(results)).toMatchObject([{ measured: 2.01, met: false }]);
  });
});

it("the benchmark's messages have 256 bytes, whatever their number", ({ expect }) => {
  const texts = [1, 1_999_999].map((number) => signalText(number, 1_700_000_000_000.25));

  expect(texts.map((text) => text.length)).toEqual([256, 256]);
  for (const text of texts) expect(() => JSON.parse(text)).not.toThrow();
});
