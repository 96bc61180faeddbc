// Language and theme, for both pages, before sign-in too.

import type { ReactNode } from "react";
import { prefer, usePreferences } from "./preferences.ts";
import { useDark } from "./use-dark.ts";

/** The name of the theme; and of the other language, in that language. */
const WORDS = {
  en: { theme: "Dark", other: { code: "ru", name: "Русский" } },
  ru: { theme: "Тёмная", other: { code: "en", name: "English" } },
} as const;

export function Looks(): ReactNode {
  const { language } = usePreferences();
  const dark = useDark();
  const { theme, other } = WORDS[language];
  return (
    <>
      <button
        type="button"
        aria-pressed={dark}
        onClick={() => prefer({ theme: dark ? "light" : "dark" })}
      >
        {theme}
      </button>
      <button type="button" lang={other.code} onClick={() => prefer({ language: other.code })}>
        {other.name}
      </button>
    </>
  );
}
