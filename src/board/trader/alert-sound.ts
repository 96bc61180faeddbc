// A short sound, made here: nothing to load, and nothing that another site could see.

/** Two bells in a shorter time are one, milliseconds. */
const MIN_INTERVAL_MS = 300;
const NOTE_HZ = 880;
const SECONDS = 0.25;
const GAIN = 0.12;

let context: AudioContext | undefined;
let playedAt = 0;

/** Rings, where the browser lets the page: after somebody's first click or key. Whether it was asked to. */
export function playAlertSound(now = Date.now()): boolean {
  if (now - playedAt < MIN_INTERVAL_MS) return false;
  playedAt = now;
  context ??= new AudioContext();
  void context.resume();
  const start = context.currentTime;
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = NOTE_HZ;
  volume.gain.setValueAtTime(GAIN, start);
  volume.gain.exponentialRampToValueAtTime(0.001, start + SECONDS);
  tone.connect(volume).connect(context.destination);
  tone.start(start);
  tone.stop(start + SECONDS);
  return true;
}
