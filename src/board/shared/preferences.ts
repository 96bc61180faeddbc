// What somebody likes: kept by the browser, shared by all components, never sent anywhere.

import { useSyncExternalStore } from "react";

interface Preferences {
  readonly language: "en" | "ru";
  /** `null` follows the device. */
  readonly theme: "light" | "dark" | null;
  readonly sound: boolean;
  readonly notify: boolean;
}

const KEY = "signal-hub.preferences";

const listeners = new Set<() => void>();
let preferences = readPreferences();

/** The preferences now; the component renders again when one changes. */
export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, () => preferences);
}

export function setPreferences(change: Partial<Preferences>): void {
  preferences = { ...preferences, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // A browser that keeps nothing: it lasts as long as the page.
  }
  applyPreferences();
  for (const listener of listeners) listener();
}

/** Whether the page is dark now, by choice or by the device. */
export function isDark({ theme }: Preferences): boolean {
  return theme === null ? matchMedia("(prefers-color-scheme: dark)").matches : theme === "dark";
}

/** Tells the document, for the style sheet and for screen readers. */
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
