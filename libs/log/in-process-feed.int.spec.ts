import { describe, expect, it } from '@jest/globals';
import { feedConformance } from '#libs/testing/feed-conformance.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { InProcessFeed, KEPT_MESSAGES_MAX } from './in-process-feed.js';
import { Mailbox, MAILBOX_MESSAGES_MAX } from './mailbox.js';

feedConformance('within a process', () => {
  const feed = new InProcessFeed();
  return Promise.resolve({ feed, stop: () => feed.close() });
});

describe('bounds', () => {
  it('keeps only the newest messages for those who come late', async () => {
    const feed = new InProcessFeed();
    for (let no = 0; no < KEPT_MESSAGES_MAX + 10; no++) await feed.publish('t', String(no));
    const heard: string[] = [];
    await feed.tail('t', (message) => void heard.push(message), 'start');
    await waitFor('the last message', () => heard.at(-1) === String(KEPT_MESSAGES_MAX + 9));
    expect(heard).toHaveLength(KEPT_MESSAGES_MAX);
    await feed.close();
  });

  it('drops the oldest for a listener that never answers, and counts them', () => {
    const box = new Mailbox(() => new Promise(() => undefined));
    for (let no = 0; no < MAILBOX_MESSAGES_MAX * 2; no++) box.put(String(no));
    expect(box.dropped).toBeGreaterThan(0);
    box.close();
  });
});
