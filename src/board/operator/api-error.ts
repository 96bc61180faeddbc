// Why a request to the service failed, by what an operator can do about it.

/** A failed request. */
export type ApiError =
  /** No response. The network or the service is down, or the request timed out. */
  | { readonly kind: "unreachable" }
  /** 401. The key is unknown, or it is of another kind. */
  | { readonly kind: "key_rejected" }
  /** The request breaks a rule. */
  | { readonly kind: "invalid"; readonly errors: readonly ItemProblem[] }
  /** 503. The service is overloaded or restarting. */
  | { readonly kind: "busy" }
  /** Any other status. `reason` is empty where the response has no readable text. */
  | { readonly kind: "rejected"; readonly status: number; readonly reason: string };

/** One broken rule, in the service's words. */
export interface ItemProblem {
  /** A JSON Pointer (RFC 6901) into the request's body. */
  readonly path: string;
  readonly reason: string;
}

/** Reads a problem document (RFC 9457). A body of another kind leaves only the status. */
export function parseApiError(status: number, body: string): ApiError {
  const { title, detail, errors } = parseProblem(body);
  if (status === 401) return { kind: "key_rejected" };
  if (status === 503) return { kind: "busy" };
  const items = Array.isArray(errors) ? errors.filter(isItemProblem) : [];
  if (items.length > 0) return { kind: "invalid", errors: items };
  const reason = [title, detail].filter((text) => typeof text === "string").join(": ");
  return { kind: "rejected", status, reason };
}

/** Whether the service may have done the request nevertheless. */
export function isOutcomeUnknown({ kind }: ApiError): boolean {
  return kind === "unreachable" || kind === "busy";
}

interface ProblemDocument {
  readonly title?: unknown;
  readonly detail?: unknown;
  readonly errors?: unknown;
}

function parseProblem(body: string): ProblemDocument {
  try {
    const document: unknown = JSON.parse(body);
    return typeof document === "object" && document !== null ? document : {};
  } catch {
    return {};
  }
}

function isItemProblem(value: unknown): value is ItemProblem {
  if (typeof value !== "object" || value === null) return false;
  return (
    "path" in value &&
    typeof value.path === "string" &&
    "reason" in value &&
    typeof value.reason === "string"
  );
}
