// A post from the form to the answer. What may have been stored is posted again under the same name.

import { useRef, useState } from "react";
import type { JsonText } from "../../../protocol/json-text.ts";
import { publish, type Posted } from "../service.ts";
import { messageOf, type FieldProblem, type SignalFields } from "../signal-form.ts";
import type { Trouble } from "../trouble.ts";

export type Posting =
  | { readonly at: "idle" }
  | { readonly at: "wrong"; readonly problem: FieldProblem }
  | { readonly at: "sent" }
  | { readonly at: "done"; readonly posted: Posted }
  | { readonly at: "failed"; readonly trouble: Trouble };

interface Attempt {
  readonly message: JsonText;
  /** Its `Idempotency-Key`. */
  readonly name: string;
}

export function usePosting(): readonly [
  posting: Posting,
  post: (key: string, fields: SignalFields) => Promise<void>,
] {
  const [posting, setPosting] = useState<Posting>({ at: "idle" });
  /** The post of which nobody knows whether it was stored. */
  const unsure = useRef<Attempt | null>(null);

  async function post(key: string, fields: SignalFields): Promise<void> {
    const message = messageOf(fields);
    if (!message.ok) return setPosting({ at: "wrong", problem: message.error });

    setPosting({ at: "sent" });
    const again = unsure.current?.message === message.value ? unsure.current : null;
    const attempt = again ?? { message: message.value, name: crypto.randomUUID() };
    const answer = await publish(key, attempt.message, attempt.name);
    unsure.current = !answer.ok && isUnsure(answer.error) ? attempt : null;
    setPosting(
      answer.ok ? { at: "done", posted: answer.value } : { at: "failed", trouble: answer.error },
    );
  }

  return [posting, post];
}

export function isUnsure({ kind }: Trouble): boolean {
  return kind === "unreachable" || kind === "busy";
}
