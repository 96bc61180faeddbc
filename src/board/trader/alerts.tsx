// A sound and a desktop notification for each new signal, where they were asked for; none for what was missed.

import type { ReactNode } from "react";
import type { NewSignal } from "../../client/index.ts";
import { useSignalEvent } from "../../client/react/index.ts";
import { playAlertSound } from "./alert-sound.ts";
import { usePreferences } from "../shared/preferences.ts";
import { coinOf, spreadText } from "./feed/signal-texts.ts";
import { useTexts } from "./texts/use-texts.ts";

/** One at a time: the next one takes the place of the last. */
const TAG = "signal-hub";

/** Shows nothing itself. */
export function Alerts(): ReactNode {
  const { sound, notify } = usePreferences();
  const texts = useTexts();
  useSignalEvent("new_signal", (signal: NewSignal) => {
    if (signal.replayed) return;
    if (sound) playAlertSound();
    if (notify && Notification.permission === "granted") {
      // Some phones have notifications for service workers only, and throw.
      try {
        show(signal, texts.alertTitle(coinOf(signal)));
      } catch {
        // The sound and the table are left.
      }
    }
  });
  return null;
}

function show(signal: NewSignal, title: string): void {
  const body = [signal.data.position, spreadText(signal)].filter(Boolean).join(" ");
  const shown = new Notification(title, { body, tag: TAG, icon: "/icon.svg" });
  shown.addEventListener("click", () => {
    window.focus();
    shown.close();
  });
}
