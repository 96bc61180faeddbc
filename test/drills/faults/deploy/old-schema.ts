// After a deploy, the storage has the tables and rows of the first version.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Fault } from "../../fault.ts";

/** Reverts to migration 1 of `src/hub/storage/schema.ts`. */
const DOWNGRADE_TO_VERSION_1 = `
  ALTER TABLE log DROP COLUMN counters;
  ALTER TABLE log DROP COLUMN source;
  DROP TABLE posts;
  DROP TABLE sources;
  UPDATE meta SET value = '1' WHERE key = 'version';
`;

export const oldSchema: Fault = {
  name: "old-schema",
  hypothesis: "Tables of the first version are migrated, and clients resume across the migration.",
  async run(drill) {
    const service = await drill.serve();
    const feed = await drill.feed(service);
    await feed.reaches(0.5);
    // The first version has no idempotency keys, so no publish request may be pending.
    const release = await feed.pausePublishing();

    await service.kill();
    const directory = join(service.storage, "signal-hub");
    const name = readdirSync(directory).find((file) => /^[0-9a-f]+\.sqlite$/.test(file));
    const database = new DatabaseSync(join(directory, name ?? ""));
    database.exec(DOWNGRADE_TO_VERSION_1);
    database.close();
    await service.start();
    release();
    await feed.settle();

    drill.figure("resumes", feed.totals.resumes);
    drill.check(feed.totals.resumes === feed.clients.length, "every client resumed");
  },
};
