// A post from the form to the answer. What may have been stored is posted again under the same name.

import { useRef, useState } from "react";
import type { RawJson } from "../../../json/raw-json.ts";
import { publish, type PublishResult } from "../service.ts";
import { messageOf, type FieldProblem, type SignalFields } from "./signal-form.ts";
import type { ApiError } from "../api-error.ts";

export type PublishState =
  | { readonly status: "idle" }
  | { readonly status: "invalid"; readonly problem: FieldProblem }
  | { readonly status: "sent" }
  | { readonly status: "done"; readonly result: PublishResult }
  | { readonly status: "failed"; readonly error: ApiError };

interface PublishAttempt {
  readonly message: RawJson;
  /** Its `Idempotency-Key`. */
  readonly idempotencyKey: string;
}

export function usePublish(): readonly [
  state: PublishState,
  publishSignal: (key: string, fields: SignalFields) => Promise<void>,
] {
  const [state, setState] = useState<PublishState>({ status: "idle" });
  /** The post of which nobody knows whether it was stored. */
  const unconfirmed = useRef<PublishAttempt | null>(null);

  async function publishSignal(key: string, fields: SignalFields): Promise<void> {
    const message = messageOf(fields);
    if (!message.ok) return setState({ status: "invalid", problem: message.error });

    setState({ status: "sent" });
    const retry = unconfirmed.current?.message === message.value ? unconfirmed.current : null;
    const attempt = retry ?? { message: message.value, idempotencyKey: crypto.randomUUID() };
    const answer = await publish(key, attempt.message, attempt.idempotencyKey);
    unconfirmed.current = !answer.ok && isOutcomeUnknown(answer.error) ? attempt : null;
    setState(
      answer.ok
        ? { status: "done", result: answer.value }
        : { status: "failed", error: answer.error },
    );
  }

  return [state, publishSignal];
}

export function isOutcomeUnknown({ kind }: ApiError): boolean {
  return kind === "unreachable" || kind === "busy";
}
