// Why the service did not do what it was asked: told apart by what somebody can do about it.

export type ApiError =
  /** Nothing came back: the network, or the service is down. */
  | { readonly kind: "unreachable" }
  /** The key isn't one of the service's, or not of this kind. */
  | { readonly kind: "key_refused" }
  /** What was sent breaks a rule; each place and reason in the service's words. */
  | { readonly kind: "invalid"; readonly errors: readonly ItemProblem[] }
  | { readonly kind: "busy" }
  | { readonly kind: "refused"; readonly status: number; readonly reason: string };

export interface ItemProblem {
  /** A JSON Pointer into what was sent. */
  readonly path: string;
  readonly reason: string;
}

/** The trouble that a problem document (RFC 9457) tells of; one that can't be read tells its status. */
export function parseApiError(status: number, body: string): ApiError {
  const { title, detail, errors } = documentOf(body);
  if (status === 401) return { kind: "key_refused" };
  if (status === 503) return { kind: "busy" };
  const items = Array.isArray(errors) ? errors.filter(isItemProblem) : [];
  if (items.length > 0) return { kind: "invalid", errors: items };
  const reason = [title, detail].filter((text) => typeof text === "string").join(": ");
  return { kind: "refused", status, reason };
}

interface ProblemDocument {
  readonly title?: unknown;
  readonly detail?: unknown;
  readonly errors?: unknown;
}

function documentOf(body: string): ProblemDocument {
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
