// The state of one action on a member, from the confirmation to the response.

import { useState } from "react";
import { adminRequest, type AdminAction } from "./admin-action.ts";
import { runAdminAction } from "../service.ts";
import type { ApiError } from "../api-error.ts";

/** Where the action is. */
export type AdminActionState =
  | { readonly status: "idle" }
  | { readonly status: "confirming"; readonly action: AdminAction }
  | { readonly status: "sent" }
  /** `closed` is the number of sockets that the action closed. */
  | { readonly status: "done"; readonly action: AdminAction; readonly closed: number }
  | { readonly status: "failed"; readonly error: ApiError };

/** The state with its two transitions. */
export interface AdminActionControls {
  readonly state: AdminActionState;
  /** Asks for a confirmation. */
  readonly request: (action: AdminAction) => void;
  /** Sends the action, or drops it. */
  readonly confirm: (confirmed: boolean) => Promise<void>;
}

/** The action of one card. `key` is an operator's key. */
export function useAdminAction(key: string): AdminActionControls {
  const [state, setState] = useState<AdminActionState>({ status: "idle" });

  async function confirm(confirmed: boolean): Promise<void> {
    if (state.status !== "confirming") return;
    if (!confirmed) return setState({ status: "idle" });
    const { action } = state;
    setState({ status: "sent" });
    const result = await runAdminAction(key, adminRequest(action));
    setState(
      result.ok
        ? { status: "done", action, closed: result.value }
        : { status: "failed", error: result.error },
    );
  }

  return { state, request: (action) => setState({ status: "confirming", action }), confirm };
}
