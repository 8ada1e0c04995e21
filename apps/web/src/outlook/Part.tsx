/** A part of a runner's outlook under its heading: a level higher on the runner's own page than among the runners of a crew. */
import type { ComponentChildren } from 'preact';

export interface PartProps {
  id: string;
  title: string;
  level: 2 | 3;
  note?: string;
  class?: string;
  children: ComponentChildren;
}

export function Part({ id, title, level, note, class: more, children }: PartProps) {
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <section class={[level === 2 ? 'part' : 'crew-part', more].filter(Boolean).join(' ')} aria-labelledby={id}>
      <Heading id={id}>{title}</Heading>
      {children}
      {note && <p class="muted small">{note}</p>}
    </section>
  );
}
