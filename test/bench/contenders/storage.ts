// Where the measured servers store what they store.

import { existsSync } from "node:fs";
import { tmpdir } from "node:os";

/**
 * A file system in memory, where there is one. On a disk each post makes workerd's one thread wait for an
 * fsync, and the disk is what gets measured; the platform confirms storage elsewhere while the thread goes on.
 */
export const STORAGE = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
