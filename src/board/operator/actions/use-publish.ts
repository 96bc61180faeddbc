// The state of one publish request, from the form to the response.

import { useRef, useState } from "react";
import type { RawJson } from "../../../json/raw-json.ts";
import { publish, type PublishResult } from "../service.ts";
import { messageOf, type FieldProblem, type SignalFields } from "./signal-form.ts";
import { isOutcomeUnknown, type ApiError } from "../api-error.ts";

/** Where the request is. */
export type PublishState =
  | { readonly status: "idle" }
  | { readonly status: "invalid"; readonly problem: FieldProblem }
  | { readonly status: "sent" }
  | { readonly status: "done"; readonly result: PublishResult }
  | { readonly status: "failed"; readonly error: ApiError };

interface PublishAttempt {
  readonly message: RawJson;
  readonly idempotencyKey: string;
}

/**
 * The state, and the function that publishes. An unchanged message whose outcome is unknown is published again with the
 * same idempotency key, so the service stores it once.
 */
export function usePublish(): readonly [
  state: PublishState,
  publishSignal: (key: string, fields: SignalFields) => Promise<void>,
] {
  const [state, setState] = useState<PublishState>({ status: "idle" });
  /** The last request, while its outcome is unknown. */
  const unconfirmed = useRef<PublishAttempt | null>(null);

  async function publishSignal(key: string, fields: SignalFields): Promise<void> {
    const message = messageOf(fields);
    if (!message.ok) return setState({ status: "invalid", problem: message.error });

    setState({ status: "sent" });
    const retry = unconfirmed.current?.message === message.value ? unconfirmed.current : null;
    const attempt = retry ?? { message: message.value, idempotencyKey: crypto.randomUUID() };
    const result = await publish(key, attempt.message, attempt.idempotencyKey);
    unconfirmed.current = !result.ok && isOutcomeUnknown(result.error) ? attempt : null;
    setState(
      result.ok
        ? { status: "done", result: result.value }
        : { status: "failed", error: result.error },
    );
  }

  return [state, publishSignal];
}
