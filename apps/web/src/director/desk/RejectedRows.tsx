/** Rows of a file that stay out, line by line. */

/** @param words caption, and the heads of the two columns */
export function RejectedRows({
  rejected,
  words,
}: {
  rejected: readonly { line: number; message: string }[];
  words: { caption: string; line: string; why: string };
}) {
  if (rejected.length === 0) return null;
  return (
    <div class="desk-scroll" role="region" aria-label={words.why} tabIndex={0}>
      <table class="console-table">
        <caption class="field-label">{words.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{words.line}</th>
            <th scope="col">{words.why}</th>
          </tr>
        </thead>
        <tbody>
          {rejected.map(({ line, message }, i) => (
            <tr key={`${line} ${i}`}>
              <th scope="row">{line}</th>
              <td>{message}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
