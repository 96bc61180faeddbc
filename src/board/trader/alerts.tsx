// Alerts for new signals, by sound and by desktop notification, and the switches for both.

import { useState, type ReactNode } from "react";
import type { NewSignal } from "../../client/index.ts";
import { useSignalEvent } from "../../client/react/index.ts";
import { setPreferences, usePreferences } from "../shared/preferences.ts";
import { coinOf, spreadText } from "./feed/signal-fields.ts";
import { useTexts } from "./texts/use-texts.ts";

/** A new notification replaces the last one with the same tag. */
const NOTIFICATION_TAG = "signal-hub";

/** Milliseconds between two sounds. Signals in between are silent. */
const MIN_SOUND_INTERVAL_MS = 300;
const SOUND_HZ = 880;
const SOUND_SECONDS = 0.25;
const SOUND_GAIN = 0.12;

/** Alerts on each new signal, as the preferences say. It doesn't alert on replayed messages. It renders nothing. */
export function Alerts(): ReactNode {
  const { sound, notify } = usePreferences();
  const texts = useTexts();
  useSignalEvent("new_signal", (signal: NewSignal) => {
    if (signal.replayed) return;
    if (sound) playSound();
    if (notify && Notification.permission === "granted") {
      // Chrome on Android throws here. It has notifications for service workers only.
      try {
        showNotification(signal, texts.alertTitle(coinOf(signal)));
      } catch {
        // The sound and the table remain.
      }
    }
  });
  return null;
}

/** The switches for sound and notifications. */
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
            // The user learns the sound. This click also lets the browser play audio from now on.
            if (target.checked) playSound();
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

function showNotification(signal: NewSignal, title: string): void {
  const body = [signal.data.position, spreadText(signal)].filter(Boolean).join(" ");
  const notification = new Notification(title, { body, tag: NOTIFICATION_TAG, icon: "/icon.svg" });
  notification.addEventListener("click", () => {
    window.focus();
    notification.close();
  });
}

let audio: AudioContext | undefined;
let playedAt = 0;

/** Plays a tone made by the Web Audio API, so nothing is loaded. Browsers allow it after the first click or key. */
function playSound(): void {
  const now = Date.now();
  if (now - playedAt < MIN_SOUND_INTERVAL_MS) return;
  playedAt = now;
  audio ??= new AudioContext();
  void audio.resume();
  const start = audio.currentTime;
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = SOUND_HZ;
  volume.gain.setValueAtTime(SOUND_GAIN, start);
  volume.gain.exponentialRampToValueAtTime(0.001, start + SOUND_SECONDS);
  tone.connect(volume).connect(audio.destination);
  tone.start(start);
  tone.stop(start + SOUND_SECONDS);
}
