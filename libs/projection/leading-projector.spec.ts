/** A leader that cannot read the log yet keeps trying, and says nothing until it is level. */
import { expect, it } from '@jest/globals';
import { pino } from 'pino';
import { LogFold } from '#libs/domain/index.js';
import { InProcessFeed } from '#libs/log/in-process-feed.js';
import type { LeaderElection } from '#libs/log/index.js';
import { SystemClock } from '#libs/platform/clock.js';
import { GUN_MS, startedRace } from '#libs/testing/facts.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { FRAMES_TOPIC, LeadingProjector } from './leading-projector.js';
import type { Projection } from './projection.js';

const LOG = 'log';

/** A projection whose log cannot be read for a while. */
function halfRead(): { projection: Projection; state: { away: boolean; asked: number } } {
  const fold = new LogFold();
  for (const fact of startedRace(['1']).facts.slice(0, 2)) fold.apply(fact);
  const state = { away: true, asked: 0 };
  const projection = {
    onChange: () => () => undefined,
    logs: () => [{ logId: LOG }],
    follower: () => ({ fold }),
    level: async () => {
      state.asked += 1;
      await Promise.resolve();
      if (state.away) throw new Error('the log is away');
    },
  };
  return { projection: projection as unknown as Projection, state };
}

function election(): { election: LeaderElection; callbacks: { onLead: () => void; onLost: () => void }[] } {
  const callbacks: { onLead: () => void; onLost: () => void }[] = [];
  const campaign = (_logId: string, campaigner: { onLead: () => void; onLost: () => void }) => {
    callbacks.push(campaigner);
    return { close: () => Promise.resolve() };
  };
  return { election: { campaign } as unknown as LeaderElection, callbacks };
}

async function started() {
  const feed = new InProcessFeed();
  const frames: string[] = [];
  await feed.tail(FRAMES_TOPIC, (message) => void frames.push(message));
  const { projection, state } = halfRead();
  const elected = election();
  const clock = Object.assign(new SystemClock(), { nowMs: () => GUN_MS });
  const leader = new LeadingProjector(projection, elected.election, feed, clock, pino({ level: 'silent' }));
  await leader.start();
  const [callbacks] = elected.callbacks;
  if (!callbacks) throw new Error('no campaign');
  return { feed, frames, state, leader, callbacks };
}

it('speaks only when it is level, however often the log could not be read', async () => {
  const { feed, frames, state, leader, callbacks } = await started();
  callbacks.onLead();
  await waitFor('a second try', () => state.asked >= 2);
  leader.tick();
  expect(leader.leads(LOG)).toBe(false);
  expect(frames).toEqual([]);
  state.away = false;
  await waitFor('frames', () => frames.length > 0);
  expect(leader.leads(LOG)).toBe(true);
  await leader.stop();
  await feed.close();
});

it('a lead that was lost while it still tried makes no frames', async () => {
  const { feed, frames, state, leader, callbacks } = await started();
  callbacks.onLead();
  await waitFor('a try', () => state.asked >= 1);
  callbacks.onLost();
  state.away = false;
  const { asked } = state;
  callbacks.onLead();
  await waitFor('frames of the second reign', () => frames.length > 0);
  expect(state.asked).toBe(asked + 1);
  expect(frames).toHaveLength(1);
  await leader.stop();
  await feed.close();
});
