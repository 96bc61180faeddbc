// Parses the environment into checked settings, or into every problem at once.

import * as z from "zod";
import { logEvent } from "../log.ts";
import type { SignalHub } from "../hub/signal-hub.ts";
import { LIMITS } from "../protocol/limits.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { readJwtKeys, type JwtVerification } from "./jwt-keys.ts";

/** Bindings of `wrangler.toml`, and secrets. Any setting may be missing until it is checked. */
export type Bindings = {
  readonly HUB: DurableObjectNamespace<SignalHub>;
  readonly REJECTED_UPGRADES: RateLimit;
  readonly ANALYTICS?: AnalyticsEngineDataset;
} & { readonly [Name in SettingName]?: string };

/** The name of a setting, a string of the environment. */
export type SettingName =
  | "JWT_SECRET"
  | "JWT_PUBLIC_KEY"
  | "JWT_JWKS_URL"
  | "JWT_ALGORITHMS"
  | "JWT_ISSUER"
  | "JWT_AUDIENCE"
  | "JWT_USER_CLAIM"
  | "JWT_VIP_CLAIM"
  | "PRODUCER_KEYS"
  | "OPERATOR_KEYS"
  | "SIGNAL_TYPES"
  | "SERVICE_NAME"
  | "ALLOWED_ORIGINS"
  | "HUB_NAME"
  | "HUB_LOCATION";

/** An API key. While a key rotates, two keys have the same name. */
export interface NamedKey {
  readonly name: string;
  readonly key: string;
}

/** Checked settings. docs/configuration.md describes each. */
export interface Settings {
  readonly tokens: JwtVerification & {
    readonly issuer: string | undefined;
    readonly audience: string | undefined;
    readonly userClaim: string;
    readonly vipClaim: string;
  };
  readonly producerKeys: readonly NamedKey[];
  readonly operatorKeys: readonly NamedKey[];
  readonly signalTypes: readonly string[];
  readonly service: string;
  readonly allowedOrigins: readonly string[];
  readonly hubName: string;
  readonly hubLocation: DurableObjectLocationHint | undefined;
}

/** An invalid setting and the reason. Never its value, which may be a secret. */
export interface SettingProblem {
  readonly setting: SettingName;
  readonly problem: string;
}

const LOCATIONS = [
  "wnam",
  "enam",
  "sam",
  "weur",
  "eeur",
  "apac",
  "apac-ne",
  "apac-se",
  "oc",
  "afr",
  "me",
] as const satisfies readonly DurableObjectLocationHint[];

const list = z.string().transform((text) => text.split(",").map((item) => item.trim()));

const keys = list.transform((items, ctx): NamedKey[] => {
  const named = items.map((item) => {
    const colon = item.indexOf(":");
    return { name: item.slice(0, Math.max(0, colon)), key: item.slice(colon + 1) };
  });
  const perName = Map.groupBy(named, ({ name }) => name);
  const problem = named.some(({ name }) => !/^[A-Za-z0-9_-]{1,32}$/.test(name))
    ? "must be name:key,name:key with names of letters, digits, _ and -"
    : named.some(({ key }) => key.length < LIMITS.minApiKeyChars)
      ? `has a key of fewer than ${LIMITS.minApiKeyChars} characters`
      : [...perName.values()].some(({ length }) => length > 2)
        ? "has a name with more than two live keys"
        : new Set(named.map(({ key }) => key)).size < named.length
          ? "has the same key twice"
          : null;
  if (problem !== null) ctx.addIssue({ code: "custom", message: problem });
  return named;
});

const text = z.string().min(1, "is empty");

// `readJwtKeys` reads the settings of token keys, because they depend on one another.
const environment = z.object({
  JWT_JWKS_URL: z
    .url({ protocol: /^https$/, error: "is not an https URL" })
    .or(z.url({ protocol: /^http$/, hostname: /^(localhost|127\.0\.0\.1)$/ }))
    .optional(),
  JWT_ISSUER: text.optional(),
  JWT_AUDIENCE: text.optional(),
  JWT_USER_CLAIM: text.default("sub"),
  JWT_VIP_CLAIM: text.default("vip"),
  PRODUCER_KEYS: keys,
  OPERATOR_KEYS: keys,
  SIGNAL_TYPES: list
    .refine(
      (types) => types.every((type) => /^[a-z0-9_]{1,64}$/.test(type)),
      "must be a list of names of a-z, 0-9 and _",
    )
    .default(["mexc_spot_futures", "funding_rate", "mexc_dex"]),
  SERVICE_NAME: text.max(64, "is longer than 64 characters").default("CryptoTracker"),
  ALLOWED_ORIGINS: list
    .refine(
      (origins) => origins.every((origin) => URL.parse(origin)?.origin === origin),
      "must be a list of origins such as https://app.example (no path, no trailing slash)",
    )
    .default([]),
  HUB_NAME: text.default("global"),
  HUB_LOCATION: z.enum(LOCATIONS, `is not one of ${LOCATIONS.join(", ")}`).optional(),
});

/** A key on both lists would make a producer an operator. */
function findSharedKeys(env: RawSettings): readonly SettingProblem[] {
  const keysOf = (text = ""): readonly string[] =>
    text.split(",").map((item) => item.slice(item.indexOf(":") + 1).trim());
  const producers = new Set(keysOf(env.PRODUCER_KEYS));
  if (env.PRODUCER_KEYS === undefined || env.OPERATOR_KEYS === undefined) return [];
  return keysOf(env.OPERATOR_KEYS).some((key) => producers.has(key))
    ? [{ setting: "OPERATOR_KEYS", problem: "has a key that PRODUCER_KEYS has too" }]
    : [];
}

const cache = new WeakMap<object, Result<Settings, readonly SettingProblem[]>>();

/** The settings of this environment, parsed once per isolate. Problems are logged by name, not by value. */
export async function settingsOf(
  bindings: Bindings,
): Promise<Result<Settings, readonly SettingProblem[]>> {
  const cached = cache.get(bindings);
  if (cached !== undefined) return cached;
  const settings = await readSettings(bindings);
  cache.set(bindings, settings);
  if (!settings.ok) {
    const names = settings.error.map(({ setting }) => setting);
    logEvent("settings.rejected", { settings: [...new Set(names)].join(",") });
  }
  return settings;
}

/** Parses every setting. On failure returns all problems, not the first. */
export async function readSettings(
  bindings: Bindings,
): Promise<Result<Settings, readonly SettingProblem[]>> {
  const raw: RawSettings = Object.fromEntries(
    // An empty secret counts as missing.
    Object.entries(bindings).filter(([, value]) => typeof value === "string" && value !== ""),
  );
  const parsed = environment.safeParse(raw);
  const tokens = await readJwtKeys(raw);
  const shared = findSharedKeys(raw);
  if (!parsed.success || !tokens.ok || shared.length > 0) {
    return err([
      ...(parsed.success ? [] : parsed.error.issues.map((issue) => problemOf(issue, raw))),
      ...(tokens.ok ? [] : tokens.error),
      ...shared,
    ]);
  }

  const env = parsed.data;
  return ok({
    tokens: {
      ...tokens.value,
      issuer: env.JWT_ISSUER,
      audience: env.JWT_AUDIENCE,
      userClaim: env.JWT_USER_CLAIM,
      vipClaim: env.JWT_VIP_CLAIM,
    },
    producerKeys: env.PRODUCER_KEYS,
    operatorKeys: env.OPERATOR_KEYS,
    signalTypes: env.SIGNAL_TYPES,
    service: env.SERVICE_NAME,
    allowedOrigins: env.ALLOWED_ORIGINS,
    hubName: env.HUB_NAME,
    hubLocation: env.HUB_LOCATION,
  });
}

type RawSettings = { readonly [Name in SettingName]?: string };

function problemOf(issue: z.core.$ZodIssue, raw: RawSettings): SettingProblem {
  const setting = issue.path[0] as SettingName; // SAFETY: the schema's keys are the settings' names.
  return { setting, problem: setting in raw ? issue.message : "is missing" };
}
