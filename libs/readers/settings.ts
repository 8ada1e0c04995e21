/** Settings of a protocol: named ones only, so that a slip of the pen is told and not ignored. */
import * as v from 'valibot';

type Settings = v.GenericSchema<unknown, Record<string, unknown>>;

/** @param entries each with a default or optional, and with a message that says what it must be */
export function settingsOf(entries: v.ObjectEntries): Settings {
  const known = Object.keys(entries).join(', ');
  const none = known === '' ? 'it has none' : `it has ${known}`;
  return v.strictObject(entries, (issue) =>
    issue.expected === 'never' ? `is no setting of this protocol; ${none}` : 'must be an object',
  ) as unknown as Settings;
}

/** A text of checked settings. */
export function textSetting(settings: Readonly<Record<string, unknown>>, name: string, fallback: string): string {
  const value = settings[name];
  return typeof value === 'string' ? value : fallback;
}

/** For protocols that need none. */
export const noSettings = settingsOf({});
