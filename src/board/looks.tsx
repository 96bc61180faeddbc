// Language and theme, for both pages, before sign-in too.

import type { ReactNode } from "react";
import { isDark, prefer, usePreferences } from "./preferences.ts";
import { useTexts } from "./texts/use-texts.ts";

export function Looks(): ReactNode {
  const preferences = usePreferences();
  const texts = useTexts();
  const dark = isDark(preferences);
  const other = preferences.language === "en" ? "ru" : "en";
  return (
    <>
      <button
        type="button"
        aria-pressed={dark}
        onClick={() => prefer({ theme: dark ? "light" : "dark" })}
      >
        {texts.theme}
      </button>
      <button type="button" lang={other} onClick={() => prefer({ language: other })}>
        {texts.language}
      </button>
    </>
  );
}
