// An order from the question to the answer.

import { useState } from "react";
import { requestOf, type MemberOrder } from "../member-order.ts";
import { order as send } from "../service.ts";
import type { Trouble } from "../trouble.ts";

export type OrderState =
  | { readonly at: "idle" }
  | { readonly at: "asked"; readonly order: MemberOrder }
  | { readonly at: "sent" }
  | { readonly at: "done"; readonly order: MemberOrder; readonly closed: number }
  | { readonly at: "failed"; readonly trouble: Trouble };

export interface Orders {
  readonly state: OrderState;
  /** Puts the question. */
  readonly ask: (order: MemberOrder) => void;
  readonly answer: (confirmed: boolean) => Promise<void>;
}

export function useOrders(key: string): Orders {
  const [state, setState] = useState<OrderState>({ at: "idle" });

  async function answer(confirmed: boolean): Promise<void> {
    if (state.at !== "asked") return;
    if (!confirmed) return setState({ at: "idle" });
    const { order } = state;
    setState({ at: "sent" });
    const closed = await send(key, requestOf(order));
    setState(
      closed.ok
        ? { at: "done", order, closed: closed.value }
        : { at: "failed", trouble: closed.error },
    );
  }

  return { state, ask: (order) => setState({ at: "asked", order }), answer };
}
