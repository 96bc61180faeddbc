// What an operator may do about a user: grant, revoke, disconnect, each after a second thought.

import { useState, type ReactNode } from "react";
import { Confirm } from "./confirm.tsx";
import { canBeNamed, requestOf, untilOf, type MemberOrder } from "./member-order.ts";
import { order } from "./service.ts";
import type { Texts } from "./texts/en.ts";
import { useTexts } from "./texts/use-texts.ts";
import type { Trouble } from "./trouble.ts";

type Outcome =
  | { readonly at: "none" }
  | { readonly at: "asking"; readonly order: MemberOrder }
  | { readonly at: "unusable"; readonly field: "user" | "until" }
  | { readonly at: "refused"; readonly trouble: Trouble }
  | { readonly at: "done"; readonly closed: number };

export function Members({ operatorKey }: { readonly operatorKey: string }): ReactNode {
  const texts = useTexts();
  const [userId, setUserId] = useState("");
  const [until, setUntil] = useState("");
  const [older, setOlder] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>({ at: "none" });

  function prepare(kind: MemberOrder["kind"]): void {
    const user = userId.trim();
    const moment = untilOf(until);
    if (!canBeNamed(user)) return setOutcome({ at: "unusable", field: "user" });
    if (moment === undefined) return setOutcome({ at: "unusable", field: "until" });
    setOutcome({ at: "asking", order: orderOf(kind, user, moment, older) });
  }

  async function onAnswer(ordered: MemberOrder, sure: boolean): Promise<void> {
    setOutcome({ at: "none" });
    if (!sure) return;
    const answer = await order(operatorKey, requestOf(ordered));
    setOutcome(
      answer.ok ? { at: "done", closed: answer.value } : { at: "refused", trouble: answer.error },
    );
  }

  return (
    <section className="card">
      <h2>{texts.members}</h2>
      <label className="field">
        <span>{texts.userId}</span>
        <input
          value={userId}
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => setUserId(target.value)}
        />
      </label>
      <label className="field">
        <span>{texts.until}</span>
        <input
          type="datetime-local"
          value={until}
          onChange={({ target }) => setUntil(target.value)}
        />
      </label>
      <label className="tick">
        <input
          type="checkbox"
          checked={older}
          onChange={({ target }) => setOlder(target.checked)}
        />
        {texts.olderTokens}
      </label>
      <div className="tools">
        <button type="button" onClick={() => prepare("grant")}>
          {texts.grant}
        </button>
        <button type="button" className="danger" onClick={() => prepare("revoke")}>
          {texts.revoke}
        </button>
        <button type="button" className="danger" onClick={() => prepare("disconnect")}>
          {texts.disconnect}
        </button>
      </div>
      {outcome.at === "asking" && (
        <Confirm
          question={questionOf(outcome.order, texts)}
          onAnswer={(sure) => void onAnswer(outcome.order, sure)}
        />
      )}
      <Told outcome={outcome} />
    </section>
  );
}

function Told({ outcome }: { readonly outcome: Outcome }): ReactNode {
  const texts = useTexts();
  switch (outcome.at) {
    case "none":
    case "asking":
      return null;
    case "done":
      return <p role="status">{texts.done(outcome.closed)}</p>;
    case "unusable":
      return (
        <p role="alert" className="problem">
          {outcome.field === "user" ? texts.badUser : texts.badUntil}
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

function orderOf(
  kind: MemberOrder["kind"],
  userId: string,
  until: string | null,
  older: boolean,
): MemberOrder {
  switch (kind) {
    case "grant":
      return { kind, userId, until };
    case "revoke":
      return { kind, userId };
    case "disconnect":
      // Tokens count in whole seconds: one issued in this very second is older too.
      return { kind, userId, notBefore: older ? Math.floor(Date.now() / 1_000) + 1 : null };
  }
}

function questionOf(order: MemberOrder, texts: Texts): string {
  switch (order.kind) {
    case "grant":
      return texts.sureGrant(order.userId, order.until && new Date(order.until).toLocaleString());
    case "revoke":
      return texts.sureRevoke(order.userId);
    case "disconnect":
      return texts.sureDisconnect(order.userId, order.notBefore !== null);
  }
}
