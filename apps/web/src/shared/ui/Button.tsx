/** Buttons: plain, and one that must be held for a second because what it does matters. */
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { t } from '../messages/shared.js';

export type ButtonLook = 'primary' | 'danger' | 'quiet';
export interface ButtonProps {
  children: ComponentChildren;
  look?: ButtonLook;
  type?: 'button' | 'submit';
  disabled?: boolean;
  onClick?: (event: MouseEvent) => void;
  label?: string;
  class?: string;
  /** `aria-pressed`, for a switch. */
  pressed?: boolean;
}

const classes = (look: ButtonLook | undefined, more?: string) =>
  ['button', look && `button-${look}`, more].filter(Boolean).join(' ');

export function Button({
  children,
  look,
  type = 'button',
  disabled,
  onClick,
  label,
  pressed,
  class: more,
}: ButtonProps) {
  return (
    <button
      type={type}
      class={classes(look, more)}
      disabled={disabled}
      onClick={onClick}
      aria-label={label}
      aria-pressed={pressed}
    >
      {children}
    </button>
  );
}

/** A link that looks like a button. */
export function ButtonLink({ href, look, children }: { href: string; look?: ButtonLook; children: ComponentChildren }) {
  return (
    <a class={classes(look)} href={href}>
      {children}
    </a>
  );
}

export const HOLD_MS = 1000;

/** Acts only after one second of holding, with a finger, a mouse button, Enter or Space. Letting go earlier does nothing. */
export function HoldButton({
  action,
  look = 'danger',
  disabled,
  onHeld,
}: {
  action: string;
  look?: ButtonLook;
  disabled?: boolean;
  onHeld: () => void;
}) {
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const stop = (event: Event) => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    if (event.currentTarget instanceof HTMLElement) delete event.currentTarget.dataset['holding'];
  };
  const start = (event: Event) => {
    const button = event.currentTarget;
    if (timer.current !== null || disabled || !(button instanceof HTMLElement)) return;
    button.dataset['holding'] = 'yes';
    timer.current = setTimeout(() => {
      timer.current = null;
      delete button.dataset['holding'];
      onHeld();
    }, HOLD_MS);
  };
  const isHoldKey = (event: KeyboardEvent) => event.key === 'Enter' || event.key === ' ';
  return (
    <button
      type="button"
      class={classes(look, 'button-hold')}
      disabled={disabled}
      aria-label={t('hold', { action })}
      onPointerDown={start}
      onPointerUp={stop}
      onPointerLeave={stop}
      onPointerCancel={stop}
      onBlur={stop}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (!isHoldKey(event)) return;
        event.preventDefault();
        start(event);
      }}
      onKeyUp={(event) => {
        if (isHoldKey(event)) stop(event);
      }}
    >
      {action}
    </button>
  );
}
