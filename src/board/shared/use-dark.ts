// Whether the page is dark now: by choice, or by a device that may change its mind at dusk.

import { useSyncExternalStore } from "react";
import { isDark, usePreferences } from "./preferences.ts";

const DEVICE = matchMedia("(prefers-color-scheme: dark)");

export function useDark(): boolean {
  const preferences = usePreferences();
  useSyncExternalStore(subscribe, () => DEVICE.matches);
  return isDark(preferences);
}

function subscribe(listener: () => void): () => void {
  DEVICE.addEventListener("change", listener);
  return () => DEVICE.removeEventListener("change", listener);
}
