// Posts a signal with a producer's key: by hand, and digit for digit.

import { useId, useState } from "react";
import { KeptSecret } from "../../kept-secret.ts";
import { NO_FIELDS, type SignalFields } from "../signal-form.ts";
import type { Texts } from "../texts/en.ts";
import { useTexts } from "../texts/use-texts.ts";
import { Card } from "./card.tsx";
import { SignalField } from "./signal-field.tsx";
import { isUnsure, usePosting, type Posting } from "./use-posting.ts";

const KEY = new KeptSecret("producer-key");

export function PostCard() {
  const t = useTexts();
  const types = useId();
  const [key, setKey] = useState(() => KEY.read() ?? "");
  const [fields, setFields] = useState(NO_FIELDS);
  const [posting, post] = usePosting();
  const wrong = posting.at === "wrong" ? posting.problem : null;

  function field(name: keyof SignalFields, label: string) {
    return {
      label,
      problem: wrong?.field === name ? t.fieldProblem(wrong.problem) : null,
      value: fields[name],
      onValue: (value: string) => setFields({ ...fields, [name]: value }),
    };
  }

  return (
    <Card title={t.post} width="two-of-three">
      <form
        className="form pairs"
        onSubmit={(event) => {
          event.preventDefault();
          KEY.keep(key.trim());
          if (posting.at !== "sent") void post(key.trim(), fields);
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
          <button type="submit" className="primary" aria-disabled={posting.at === "sent"}>
            {t.send}
          </button>
        </div>
      </form>
      <p role="status" className={posting.at === "failed" ? "problem" : ""}>
        {outcome(posting, t)}
      </p>
    </Card>
  );
}

function outcome(posting: Posting, t: Texts): string {
  switch (posting.at) {
    case "idle":
    case "wrong":
      return "";
    case "sent":
      return t.asking;
    case "done":
      return t.posted(posting.posted);
    case "failed": {
      const text = t.trouble(posting.trouble);
      return isUnsure(posting.trouble) ? `${text} ${t.maybePosted}` : text;
    }
  }
}
