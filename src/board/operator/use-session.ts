// Whether somebody is signed in: by a key of this tab's session, until the service refuses it.

import { useState } from "react";
import { KeptSecret } from "../kept-secret.ts";
import { readStats } from "./service.ts";
import type { Trouble } from "./trouble.ts";

export type Session =
  | { readonly at: "signed_out"; readonly trouble: Trouble | null }
  | { readonly at: "asking" }
  | { readonly at: "signed_in"; readonly key: string };

export interface Door {
  readonly session: Session;
  readonly signIn: (key: string) => Promise<void>;
  /** By choice, or because the service refuses the key. */
  readonly signOut: (trouble: Trouble | null) => void;
}

/** `#key=…` brings it in a link. */
const KEY = new KeptSecret("key");
KEY.followLinks();

export function useSession(): Door {
  const [session, setSession] = useState(kept);

  async function signIn(key: string): Promise<void> {
    setSession({ at: "asking" });
    const answer = await readStats(key);
    if (!answer.ok) return setSession({ at: "signed_out", trouble: answer.error });
    KEY.keep(key);
    setSession({ at: "signed_in", key });
  }

  function signOut(trouble: Trouble | null): void {
    KEY.forget();
    setSession({ at: "signed_out", trouble });
  }

  return { session, signIn, signOut };
}

/** A key that is kept was good, or the first look will say that it isn't. */
function kept(): Session {
  const key = KEY.read();
  return key === null ? { at: "signed_out", trouble: null } : { at: "signed_in", key };
}
