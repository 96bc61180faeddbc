// Types of the parser, as far as the tests use it. The package has none.

declare module "parse-prometheus-text-format" {
  export interface ParsedMetric {
    readonly name: string;
    readonly help: string;
    readonly type: "GAUGE" | "COUNTER" | "HISTOGRAM" | "SUMMARY" | "UNTYPED";
    readonly metrics: readonly {
      readonly value?: string;
      readonly labels?: Readonly<Record<string, string>>;
      readonly buckets?: Readonly<Record<string, string>>;
      readonly sum?: string;
      readonly count?: string;
    }[];
  }
  const parse: (text: string) => readonly ParsedMetric[];
  export default parse;
}
