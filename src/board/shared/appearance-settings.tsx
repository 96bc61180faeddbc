// The buttons for theme and language. Both pages have them, before sign-in too.

import type { ReactNode } from "react";
import { setPreferences, useDark, usePreferences } from "./preferences.ts";

/** The label of the theme, and the name of the other language in its own words. */
const LABELS = {
  en: { theme: "Dark", other: { code: "ru", name: "Русский" } },
  ru: { theme: "Тёмная", other: { code: "en", name: "English" } },
} as const;

/** A toggle for the dark theme and a button to the other language. */
export function AppearanceSettings(): ReactNode {
  const { language } = usePreferences();
  const dark = useDark();
  const { theme, other } = LABELS[language];
  return (
    <>
      <button
        type="button"
        aria-pressed={dark}
        onClick={() => setPreferences({ theme: dark ? "light" : "dark" })}
      >
        {theme}
      </button>
      <button
        type="button"
        lang={other.code}
        onClick={() => setPreferences({ language: other.code })}
      >
        {other.name}
      </button>
    </>
  );
}
