// Language and theme, for both pages, before sign-in too.

import type { ReactNode } from "react";
import { setPreferences, usePreferences } from "./preferences.ts";
import { useDark } from "./use-dark.ts";

/** The name of the theme; and of the other language, in that language. */
const LABELS = {
  en: { theme: "Dark", other: { code: "ru", name: "Русский" } },
  ru: { theme: "Тёмная", other: { code: "en", name: "English" } },
} as const;

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
