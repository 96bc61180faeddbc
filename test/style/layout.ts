// Where files may stand: no crowded folder, and no loose file beside the folders of a part.

import { dirname } from "node:path";

/** The folders with more than `most` files of their own, as `folder: count`. `most` may differ for a folder. */
export function crowdedFolders(
  paths: readonly string[],
  most: number,
  exceptions: ReadonlyMap<string, number>,
): readonly string[] {
  const counts = new Map<string, number>();
  for (const path of paths) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
  return [...counts]
    .filter(([folder, count]) => count > (exceptions.get(folder) ?? most))
    .map(([folder, count]) => `${folder}: ${count}`);
}

/** The files right in one of these folders, except the allowed ones. */
export function looseFiles(
  paths: readonly string[],
  folders: readonly string[],
  allowed: ReadonlySet<string>,
): readonly string[] {
  return paths.filter((path) => folders.includes(dirname(path)) && !allowed.has(path));
}
