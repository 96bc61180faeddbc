// The card to publish one signal by hand, with a producer's key.

import { useId, useState } from "react";
import { SessionSecret } from "../../shared/session-secret.ts";
import { isOutcomeUnknown } from "../api-error.ts";
import { EMPTY_FIELDS, type SignalFields } from "./signal-form.ts";
import type { Texts } from "../texts/en.ts";
import { useTexts } from "../texts/use-texts.ts";
import { Card } from "../cards/card.tsx";
import { SignalField } from "./signal-field.tsx";
import { usePublish, type PublishState } from "./use-publish.ts";

const KEY = new SessionSecret("producer-key");

/** Numbers are published with the digits that were typed. The key stays in this tab. */
export function PublishFormCard() {
  const t = useTexts();
  const types = useId();
  const [key, setKey] = useState(() => KEY.get() ?? "");
  const [fields, setFields] = useState(EMPTY_FIELDS);
  const [state, publish] = usePublish();
  const invalid = state.status === "invalid" ? state.problem : null;

  function field(name: keyof SignalFields, label: string) {
    return {
      label,
      problem: invalid?.field === name ? t.fieldProblem(invalid.problem) : null,
      value: fields[name],
      onValue: (value: string) => setFields({ ...fields, [name]: value }),
    };
  }

  return (
    <Card title={t.publishSignal} width="two-of-three">
      <form
        className="form pairs"
        onSubmit={(event) => {
          event.preventDefault();
          KEY.set(key.trim());
          if (state.status !== "sent") void publish(key.trim(), fields);
        }}
      >
        <SignalField kind="secret" wide label={t.producerKey} value={key} onValue={setKey} />
        <SignalField
          kind="choice"
          choices={[
            ["new_signal", "new_signal"],
            ["signal_update", "signal_update"],
          ]}
          {...field("type", t.messageType)}
        />
        <SignalField kind="text" list={types} {...field("signalType", t.signalType)} />
        <datalist id={types}>
          <option value="mexc_spot_futures" />
          <option value="funding_rate" />
          <option value="mexc_dex" />
        </datalist>
        <SignalField kind="text" {...field("id", t.signalId)} />
        <SignalField kind="text" {...field("coin", t.coin)} />
        <SignalField
          kind="choice"
          choices={[
            ["", t.noPosition],
            ["LONG", "LONG"],
            ["SHORT", "SHORT"],
          ]}
          {...field("position", t.position)}
        />
        <SignalField kind="text" {...field("spread", t.spread)} />
        <SignalField kind="text" wide {...field("more", t.more)} />
        <div className="controls">
          <button type="submit" className="primary" aria-disabled={state.status === "sent"}>
            {t.send}
          </button>
        </div>
      </form>
      <p role="status" className={state.status === "failed" ? "problem" : ""}>
        {outcome(state, t)}
      </p>
    </Card>
  );
}

function outcome(state: PublishState, t: Texts): string {
  switch (state.status) {
    case "idle":
    case "invalid":
      return "";
    case "sent":
      return t.pending;
    case "done":
      return t.published(state.result);
    case "failed": {
      const text = t.error(state.error);
      return isOutcomeUnknown(state.error) ? `${text} ${t.maybePublished}` : text;
    }
  }
}
