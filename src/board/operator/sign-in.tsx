// The door: an operator's key, and in plain words why it was refused.

import { useState } from "react";
import { AppearanceSettings } from "../shared/appearance-settings.tsx";
import { useTexts } from "./texts/use-texts.ts";
import type { ApiError } from "./api-error.ts";

interface Props {
  readonly asking: boolean;
  readonly error: ApiError | null;
  readonly onKey: (key: string) => Promise<void>;
}

export function SignIn({ asking, error, onKey }: Props) {
  const [key, setKey] = useState("");
  const t = useTexts();
  return (
    <main className="sign-in">
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
          {error !== null && t.error(error)}
        </p>
        <button type="submit" className="primary" aria-disabled={asking}>
          {asking ? t.asking : t.signIn}
        </button>
      </form>
      <div className="controls">
        <AppearanceSettings />
      </div>
    </main>
  );
}
