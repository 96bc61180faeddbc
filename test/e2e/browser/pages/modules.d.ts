// The guide's sources have no file in this repository.

declare module "guide/example.js";

declare module "guide/useWebSocketSignals.js" {
  export function useWebSocketSignals(token: string): readonly {
    readonly id: number | string;
    readonly [field: string]: unknown;
  }[];
}
