// The card for members, to grant or revoke VIP and to disconnect a user.

import { useState, type FormEvent } from "react";
import { isAddressable, parseUntil, type AdminAction } from "./admin-action.ts";
import type { Texts } from "../texts/en.ts";
import { useTexts } from "../texts/use-texts.ts";
import { Card } from "../cards/card.tsx";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { useAdminAction, type AdminActionState } from "./use-admin-action.ts";

type Problem = "invalidUserId" | "invalidDate";

/** A form whose actions need a confirmation. `apiKey` is an operator's key. */
export function MembersCard({ apiKey }: { readonly apiKey: string }) {
  const t = useTexts();
  const { state, request, confirm } = useAdminAction(apiKey);
  const [userId, setUserId] = useState("");
  const [until, setUntil] = useState("");
  const [alsoTokens, setAlsoTokens] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  function begin(action: AdminAction): void {
    const valid = isAddressable(action.userId);
    setProblem(valid ? null : "invalidUserId");
    if (valid) request(action);
  }

  function grant(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const end = parseUntil(until);
    if (!end.ok) return setProblem("invalidDate");
    begin({ kind: "grant", userId, until: end.value });
  }

  function disconnect(): void {
    const notBefore = alsoTokens ? Math.floor(Date.now() / 1_000) : null;
    begin({ kind: "disconnect", userId, notBefore });
  }

  return (
    <Card title={t.members}>
      <form className="form" onSubmit={grant}>
        <label className="field">
          <span>{t.userId}</span>
          <input
            autoComplete="off"
            spellCheck={false}
            aria-invalid={problem === "invalidUserId"}
            value={userId}
            onChange={(event) => setUserId(event.target.value)}
          />
        </label>
        <label className="field">
          <span>{t.until}</span>
          <input
            type="datetime-local"
            aria-invalid={problem === "invalidDate"}
            value={until}
            onChange={(event) => setUntil(event.target.value)}
          />
        </label>
        <div className="controls">
          <button type="submit" className="primary">
            {t.grant}
          </button>
          <button
            type="button"
            className="danger"
            onClick={() => begin({ kind: "revoke", userId })}
          >
            {t.revoke}
          </button>
        </div>
        <label className="check">
          <input
            type="checkbox"
            checked={alsoTokens}
            onChange={(event) => setAlsoTokens(event.target.checked)}
          />
          <span>{t.alsoTokens}</span>
        </label>
        <div className="controls">
          <button type="button" className="danger" onClick={disconnect}>
            {t.disconnect}
          </button>
        </div>
      </form>
      <p role="alert" className="problem">
        {problem !== null && t[problem]}
      </p>
      <p role="status" className={state.status === "failed" ? "problem" : ""}>
        {outcome(state, t)}
      </p>
      {state.status === "confirming" && (
        <ConfirmDialog
          question={t.question(state.action)}
          action={t[state.action.kind]}
          onAnswer={(confirmed) => void confirm(confirmed)}
        />
      )}
    </Card>
  );
}

function outcome(state: AdminActionState, t: Texts): string {
  switch (state.status) {
    case "idle":
    case "confirming":
      return "";
    case "sent":
      return t.pending;
    case "done":
      return t.done(state.action, state.closed);
    case "failed": {
      const { error } = state;
      const text = t.error(error);
      return error.kind === "unreachable" ? `${text} ${t.maybeDone}` : text;
    }
  }
}
