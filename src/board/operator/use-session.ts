// The operator's session in this tab. It lasts until sign-out, or until the service rejects the key.

import { useState } from "react";
import { SessionSecret } from "../shared/session-secret.ts";
import { readStats } from "./service.ts";
import type { ApiError } from "./api-error.ts";

/** `error` is why the last key failed, and `null` after a sign-out by choice. */
export type Session =
  | { readonly status: "signed_out"; readonly error: ApiError | null }
  | { readonly status: "checking" }
  | { readonly status: "signed_in"; readonly key: string };

/** The session with its two transitions. */
export interface SessionControls {
  readonly session: Session;
  /** Checks the key with one request, then stores it. */
  readonly signIn: (key: string) => Promise<void>;
  /** Removes the key. `error` says why the service rejected it, `null` is a sign-out by choice. */
  readonly signOut: (error: ApiError | null) => void;
}

/** A link with `#key=…` signs in. */
const KEY = new SessionSecret("key");
KEY.readFromLinks();

/** The session of this tab, restored from a stored key. */
export function useSession(): SessionControls {
  const [session, setSession] = useState(restoreSession);

  async function signIn(key: string): Promise<void> {
    setSession({ status: "checking" });
    const response = await readStats(key);
    if (!response.ok) return setSession({ status: "signed_out", error: response.error });
    KEY.set(key);
    setSession({ status: "signed_in", key });
  }

  function signOut(error: ApiError | null): void {
    KEY.clear();
    setSession({ status: "signed_out", error });
  }

  return { session, signIn, signOut };
}

/** A stored key counts as valid. The first poll signs out if it isn't. */
function restoreSession(): Session {
  const key = KEY.get();
  return key === null ? { status: "signed_out", error: null } : { status: "signed_in", key };
}
