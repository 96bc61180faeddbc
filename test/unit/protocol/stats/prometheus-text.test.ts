// The Prometheus text, parsed again by an independent parser.

import parsePrometheusTextFormat from "parse-prometheus-text-format";
import { describe, it } from "vitest";
import { PROMETHEUS_TEXT, prometheusText } from "../../../../src/protocol/stats/prometheus-text.ts";

describe("the Prometheus text", () => {
  it("has HELP, TYPE and a line for each sample", ({ expect }) => {
    const text = prometheusText([
      { type: "gauge", name: "a", help: "An a.", samples: [{ value: 1.5 }] },
      {
        type: "counter",
        name: "b_total",
        help: "All b.",
        samples: [
          { labels: { kind: "x", of: "y" }, value: 0 },
          { labels: { kind: "z", of: "y" }, value: 1e21 },
        ],
      },
      { type: "gauge", name: "c", help: "Nobody.", samples: [] },
    ]);

    expect(text).toBe(
      [
        "# HELP a An a.",
        "# TYPE a gauge",
        "a 1.5",
        "# HELP b_total All b.",
        "# TYPE b_total counter",
        'b_total{kind="x",of="y"} 0',
        'b_total{kind="z",of="y"} 1e+21',
        "# HELP c Nobody.",
        "# TYPE c gauge",
        "",
      ].join("\n"),
    );
  });

  it("sums a histogram's buckets up to +Inf", ({ expect }) => {
    const text = prometheusText([
      {
        type: "histogram",
        name: "h",
        help: "Sizes.",
        buckets: [
          { bound: 0.001, count: 2 },
          { bound: 5, count: 3 },
        ],
        more: 4,
        sum: 99,
      },
    ]);

    expect(text.split("\n").slice(2, -1)).toEqual([
      'h_bucket{le="0.001"} 2',
      'h_bucket{le="5"} 5',
      'h_bucket{le="+Inf"} 9',
      "h_sum 99",
      "h_count 9",
    ]);
    expect(parsePrometheusTextFormat(text)).toEqual([
      {
        name: "h",
        help: "Sizes.",
        type: "HISTOGRAM",
        metrics: [{ buckets: { "0.001": "2", 5: "5", "+Inf": "9" }, sum: "99", count: "9" }],
      },
    ]);
  });

  it.for([
    ["a quote", '"'],
    ["a backslash", "\\"],
    ["a line's end", "a\nb"],
    ["an escape's look-alike", "\\n"],
    ["all of them, twice", '\\"\n\\"\n'],
    ["braces and commas", '{a="b",c="d"} 1'],
    ["letters beyond ASCII", "β𝄞"],
    ["nothing", ""],
  ])("keeps %s in a label", ([, value = ""], { expect }) => {
    const text = prometheusText([
      {
        type: "gauge",
        name: "a",
        help: "Of one label.",
        samples: [{ labels: { value }, value: 1 }],
      },
    ]);

    expect(text.split("\n")).toHaveLength(4);
    expect(parsePrometheusTextFormat(text)).toMatchObject([
      { metrics: [{ labels: { value }, value: "1" }] },
    ]);
  });

  it("keeps HELP on one line", ({ expect }) => {
    const text = prometheusText([{ type: "gauge", name: "a", help: "a\\b\nc", samples: [] }]);

    expect(text).toBe("# HELP a a\\\\b\\nc\n# TYPE a gauge\n");
  });

  it.for([
    [Infinity, "+Inf"],
    [-Infinity, "-Inf"],
    [NaN, "NaN"],
    [-0.5, "-0.5"],
  ] as const)("spells %d as %s", ([value, spelt], { expect }) => {
    const text = prometheusText([{ type: "gauge", name: "a", help: "", samples: [{ value }] }]);

    expect(text).toContain(`\na ${spelt}\n`);
  });
});

it("the media type names the version of the format", ({ expect }) => {
  expect(PROMETHEUS_TEXT).toBe("text/plain; version=0.0.4; charset=utf-8");
});
