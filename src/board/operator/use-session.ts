// Whether somebody is signed in: by a key of this tab's session, until the service refuses it.

import { useState } from "react";
import { SessionSecret } from "../shared/session-secret.ts";
import { readStats } from "./service.ts";
import type { ApiError } from "./api-error.ts";

export type Session =
  | { readonly status: "signed_out"; readonly error: ApiError | null }
  | { readonly status: "asking" }
  | { readonly status: "signed_in"; readonly key: string };

export interface SessionControls {
  readonly session: Session;
  readonly signIn: (key: string) => Promise<void>;
  /** By choice, or because the service refuses the key. */
  readonly signOut: (error: ApiError | null) => void;
}

/** `#key=…` brings it in a link. */
const KEY = new SessionSecret("key");
KEY.readFromLinks();

export function useSession(): SessionControls {
  const [session, setSession] = useState(restoreSession);

  async function signIn(key: string): Promise<void> {
    setSession({ status: "asking" });
    const answer = await readStats(key);
    if (!answer.ok) return setSession({ status: "signed_out", error: answer.error });
    KEY.set(key);
    setSession({ status: "signed_in", key });
  }

  function signOut(error: ApiError | null): void {
    KEY.clear();
    setSession({ status: "signed_out", error });
  }

  return { session, signIn, signOut };
}

/** A key that is kept was good, or the first look will say that it isn't. */
function restoreSession(): Session {
  const key = KEY.get();
  return key === null ? { status: "signed_out", error: null } : { status: "signed_in", key };
}
