/** The table that says what a chart shows: for screen readers, for exact figures, and on paper. */
import type { ComponentChildren } from 'preact';

export interface TwinProps {
  title: string;
  caption: string;
  columns: readonly string[];
  note?: string;
  children: ComponentChildren;
}

export function Twin({ title, caption, columns, note, children }: TwinProps) {
  return (
    <details class="twin">
      <summary>{title}</summary>
      <div class="twin-scroll" role="region" aria-label={title} tabIndex={0}>
        <table class="list">
          <caption class="visually-hidden">{caption}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      </div>
      {note && <p class="muted small">{note}</p>}
    </details>
  );
}
