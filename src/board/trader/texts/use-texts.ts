// The words of the language that was chosen.

import { usePreferences } from "../../shared/preferences.ts";
import { EN, type Texts } from "./en.ts";
import { RU } from "./ru.ts";

export function useTexts(): Texts {
  return usePreferences().language === "ru" ? RU : EN;
}
