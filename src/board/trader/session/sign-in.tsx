// The form for an access token, with the reason why the last connection stopped.

import { useId, useState, type FormEvent, type ReactNode } from "react";
import type { CloseReason } from "../../../protocol/close-codes.ts";
import { useTexts } from "../texts/use-texts.ts";
import { findToken } from "./token-shape.ts";
import { AppearanceSettings } from "../../shared/appearance-settings.tsx";

interface SignInProps {
  /** Why the last connection stopped. `null` on the first visit and after a sign-out. */
  readonly reason: CloseReason | null;
  /** The pasted token. It has the shape of a JWT and may still be invalid. */
  readonly onToken: (token: string) => void;
  /** Connects again with the stored token. `null` where there is none. */
  readonly onRetry: (() => void) | null;
}

/** Rejects a text without a token by itself, before any request. */
export function SignIn({ reason, onToken, onRetry }: SignInProps): ReactNode {
  const texts = useTexts();
  const [malformed, setMalformed] = useState(false);
  const problem = useId();

  function onSubmit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const text = new FormData(event.currentTarget).get("token");
    const token = findToken(typeof text === "string" ? text : "");
    setMalformed(token === null);
    if (token !== null) onToken(token);
  }

  const message = malformed ? texts.notAToken : reason && texts.closeReason(reason);
  return (
    <main className="sign-in">
      <form className="card form" onSubmit={onSubmit}>
        <h1>{texts.title}</h1>
        {message !== null && (
          <p id={problem} className="problem" role="alert">
            {message}
          </p>
        )}
        <label className="field">
          <span>{texts.token}</span>
          <textarea
            name="token"
            rows={4}
            required
            autoFocus
            autoComplete="off"
            spellCheck={false}
            aria-invalid={malformed}
            aria-describedby={message === null ? undefined : problem}
          />
        </label>
        <p className="muted">{texts.signInHint}</p>
        <div className="controls">
          <button type="submit" className="primary">
            {texts.signIn}
          </button>
          {onRetry !== null && (
            <button type="button" onClick={onRetry}>
              {texts.tryAgain}
            </button>
          )}
          <span className="spacer" />
          <AppearanceSettings />
        </div>
      </form>
    </main>
  );
}
