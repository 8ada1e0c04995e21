/** Five small sounds, made on the spot, and their vibrations. Everything they say is also on the screen. */
import { prefs } from './prefs.js';

export type Sound = 'key' | 'accept' | 'doubtful' | 'unknown' | 'sent' | 'alarm';

/** Notes as [frequency Hz, start s, length s]; `type` is the colour of the tone. */
const TUNES: Record<
  Sound,
  { type: OscillatorType; gain: number; notes: readonly (readonly [number, number, number])[] }
> = {
  key: { type: 'sine', gain: 0.12, notes: [[620, 0, 0.025]] },
  accept: {
    type: 'sine',
    gain: 0.5,
    notes: [
      [880, 0, 0.07],
      [1320, 0.06, 0.11],
    ],
  },
  doubtful: {
    type: 'triangle',
    gain: 0.6,
    notes: [
      [520, 0, 0.12],
      [520, 0.16, 0.14],
    ],
  },
  unknown: {
    type: 'square',
    gain: 0.3,
    notes: [
      [300, 0, 0.16],
      [220, 0.18, 0.24],
    ],
  },
  sent: { type: 'sine', gain: 0.14, notes: [[1560, 0, 0.05]] },
  alarm: {
    type: 'square',
    gain: 0.5,
    notes: [
      [440, 0, 0.2],
      [330, 0.22, 0.2],
      [440, 0.44, 0.2],
      [330, 0.66, 0.3],
    ],
  },
};
const SHAKES: Partial<Record<Sound, number[]>> = {
  key: [8],
  accept: [30],
  doubtful: [40, 60, 40],
  unknown: [90, 60, 90],
  alarm: [200, 100, 200, 100, 200],
};

let context: AudioContext | null = null;

/** Browsers let a page sound only after a touch or a key; call from one. */
export function unlockSounds(): void {
  if (!prefs.value.sound) return;
  try {
    context ??= new AudioContext({ latencyHint: 'interactive' });
    if (context.state === 'suspended') void context.resume().catch(() => undefined);
  } catch {
    context = null;
  }
}

function tone(
  audio: AudioContext,
  type: OscillatorType,
  gain: number,
  hz: number,
  start: number,
  length: number,
): void {
  const from = audio.currentTime + start;
  const oscillator = audio.createOscillator();
  const level = audio.createGain();
  oscillator.type = type;
  oscillator.frequency.value = hz;
  level.gain.setValueAtTime(0.0001, from);
  level.gain.exponentialRampToValueAtTime(Math.max(0.0002, gain), from + 0.006);
  level.gain.exponentialRampToValueAtTime(0.0001, from + length);
  oscillator.connect(level).connect(audio.destination);
  oscillator.start(from);
  oscillator.stop(from + length + 0.02);
}

export function play(sound: Sound): void {
  const { sound: on, volume, vibrate } = prefs.value;
  const shake = SHAKES[sound];
  if (vibrate && shake && 'vibrate' in navigator) navigator.vibrate(shake);
  if (!on || !context || context.state !== 'running') return;
  const { type, gain, notes } = TUNES[sound];
  for (const [hz, start, length] of notes) tone(context, type, gain * volume, hz, start, length);
}
