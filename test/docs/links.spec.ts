/** Every relative link in the papers leads to a file that is there, and to a heading that is in it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = process.cwd();
const LINK = /!?\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g;

const markdownIn = (folder: string, recursive: boolean): string[] =>
  readdirSync(path.join(ROOT, folder), { recursive })
    .map((name) => path.posix.join(folder, String(name).split(path.sep).join('/')))
    .filter((file) => file.endsWith('.md'));

const papers = [...markdownIn('.', false), ...markdownIn('docs', true)].sort();

/** The text without code, in which brackets are no links. */
function prose(text: string): string {
  return text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, '');
}

/** Names under which the page's headings can be reached: lower case, spaces as dashes, no other signs. */
function anchors(text: string): Set<string> {
  const found = new Set<string>();
  for (const [, heading = ''] of text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').matchAll(/^#{1,6}\s+(.+)$/gm)) {
    const slug = heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    for (let name = slug, no = 1; ; name = `${slug}-${no++}`) {
      if (found.has(name)) continue;
      found.add(name);
      break;
    }
  }
  return found;
}

function broken(paper: string): string[] {
  const text = readFileSync(path.join(ROOT, paper), 'utf8');
  const wrong: string[] = [];
  for (const [, target = ''] of prose(text).matchAll(LINK)) {
    if (/^[a-z][a-z+.-]*:/i.test(target)) continue;
    const [file = '', anchor] = target.split('#');
    const full = file === '' ? path.join(ROOT, paper) : path.join(ROOT, path.dirname(paper), decodeURI(file));
    if (path.relative(ROOT, full).startsWith('..')) wrong.push(`${target}: leads out of the repository`);
    else if (!existsSync(full)) wrong.push(`${target}: there is no such file`);
    else if (anchor && full.endsWith('.md') && !anchors(readFileSync(full, 'utf8')).has(anchor))
      wrong.push(`${target}: there is no such heading`);
  }
  return wrong;
}

describe('the papers', () => {
  it('are there', () => {
    expect(papers).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs/race-day.md']));
  });

  it.each(papers)('%s leads nowhere wrong', (paper) => {
    expect(broken(paper)).toEqual([]);
  });
});
