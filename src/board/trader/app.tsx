// The session of a trader. It chooses between the board and the sign-in form.

import { useCallback, useState, type ReactNode } from "react";
import type { CloseReason } from "../../protocol/close-codes.ts";
import type { SessionSecret } from "../shared/session-secret.ts";
import { Board } from "./board.tsx";
import { SignIn } from "./session/sign-in.tsx";

type Session =
  | { readonly status: "signed_out"; readonly reason: CloseReason | null }
  | { readonly status: "signed_in"; readonly token: string };

/** The whole page. A stored token signs in at once. */
export function App({ secret }: { readonly secret: SessionSecret }): ReactNode {
  const [session, setSession] = useState<Session>(() => {
    const token = secret.get();
    return token === null ? { status: "signed_out", reason: null } : { status: "signed_in", token };
  });

  const onStopped = useCallback(
    (reason: CloseReason) => {
      // An invalid token stays invalid, so it is not offered for another attempt.
      if (reason === "unauthorized") secret.clear();
      setSession({ status: "signed_out", reason });
    },
    [secret],
  );

  function onToken(token: string): void {
    secret.set(token);
    setSession({ status: "signed_in", token });
  }

  function onSignOut(): void {
    secret.clear();
    setSession({ status: "signed_out", reason: null });
  }

  if (session.status === "signed_in") {
    return <Board token={session.token} onStopped={onStopped} onSignOut={onSignOut} />;
  }
  const storedToken = secret.get();
  return (
    <SignIn
      reason={session.reason}
      onToken={onToken}
      onRetry={storedToken === null ? null : () => onToken(storedToken)}
    />
  );
}
