/** A dialog over the keypad. Escape and the close button leave it; focus stays inside and comes back. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { k } from '../../shared/messages/keypad.js';
import { Icon } from '../../shared/ui/Icon.js';

export function Sheet({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      class="sheet"
      ref={dialog}
      aria-labelledby="sheet-title"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header class="sheet-head">
        <h2 id="sheet-title">{title}</h2>
        <button type="button" class="sheet-close" aria-label={k('dialog.close')} onClick={onClose}>
          <Icon name="cross" size={24} />
        </button>
      </header>
      <div class="sheet-body">{children}</div>
    </dialog>
  );
}
