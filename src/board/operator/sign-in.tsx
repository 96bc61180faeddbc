// The door: an operator's key, and in plain words why it was refused.

import { useState } from "react";
import { Looks } from "../looks.tsx";
import { useTexts } from "./texts/use-texts.ts";
import type { Trouble } from "./trouble.ts";

interface Props {
  readonly asking: boolean;
  readonly trouble: Trouble | null;
  readonly onKey: (key: string) => Promise<void>;
}

export function SignIn({ asking, trouble, onKey }: Props) {
  const [key, setKey] = useState("");
  const t = useTexts();
  return (
    <main className="door">
      <form
        className="card form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!asking) void onKey(key.trim());
        }}
      >
        <h1>{t.title}</h1>
        <p className="quiet" id="hint">
          {t.signInHint}
        </p>
        <label className="field">
          <span>{t.key}</span>
          <input
            type="password"
            autoComplete="off"
            spellCheck={false}
            required
            aria-describedby="hint"
            value={key}
            onChange={(event) => setKey(event.target.value)}
          />
        </label>
        <p className="problem" role="alert">
          {trouble !== null && t.trouble(trouble)}
        </p>
        <button type="submit" className="primary" aria-disabled={asking}>
          {asking ? t.asking : t.signIn}
        </button>
      </form>
      <div className="controls">
        <Looks />
      </div>
    </main>
  );
}
