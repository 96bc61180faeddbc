// An order from the question to the answer.

import { useState } from "react";
import { adminRequest, type AdminAction } from "./admin-action.ts";
import { runAdminAction } from "../service.ts";
import type { ApiError } from "../api-error.ts";

export type AdminActionState =
  | { readonly status: "idle" }
  | { readonly status: "asked"; readonly action: AdminAction }
  | { readonly status: "sent" }
  | { readonly status: "done"; readonly action: AdminAction; readonly closed: number }
  | { readonly status: "failed"; readonly error: ApiError };

export interface AdminActionControls {
  readonly state: AdminActionState;
  /** Puts the question. */
  readonly ask: (action: AdminAction) => void;
  readonly answer: (confirmed: boolean) => Promise<void>;
}

export function useAdminAction(key: string): AdminActionControls {
  const [state, setState] = useState<AdminActionState>({ status: "idle" });

  async function answer(confirmed: boolean): Promise<void> {
    if (state.status !== "asked") return;
    if (!confirmed) return setState({ status: "idle" });
    const { action } = state;
    setState({ status: "sent" });
    const closed = await runAdminAction(key, adminRequest(action));
    setState(
      closed.ok
        ? { status: "done", action, closed: closed.value }
        : { status: "failed", error: closed.error },
    );
  }

  return { state, ask: (action) => setState({ status: "asked", action }), answer };
}
