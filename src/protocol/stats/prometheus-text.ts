// The writer of Prometheus' text exposition format 0.0.4, for `GET /internal/metrics`.
// https://prometheus.io/docs/instrumenting/exposition_formats/

/** The media type of the format. */
export const PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

/** A sample's labels by name. A name has letters, digits and `_`. */
export type Labels = Readonly<Record<string, string>>;

/** One value of a metric. */
export interface Sample {
  readonly labels?: Labels;
  readonly value: number;
}

interface Named {
  /** Letters, digits and `_`. A counter's name ends with `_total`. */
  readonly name: string;
  readonly help: string;
}

/** A gauge or a counter. */
export interface Simple extends Named {
  readonly type: "gauge" | "counter";
  readonly samples: readonly Sample[];
}

/** A histogram with counts by bucket. The writer adds them up, as the format wants. */
export interface Histogram extends Named {
  readonly type: "histogram";
  /** The count of each bucket alone, by growing upper bound. */
  readonly buckets: readonly { readonly bound: number; readonly count: number }[];
  /** The count above the last bound. */
  readonly more: number;
  /** The sum of all observed values. */
  readonly sum: number;
}

/** One metric with its samples. */
export type Metric = Simple | Histogram;

/** The text of all metrics, in their order. */
export function prometheusText(metrics: readonly Metric[]): string {
  return metrics.map((metric) => `${headOf(metric)}${linesOf(metric).join("")}`).join("");
}

function headOf({ name, help, type }: Metric): string {
  return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`;
}

function linesOf(metric: Metric): readonly string[] {
  const { name } = metric;
  switch (metric.type) {
    case "gauge":
    case "counter":
      return metric.samples.map(({ labels = {}, value }) => line(name, labels, value));
    case "histogram": {
      let below = 0;
      const buckets = metric.buckets.map(({ bound, count }) => {
        below += count;
        return line(`${name}_bucket`, { le: numberText(bound) }, below);
      });
      const all = below + metric.more;
      return [
        ...buckets,
        line(`${name}_bucket`, { le: "+Inf" }, all),
        line(`${name}_sum`, {}, metric.sum),
        line(`${name}_count`, {}, all),
      ];
    }
  }
}

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`);
  return `${name}${pairs.length > 0 ? `{${pairs.join()}}` : ""} ${numberText(value)}\n`;
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? "+Inf" : "-Inf";
}

function escapeHelp(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}
