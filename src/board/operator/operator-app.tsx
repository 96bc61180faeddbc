// Signed in, or not: the whole of the operator's page.

import { useCallback, useState, type ReactNode } from "react";
import type { KeptSecret } from "../kept-secret.ts";
import { Console } from "./console.tsx";
import { KeyForm } from "./key-form.tsx";

type Session =
  | { readonly at: "out"; readonly refused: boolean }
  | { readonly at: "in"; readonly key: string };

interface OperatorAppProps {
  readonly operatorKey: KeptSecret;
  readonly producerKey: KeptSecret;
}

export function OperatorApp({ operatorKey, producerKey }: OperatorAppProps): ReactNode {
  const [session, setSession] = useState<Session>(() => {
    const key = operatorKey.read();
    return key === null ? { at: "out", refused: false } : { at: "in", key };
  });

  const leave = useCallback(
    (refused: boolean) => {
      operatorKey.forget();
      setSession({ at: "out", refused });
    },
    [operatorKey],
  );
  const onRefused = useCallback(() => leave(true), [leave]);

  function onKey(key: string): void {
    operatorKey.keep(key);
    setSession({ at: "in", key });
  }

  function onSignOut(): void {
    producerKey.forget();
    leave(false);
  }

  if (session.at === "out") return <KeyForm refused={session.refused} onKey={onKey} />;
  return (
    <Console
      operatorKey={session.key}
      producerKey={producerKey}
      onRefused={onRefused}
      onSignOut={onSignOut}
    />
  );
}
