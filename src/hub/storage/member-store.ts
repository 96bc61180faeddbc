// The operator's records of users. The only writer and reader of the table `members`.

import type { VipStatus } from "../../hub-request.ts";
import type { Member } from "../../sockets/ports/directory.ts";
import type { Sql } from "./metered-sql.ts";

// A type and no interface, as the platform's row types want an index signature.
type Row = { vip: string; vip_until: number | null; not_before: number | null };

/** Records by user. Each call touches one row. */
export class MemberStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** The user's record. `undefined` where there is none. */
  get(userId: string): Member | undefined {
    const [row] = this.#sql.exec<Row>(
      "SELECT vip, vip_until, not_before FROM members WHERE user_id = ?",
      userId,
    );
    return row && { vip: vipOf(row), notBefore: row.not_before };
  }

  /** Grants VIP until a moment (Unix milliseconds) or without end, or revokes it. `notBefore` stays. */
  setVip(userId: string, vip: VipStatus): void {
    const until = typeof vip === "number" ? vip : null;
    this.#sql.exec(
      `INSERT INTO members (user_id, vip, vip_until) VALUES (?1, ?2, ?3)
       ON CONFLICT (user_id) DO UPDATE SET vip = ?2, vip_until = ?3`,
      userId,
      until === null ? vip : "until",
      until,
    );
  }

  /** Rejects the user's tokens issued before this, Unix seconds. The bound only moves forward. */
  rejectTokensBefore(userId: string, notBefore: number): void {
    this.#sql.exec(
      `INSERT INTO members (user_id, vip, not_before) VALUES (?1, 'token', ?2)
       ON CONFLICT (user_id) DO UPDATE SET not_before = max(coalesce(not_before, 0), ?2)`,
      userId,
      notBefore,
    );
  }
}

function vipOf(row: Row): Member["vip"] {
  switch (row.vip) {
    case "until":
      return row.vip_until ?? "none";
    case "token":
    case "unlimited":
      return row.vip;
    default:
      return "none";
  }
}
