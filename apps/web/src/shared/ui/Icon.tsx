/** Line icons on a 16-unit grid, drawn for Loopline. Decoration: a word or an accessible name always stands beside them. */
const PATHS = {
  alert: 'M8 2 14.5 13.5H1.5ZM8 6.5V9.5M8 11.6V11.7',
  arrowRight: 'M3 8H13M9 4 13 8 9 12',
  bed: 'M2 4V12M2 10H14V12M14 10V8.5A2 2 0 0 0 12 6.5H6V10M4 7.2V7.3',
  check: 'M3 8.5 6.5 12 13 4.5',
  clock: 'M8 2A6 6 0 1 1 8 14A6 6 0 1 1 8 2ZM8 5V8L10 10',
  cross: 'M4 4 12 12M12 4 4 12',
  down: 'M8 3V13M4.5 9.5 8 13 11.5 9.5',
  filter: 'M2.5 4H13.5M4.5 8H11.5M6.5 12H9.5',
  flag: 'M4 14V2.5H12.5L10.5 5.5 12.5 8.5H4',
  minus: 'M3.5 8H12.5',
  pause: 'M5.5 3.5V12.5M10.5 3.5V12.5',
  play: 'M5 3.5 12.5 8 5 12.5Z',
  run: 'M5 3 10 8 5 13M9 3 14 8 9 13',
  search: 'M7 2.5A4.5 4.5 0 1 1 7 11.5A4.5 4.5 0 1 1 7 2.5ZM10.5 10.5 14 14',
  share: 'M8 10V2M5 4.5 8 2 11 4.5M3 8.5V13.5H13V8.5',
  signal: 'M3 13V10M6.3 13V7.5M9.7 13V5M13 13V2.5',
  square: 'M4 4H12V12H4Z',
  star: 'M8 1.8 9.9 5.8 14.2 6.4 11.1 9.4 11.9 13.7 8 11.6 4.1 13.7 4.9 9.4 1.8 6.4 6.1 5.8Z',
  up: 'M8 13V3M4.5 6.5 8 3 11.5 6.5',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16, filled }: { name: IconName; size?: number; filled?: boolean }) {
  return (
    <svg
      class="icon"
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill={filled ? 'currentColor' : 'none'}
      stroke="currentColor"
      stroke-width="1.6"
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
