import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startTestPostgres, type TestDatabase } from '#libs/testing/stores.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { type Campaign, LeaderElection } from './leader.js';

const RETRY_MS = 50;

interface Candidate {
  leads: boolean;
  campaign: Campaign;
}

describe('the lead of a log', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await startTestPostgres();
  });
  afterAll(() => database.stop());

  function candidate(logId: string): Candidate {
    const made: Partial<Candidate> & { leads: boolean } = { leads: false };
    made.campaign = new LeaderElection(database.url, RETRY_MS).campaign(logId, {
      onLead: () => (made.leads = true),
      onLost: () => (made.leads = false),
    });
    return made as Candidate;
  }

  it('is held by one; given away it goes to the standby, lost with its connection too', async () => {
    const candidates = Array.from({ length: 3 }, () => candidate('race'));
    const leaders = () => candidates.filter(({ leads }) => leads);
    const first = await waitFor('a leader', () => leaders()[0]);
    expect(leaders()).toEqual([first]);

    await first.campaign.close();
    expect(first.leads).toBe(false);
    const second = await waitFor('a second leader', () => leaders()[0]);

    await cutSessions(database.url);
    await waitFor('the loss to be told', () => !second.leads || leaders()[0] !== second);
    await waitFor('one leader again', () => leaders().length === 1);
    await Promise.all(candidates.map(({ campaign }) => campaign.close()));
    expect(leaders()).toEqual([]);
  });

  it('of one log says nothing about another', async () => {
    const [one, other] = [candidate('one'), candidate('other')];
    await waitFor('both to lead', () => one.leads && other.leads);
    await Promise.all([one.campaign.close(), other.campaign.close()]);
  });

  it('of a hundred logs takes one connection, and each can be given away alone', async () => {
    const election = new LeaderElection(database.url, RETRY_MS);
    const leading = new Set<string>();
    const campaigns = Array.from({ length: 100 }, (_, i) =>
      election.campaign(`many-${i}`, {
        onLead: () => leading.add(`many-${i}`),
        onLost: () => leading.delete(`many-${i}`),
      }),
    );
    await waitFor('all to lead', () => leading.size === 100);
    // Sessions of campaigns that were closed before may still be ending.
    await waitFor('one connection', async () => (await sessionCount(database.url)) === 1);
    await campaigns[7]?.close();
    expect(leading.has('many-7')).toBe(false);
    expect(leading.size).toBe(99);
    const heir = candidate('many-7');
    await waitFor('the heir to lead', () => heir.leads);
    await Promise.all([...campaigns, heir.campaign].map((campaign) => campaign.close()));
    expect(leading.size).toBe(0);
  });
});

async function sessionCount(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity where application_name = 'loopline leader' and datname = current_database()`,
  );
  await client.end();
  return rows[0]?.n ?? -1;
}

async function cutSessions(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'loopline leader' and datname = current_database()`,
  );
  await client.end();
}
