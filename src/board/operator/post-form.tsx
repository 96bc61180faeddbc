// Posts a signal by hand, with a producer's key: every number with the digits that were typed.

import { useRef, useState, type FormEvent, type ReactNode } from "react";
import type { KeptSecret } from "../kept-secret.ts";
import { publish, type Posted } from "./service.ts";
import { messageOf, NO_FIELDS, type FieldProblem, type SignalFields } from "./signal-form.ts";
import type { Texts } from "./texts/en.ts";
import { useTexts } from "./texts/use-texts.ts";
import type { Trouble } from "./trouble.ts";

type Outcome =
  | { readonly at: "none" }
  | { readonly at: "unusable"; readonly problem: FieldProblem }
  | { readonly at: "refused"; readonly trouble: Trouble }
  | { readonly at: "posted"; readonly posted: Posted };

const TEXT_FIELDS = ["signalType", "id", "coin", "spread"] as const;

export function PostForm({ producerKey }: { readonly producerKey: KeptSecret }): ReactNode {
  const texts = useTexts();
  const [key, setKey] = useState(() => producerKey.read() ?? "");
  const [fields, setFields] = useState(NO_FIELDS);
  const [outcome, setOutcome] = useState<Outcome>({ at: "none" });
  // The post's own name: pressed again after an answer was lost, it is still the same post.
  const name = useRef(crypto.randomUUID());

  function change(changed: Partial<SignalFields>): void {
    name.current = crypto.randomUUID();
    setFields((before) => ({ ...before, ...changed }));
  }

  async function onSubmit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const message = messageOf(fields);
    if (!message.ok) return setOutcome({ at: "unusable", problem: message.error });
    producerKey.keep(key.trim());
    const answer = await publish(key.trim(), message.value, name.current);
    setOutcome(
      answer.ok ? { at: "posted", posted: answer.value } : { at: "refused", trouble: answer.error },
    );
  }

  return (
    <section className="card">
      <h2>{texts.post}</h2>
      <form className="post" onSubmit={(event) => void onSubmit(event)}>
        <label className="field">
          <span>{texts.producerKey}</span>
          <input
            type="password"
            required
            autoComplete="off"
            value={key}
            onChange={({ target }) => setKey(target.value)}
          />
        </label>
        <label className="field">
          <span>{texts.kind}</span>
          <select
            value={fields.type}
            onChange={({ target }) =>
              change({ type: target.value === "signal_update" ? "signal_update" : "new_signal" })
            }
          >
            <option>new_signal</option>
            <option>signal_update</option>
          </select>
        </label>
        <label className="field">
          <span>{texts.position}</span>
          <select
            value={fields.position}
            onChange={({ target: { value } }) =>
              change({ position: value === "LONG" || value === "SHORT" ? value : "" })
            }
          >
            <option value="">–</option>
            <option>LONG</option>
            <option>SHORT</option>
          </select>
        </label>
        {TEXT_FIELDS.map((field) => (
          <label key={field} className="field">
            <span>{texts[field]}</span>
            <input
              value={fields[field]}
              autoComplete="off"
              spellCheck={false}
              onChange={({ target }) => change({ [field]: target.value })}
            />
          </label>
        ))}
        <label className="field whole">
          <span>{texts.more}</span>
          <textarea
            rows={2}
            value={fields.more}
            spellCheck={false}
            onChange={({ target }) => change({ more: target.value })}
          />
        </label>
        <button type="submit" className="primary">
          {texts.send}
        </button>
      </form>
      <Told outcome={outcome} />
    </section>
  );
}

function Told({ outcome }: { readonly outcome: Outcome }): ReactNode {
  const texts = useTexts();
  switch (outcome.at) {
    case "none":
      return null;
    case "posted": {
      const { seq, recipients, duplicate } = outcome.posted;
      return <p role="status">{texts.posted(seq, recipients, duplicate)}</p>;
    }
    case "unusable":
      return (
        <p role="alert" className="problem">
          {problemText(outcome.problem, texts)}
        </p>
      );
    case "refused":
      return (
        <p role="alert" className="problem">
          {texts.trouble(outcome.trouble)}
        </p>
      );
  }
}

function problemText({ field, problem }: FieldProblem, texts: Texts): string {
  return texts.fieldProblem(field === "type" ? texts.kind : texts[field], problem);
}
