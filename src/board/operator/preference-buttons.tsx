// The switches for language and theme.

import { prefer, usePreferences } from "../preferences.ts";
import { useTexts } from "./texts/use-texts.ts";
import { useDark } from "./use-dark.ts";

export function PreferenceButtons() {
  const { language } = usePreferences();
  const t = useTexts();
  const dark = useDark();
  const other = language === "ru" ? "en" : "ru";
  return (
    <>
      <button type="button" lang={other} onClick={() => prefer({ language: other })}>
        {t.language}
      </button>
      <button
        type="button"
        aria-pressed={dark}
        onClick={() => prefer({ theme: dark ? "light" : "dark" })}
      >
        {t.dark}
      </button>
    </>
  );
}
