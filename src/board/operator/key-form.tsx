// Where an operator's key is asked for, with the reason why the last one was no good.

import { useState, type FormEvent, type ReactNode } from "react";
import { Looks } from "../looks.tsx";
import { useTexts } from "./texts/use-texts.ts";

interface KeyFormProps {
  /** Whether the service didn't know the last key. */
  readonly refused: boolean;
  readonly onKey: (key: string) => void;
}

export function KeyForm({ refused, onKey }: KeyFormProps): ReactNode {
  const texts = useTexts();
  const [key, setKey] = useState("");

  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    onKey(key.trim());
  }

  return (
    <main className="sign-in">
      <form className="card" onSubmit={onSubmit}>
        <h1>{texts.title}</h1>
        {refused && (
          <p id="refused" className="problem" role="alert">
            {texts.trouble({ kind: "key_refused" })}
          </p>
        )}
        <label className="field">
          <span>{texts.key}</span>
          <input
            type="password"
            required
            autoFocus
            autoComplete="off"
            value={key}
            aria-describedby={refused ? "refused" : undefined}
            onChange={({ target }) => setKey(target.value)}
          />
        </label>
        <p className="quiet">{texts.keyHint}</p>
        <div className="tools">
          <button type="submit" className="primary">
            {texts.signIn}
          </button>
          <span className="gap" />
          <Looks />
        </div>
      </form>
    </main>
  );
}
