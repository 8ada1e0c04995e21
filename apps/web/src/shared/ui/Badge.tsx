/** Small words in a pill, and banners for a sentence that must not be missed. */
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './Icon.js';

export type Tone = 'live' | 'good' | 'warn' | 'bad';

export function Badge({
  tone,
  icon,
  dot,
  children,
}: {
  tone?: Tone;
  icon?: IconName;
  dot?: boolean;
  children: ComponentChildren;
}) {
  return (
    <span class={tone ? `badge badge-${tone}` : 'badge'}>
      {dot && <span class="dot" aria-hidden="true" />}
      {icon && <Icon name={icon} size={13} />}
      {children}
    </span>
  );
}

const BANNER_ICONS = { good: 'check', warn: 'clock', bad: 'alert' } as const;

export function Banner({
  tone,
  role,
  children,
}: {
  tone?: 'good' | 'warn' | 'bad';
  role?: 'status' | 'alert';
  children: ComponentChildren;
}) {
  return (
    <div class={tone ? `banner banner-${tone}` : 'banner'} role={role}>
      {tone && <Icon name={BANNER_ICONS[tone]} size={18} />}
      <div>{children}</div>
    </div>
  );
}
