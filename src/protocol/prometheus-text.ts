// Numbers for Prometheus: the text exposition format 0.0.4, its writer. The service reads none.
// https://prometheus.io/docs/instrumenting/exposition_formats/

export const PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly labels?: Labels;
  readonly value: number;
}

interface Named {
  /** Letters, digits and `_`; a counter's ends with `_total`. */
  readonly name: string;
  readonly help: string;
}

export interface Simple extends Named {
  readonly type: "gauge" | "counter";
  readonly samples: readonly Sample[];
}

export interface Histogram extends Named {
  readonly type: "histogram";
  /** How many fell under each bound and above the one before, in the order of the bounds. */
  readonly buckets: readonly { readonly bound: number; readonly count: number }[];
  /** How many fell above the last bound. */
  readonly more: number;
  readonly sum: number;
}

export type Metric = Simple | Histogram;

/** One text of all the metrics, in their order. */
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
