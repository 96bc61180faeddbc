// A short sound, made here: nothing to load, and nothing that another site could see.

/** Two bells in a shorter time are one, milliseconds. */
const APART_MS = 300;
const NOTE_HZ = 880;
const SECONDS = 0.25;
const LOUDNESS = 0.12;

let context: AudioContext | undefined;
let rungAt = 0;

/** Rings, where the browser lets the page: after somebody's first click or key. Whether it was asked to. */
export function ring(now = Date.now()): boolean {
  if (now - rungAt < APART_MS) return false;
  rungAt = now;
  context ??= new AudioContext();
  void context.resume();
  const start = context.currentTime;
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = NOTE_HZ;
  volume.gain.setValueAtTime(LOUDNESS, start);
  volume.gain.exponentialRampToValueAtTime(0.001, start + SECONDS);
  tone.connect(volume).connect(context.destination);
  tone.start(start);
  tone.stop(start + SECONDS);
  return true;
}
