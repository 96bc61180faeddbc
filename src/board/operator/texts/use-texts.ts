// The texts of the chosen language.

import { usePreferences } from "../../shared/preferences.ts";
import { EN, type Texts } from "./en.ts";
import { RU } from "./ru.ts";

/** The component renders again when the language changes. */
export function useTexts(): Texts {
  return usePreferences().language === "ru" ? RU : EN;
}
