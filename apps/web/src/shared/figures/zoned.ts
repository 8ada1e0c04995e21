/** Wall-clock text in a race's zone to an instant and back: what `datetime-local` fields hold. Pure. */

/** `2026-10-03T08:00:00` shown by a clock in `zone` at an instant. */
export function wallTime(instantMs: number, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(instantMs));
  const get = (type: string) => parts.find((part) => part.type === type)?.value ?? '00';
  return `${get('year')}-${get('month')}-${get('day')}T${get('hour')}:${get('minute')}:${get('second')}`;
}

/** The instant at which a clock in `zone` shows `text`; null when the text is no date and time. A time skipped by a clock change is read as the one after it. */
export function instantOf(text: string, zone: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?$/.test(text)) return null;
  const wanted = Date.parse(`${text}Z`);
  if (Number.isNaN(wanted)) return null;
  const offsetAt = (ms: number) => Date.parse(`${wallTime(ms, zone)}Z`) - Math.floor(ms / 1000) * 1000;
  const first = wanted - offsetAt(wanted);
  const second = wanted - offsetAt(first);
  const ms = offsetAt(second) === offsetAt(first) ? second : Math.max(first, second);
  return ms;
}
