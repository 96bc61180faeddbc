// Language, theme and alerts. The browser stores them, all components share them, and no request sends them.

import { useSyncExternalStore } from "react";
import { useMediaQuery } from "./use-media-query.ts";

interface Preferences {
  readonly language: "en" | "ru";
  /** `null` follows the device. */
  readonly theme: "light" | "dark" | null;
  readonly sound: boolean;
  readonly notify: boolean;
}

/** One entry of `localStorage` for both pages. */
const KEY = "signal-hub.preferences";

const listeners = new Set<() => void>();
let preferences = readPreferences();

/** The current preferences. The component renders again after each change. */
export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, () => preferences);
}

/** Whether the page is dark, by choice or by the device. */
export function useDark(): boolean {
  const { theme } = usePreferences();
  const deviceIsDark = useMediaQuery("(prefers-color-scheme: dark)");
  return theme === null ? deviceIsDark : theme === "dark";
}

/** Stores the change, applies it to the document and notifies all components. */
export function setPreferences(change: Partial<Preferences>): void {
  preferences = { ...preferences, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // Storage may be disabled. The change then lasts as long as the page.
  }
  applyPreferences();
  for (const listener of listeners) listener();
}

/** Writes language and theme to the root element, for style sheets and screen readers. */
export function applyPreferences(): void {
  const root = document.documentElement;
  root.lang = preferences.language;
  if (preferences.theme === null) delete root.dataset["theme"];
  else root.dataset["theme"] = preferences.theme;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The stored preferences over the defaults. An unreadable entry gives the defaults. */
function readPreferences(): Preferences {
  const language = navigator.language.startsWith("ru") ? "ru" : "en";
  const defaults: Preferences = { language, theme: null, sound: false, notify: false };
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return typeof stored === "object" ? { ...defaults, ...stored } : defaults;
  } catch {
    return defaults;
  }
}
