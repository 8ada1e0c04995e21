import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { feedConformance } from '#libs/testing/feed-conformance.js';
import { startTestRedis, type TestRedis } from '#libs/testing/stores.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { RedisFeed } from './redis-feed.js';

feedConformance('on Redis Streams', async () => {
  const redis = await startTestRedis();
  const feed = await RedisFeed.connect(redis.url);
  return {
    feed,
    stop: async () => {
      await feed.close();
      await redis.stop();
    },
  };
});

describe('when Redis fails', () => {
  let redis: TestRedis;
  let here: RedisFeed;
  let there: RedisFeed;
  beforeAll(async () => {
    redis = await startTestRedis();
    [here, there] = await Promise.all([RedisFeed.connect(redis.url), RedisFeed.connect(redis.url)]);
  });
  afterAll(async () => {
    await Promise.all([here.close(), there.close()]);
    await redis.stop();
  });

  /** Publishes here until it is heard there: messages of the outage are lost, as the port says. */
  async function heals(heard: string[], mark: string): Promise<void> {
    await waitFor(`"${mark}" to be heard`, async () => {
      await here.publish('t', mark);
      return heard.includes(mark);
    });
  }

  it('goes on after a flush, also when the flushed stream begins anew with smaller ids', async () => {
    const heard: string[] = [];
    const subscription = await there.tail('t', (message) => void heard.push(message));
    await heals(heard, 'before');
    await redis.flush();
    await heals(heard, 'after');
    await subscription.close();
  });

  it('goes on after the server was away and came back empty; publishing meanwhile drops and counts', async () => {
    const heard: string[] = [];
    const subscription = await there.tail('t', (message) => void heard.push(message));
    await heals(heard, 'one');
    await redis.stop();
    await waitFor('a dropped message', async () => {
      await here.publish('t', 'lost');
      return here.dropped > 0;
    });
    const joinedMeanwhile: string[] = [];
    const joining = there.tail('t', (message) => void joinedMeanwhile.push(message));
    await redis.start();
    const second = await joining;
    await heals(heard, 'two');
    await heals(joinedMeanwhile, 'three');
    expect(heard.indexOf('one')).toBeLessThan(heard.indexOf('two'));
    await Promise.all([subscription.close(), second.close()]);
  });

  it('starts while Redis is away and finds it later', async () => {
    await redis.stop();
    const early = await RedisFeed.connect(redis.url);
    const heard: string[] = [];
    const tailing = early.tail('t', (message) => void heard.push(message));
    await redis.start();
    const subscription = await tailing;
    await heals(heard, 'found');
    await subscription.close();
    await early.close();
  });
});
