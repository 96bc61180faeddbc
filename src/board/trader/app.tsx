// Signed in, or not: the whole of the trader's page.

import { useCallback, useState, type ReactNode } from "react";
import type { CloseCode } from "../../protocol/closes.ts";
import { Board } from "./board.tsx";
import type { KeptSecret } from "../kept-secret.ts";
import { SignIn } from "./sign-in.tsx";

type Session =
  | { readonly at: "out"; readonly refused: CloseCode | null }
  | { readonly at: "in"; readonly token: string };

export function App({ kept }: { readonly kept: KeptSecret }): ReactNode {
  const [session, setSession] = useState<Session>(() => {
    const token = kept.read();
    return token === null ? { at: "out", refused: null } : { at: "in", token };
  });

  const onRefused = useCallback(
    (refused: CloseCode) => {
      // Another try with a token that is no good would be refused again.
      if (refused === "unauthorized") kept.forget();
      setSession({ at: "out", refused });
    },
    [kept],
  );

  function onToken(token: string): void {
    kept.keep(token);
    setSession({ at: "in", token });
  }

  function onSignOut(): void {
    kept.forget();
    setSession({ at: "out", refused: null });
  }

  if (session.at === "in") {
    return <Board token={session.token} onRefused={onRefused} onSignOut={onSignOut} />;
  }
  const left = kept.read();
  return (
    <SignIn
      refused={session.refused}
      onToken={onToken}
      onAgain={left === null ? null : () => setSession({ at: "in", token: left })}
    />
  );
}
