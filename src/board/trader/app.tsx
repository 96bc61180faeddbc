// Signed in, or not: the whole of the trader's page.

import { useCallback, useState, type ReactNode } from "react";
import type { CloseReason } from "../../protocol/close-codes.ts";
import { Board } from "./board.tsx";
import type { SessionSecret } from "../shared/session-secret.ts";
import { SignIn } from "./session/sign-in.tsx";

type Session =
  | { readonly status: "out"; readonly refused: CloseReason | null }
  | { readonly status: "in"; readonly token: string };

export function App({ secret }: { readonly secret: SessionSecret }): ReactNode {
  const [session, setSession] = useState<Session>(() => {
    const token = secret.get();
    return token === null ? { status: "out", refused: null } : { status: "in", token };
  });

  const onRefused = useCallback(
    (refused: CloseReason) => {
      // Another try with a token that is no good would be refused again.
      if (refused === "unauthorized") secret.clear();
      setSession({ status: "out", refused });
    },
    [secret],
  );

  function onToken(token: string): void {
    secret.set(token);
    setSession({ status: "in", token });
  }

  function onSignOut(): void {
    secret.clear();
    setSession({ status: "out", refused: null });
  }

  if (session.status === "in") {
    return <Board token={session.token} onRefused={onRefused} onSignOut={onSignOut} />;
  }
  const storedToken = secret.get();
  return (
    <SignIn
      refused={session.refused}
      onToken={onToken}
      onRetry={storedToken === null ? null : () => setSession({ status: "in", token: storedToken })}
    />
  );
}
