// Sound and notifications, for those who ask for them.

import { useState, type ReactNode } from "react";
import { playAlertSound } from "./alert-sound.ts";
import { setPreferences, usePreferences } from "../shared/preferences.ts";
import { useTexts } from "./texts/use-texts.ts";

export function AlertSwitches(): ReactNode {
  const { sound, notify } = usePreferences();
  const texts = useTexts();
  const [denied, setDenied] = useState(false);

  async function setNotify(wanted: boolean): Promise<void> {
    const allowed =
      wanted && "Notification" in window && (await Notification.requestPermission()) === "granted";
    setDenied(wanted && !allowed);
    setPreferences({ notify: allowed });
  }

  return (
    <>
      <label>
        <input
          type="checkbox"
          checked={sound}
          onChange={({ target }) => {
            setPreferences({ sound: target.checked });
            // So that it is known how it sounds, and that the browser lets it.
            if (target.checked) playAlertSound();
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
