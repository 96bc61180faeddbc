// The storage directory of the measured servers.

import { existsSync } from "node:fs";
import { tmpdir } from "node:os";

/**
 * A file system in memory, where the machine has one. On a disk each publish request blocks workerd's one thread for
 * an fsync, and the disk would be measured. On the platform a commit is confirmed without blocking the thread.
 */
export const STORAGE = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
