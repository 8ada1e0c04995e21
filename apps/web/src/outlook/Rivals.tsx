/** The places beside a runner, in figures alone. */
import type { Rivals as Places } from '#libs/contracts/index.js';
import { km, time } from '../shared/figures/format.js';
import { o } from '../shared/messages/outlook.js';
import { Part } from './Part.js';

export function rivalWords({ ahead, behind }: Places): string[] {
  const say = (side: 'ahead' | 'behind', { rank, byM, byMs }: NonNullable<Places['ahead']>) =>
    o(`rival.${side}`, { rank, km: km(byM), time: byMs === undefined ? 'none' : time(byMs) });
  return [...(ahead ? [say('ahead', ahead)] : []), ...(behind ? [say('behind', behind)] : [])];
}

export function Rivals({ id, rivals, level }: { id: string; rivals: Places | undefined; level: 2 | 3 }) {
  if (rivals === undefined) return null;
  return (
    <Part id={id} title={o('rivals.title')} level={level}>
      {rivalWords(rivals).map((words) => (
        <p key={words}>{words}</p>
      ))}
    </Part>
  );
}
