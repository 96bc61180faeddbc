// Where a token is asked for, with the reason why the last one was no good.

import { useId, useState, type FormEvent, type ReactNode } from "react";
import type { CloseReason } from "../../../protocol/close-codes.ts";
import { useTexts } from "../texts/use-texts.ts";
import { tokenIn } from "./token-shape.ts";
import { AppearanceSettings } from "../../shared/appearance-settings.tsx";

interface SignInProps {
  /** Why the service said no; `null` for somebody who has just come. */
  readonly refused: CloseReason | null;
  readonly onToken: (token: string) => void;
  /** Tries again with the token that is there; `null` where there is none, or another one is needed. */
  readonly onRetry: (() => void) | null;
}

export function SignIn({ refused, onToken, onRetry }: SignInProps): ReactNode {
  const texts = useTexts();
  const [malformed, setMalformed] = useState(false);
  const problem = useId();

  function onSubmit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const text = new FormData(event.currentTarget).get("token");
    const token = tokenIn(typeof text === "string" ? text : "");
    setMalformed(token === null);
    if (token !== null) onToken(token);
  }

  const message = malformed ? texts.notAToken : refused && texts.refused(refused);
  return (
    <main className="sign-in">
      <form className="card" onSubmit={onSubmit}>
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
        <p className="quiet">{texts.signInHint}</p>
        <div className="tools">
          <button type="submit" className="primary">
            {texts.signIn}
          </button>
          {onRetry !== null && (
            <button type="button" onClick={onRetry}>
              {texts.tryAgain}
            </button>
          )}
          <span className="gap" />
          <AppearanceSettings />
        </div>
      </form>
    </main>
  );
}
