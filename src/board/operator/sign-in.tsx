// The form for an operator's key, with the reason why the last one failed.

import { useState } from "react";
import { AppearanceSettings } from "../shared/appearance-settings.tsx";
import { useTexts } from "./texts/use-texts.ts";
import type { ApiError } from "./api-error.ts";

interface Props {
  /** Whether the service is checking a key. The form then sends nothing. */
  readonly checking: boolean;
  /** Why the last key failed. `null` on the first visit. */
  readonly error: ApiError | null;
  readonly onKey: (key: string) => Promise<void>;
}

/** Calls `onKey` with the typed key, without white space around it. */
export function SignIn({ checking, error, onKey }: Props) {
  const [key, setKey] = useState("");
  const t = useTexts();
  return (
    <main className="sign-in">
      <form
        className="card form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!checking) void onKey(key.trim());
        }}
      >
        <h1>{t.title}</h1>
        <p className="muted" id="hint">
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
        <button type="submit" className="primary" aria-disabled={checking}>
          {checking ? t.pending : t.signIn}
        </button>
      </form>
      <div className="controls">
        <AppearanceSettings />
      </div>
    </main>
  );
}
