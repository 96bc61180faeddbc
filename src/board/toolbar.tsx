// What somebody sets for themselves: language, theme, sound, notifications.

import { useState, type ReactNode } from "react";
import { ring } from "./bell.ts";
import { isDark, prefer, usePreferences } from "./preferences.ts";
import { useTexts } from "./texts/use-texts.ts";

/** Language and theme: before sign-in too. */
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

export function AlertSwitches(): ReactNode {
  const { sound, notify } = usePreferences();
  const texts = useTexts();
  const [denied, setDenied] = useState(false);

  async function setNotify(wanted: boolean): Promise<void> {
    const allowed =
      wanted && "Notification" in window && (await Notification.requestPermission()) === "granted";
    setDenied(wanted && !allowed);
    prefer({ notify: allowed });
  }

  return (
    <>
      <label>
        <input
          type="checkbox"
          checked={sound}
          onChange={({ target }) => {
            prefer({ sound: target.checked });
            // So that it is known how it sounds, and that the browser lets it.
            if (target.checked) ring();
          }}
        />
        {texts.sound}
      </label>
      <label>
        <input
          type="checkbox"
          checked={notify}
          onChange={({ target }) => void setNotify(target.checked)}
        />
        {texts.notify}
      </label>
      {denied && (
        <span className="problem" role="alert">
          {texts.notifyDenied}
        </span>
      )}
    </>
  );
}
