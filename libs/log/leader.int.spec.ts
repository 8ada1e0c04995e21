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
});

async function cutSessions(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'loopline leader' and datname = current_database()`,
  );
  await client.end();
}
