/** What every change feed keeps, whatever carries it. One suite, run against each adapter. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Feed, Subscription } from '#libs/log/ports.js';
import { waitFor } from './wait-for.js';

export interface FeedUnderTest {
  feed: Feed;
  stop(): Promise<void>;
}

/** Well beyond a frame of 10,000 rows. */
const BIG_LENGTH = 2_000_000;

const numbered = (count: number) => Array.from({ length: count }, (_, no) => String(no));

/** The feed of one suite, and what its current test has opened. */
class Bench {
  private readonly open: Subscription[] = [];
  private subject: FeedUnderTest | undefined;

  async begin(start: () => Promise<FeedUnderTest>): Promise<void> {
    this.subject = await start();
  }

  get feed(): Feed {
    if (!this.subject) throw new Error('The suite has not begun');
    return this.subject.feed;
  }

  /** What is heard from here on, in order. */
  async listen(topic: string, from?: 'now' | 'start'): Promise<string[]> {
    const heard: string[] = [];
    this.closeLater(await this.feed.tail(topic, (message) => void heard.push(message), from));
    return heard;
  }

  publishAll(topic: string, messages: readonly string[]): Promise<void[]> {
    return Promise.all(messages.map((message) => this.feed.publish(topic, message)));
  }

  closeLater(subscription: Subscription): void {
    this.open.push(subscription);
  }

  async clear(): Promise<void> {
    await Promise.all(this.open.splice(0).map((subscription) => subscription.close()));
  }

  async end(): Promise<void> {
    await this.subject?.stop();
  }
}

export function feedConformance(name: string, start: () => Promise<FeedUnderTest>): void {
  describe(`the feed ${name}`, () => {
    const on = new Bench();
    beforeAll(() => on.begin(start));
    afterEach(() => on.clear());
    afterAll(() => on.end());
    delivery(on);
    beginnings(on);
    burdens(on);
    badListeners(on);
  });
}

function delivery(on: Bench): void {
  it('delivers in order, each message once', async () => {
    const topic = randomUUID();
    const heard = await on.listen(topic);
    await on.publishAll(topic, numbered(500));
    await waitFor('the last message', () => heard.at(-1) === '499');
    expect(heard).toEqual(numbered(500));
  });

  it('delivers to every listener, and each topic to its own', async () => {
    const [topic, other] = [randomUUID(), randomUUID()];
    const [one, two, elsewhere] = [await on.listen(topic), await on.listen(topic), await on.listen(other)];
    await on.publishAll(topic, ['a', 'b']);
    await on.feed.publish(other, 'z');
    await waitFor('all messages', () => one.length === 2 && two.length === 2 && elsewhere.length === 1);
    expect([one, two, elsewhere]).toEqual([['a', 'b'], ['a', 'b'], ['z']]);
  });
}

function beginnings(on: Bench): void {
  it('tells a late listener nothing of before, unless it asks for the start', async () => {
    const topic = randomUUID();
    await on.publishAll(topic, ['1', '2']);
    const [fromNow, fromStart] = [await on.listen(topic, 'now'), await on.listen(topic, 'start')];
    await on.publishAll(topic, ['3', '4']);
    await waitFor('both listeners', () => fromNow.length === 2 && fromStart.length === 4);
    expect([fromNow, fromStart]).toEqual([
      ['3', '4'],
      ['1', '2', '3', '4'],
    ]);
  });

  it('misses and repeats nothing for a listener that joins in the middle of a stream', async () => {
    const topic = randomUUID();
    const publishing = (async () => {
      for (const message of numbered(400)) await on.feed.publish(topic, message);
    })();
    const listeners = await Promise.all(Array.from({ length: 5 }, () => on.listen(topic, 'start')));
    await publishing;
    await waitFor('all listeners', () => listeners.every((heard) => heard.at(-1) === '399'));
    for (const heard of listeners) expect(heard).toEqual(numbered(400));
  });
}

function burdens(on: Bench): void {
  it('carries a big message whole, and the empty one', async () => {
    const topic = randomUUID();
    const heard = await on.listen(topic);
    const big = 'é'.repeat(BIG_LENGTH);
    await on.publishAll(topic, [big, '']);
    await waitFor('both messages', () => heard.length === 2);
    expect(heard[0] === big && heard[1] === '').toBe(true);
  });

  it('carries many topics at once', async () => {
    const topics = Array.from({ length: 100 }, () => randomUUID());
    const heard = await Promise.all(topics.map((topic) => on.listen(topic)));
    await Promise.all(topics.map((topic) => on.publishAll(topic, [topic, 'end'])));
    await waitFor('all topics', () => heard.every((messages) => messages.length === 2));
    expect(heard).toEqual(topics.map((topic) => [topic, 'end']));
  });
}

function badListeners(on: Bench): void {
  it('waits for a slow listener without holding up the others', async () => {
    const topic = randomUUID();
    const slow: string[] = [];
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const slowly = async (message: string): Promise<void> => {
      await held;
      slow.push(message);
    };
    on.closeLater(await on.feed.tail(topic, slowly));
    const quick = await on.listen(topic);
    await on.publishAll(topic, numbered(50));
    await waitFor('the quick listener', () => quick.length === 50);
    expect(slow).toEqual([]);
    letGo();
    await waitFor('the slow listener', () => slow.length === 50);
    expect(slow).toEqual(numbered(50));
  });

  it('goes on after a listener has failed', async () => {
    const topic = randomUUID();
    const heard: string[] = [];
    const failing = (message: string): void => {
      heard.push(message);
      throw new Error('a listener of the test fails on purpose');
    };
    on.closeLater(await on.feed.tail(topic, failing));
    await on.publishAll(topic, ['1', '2']);
    await waitFor('both messages', () => heard.length === 2);
  });

  it('says nothing more after a listener has closed', async () => {
    const topic = randomUUID();
    const closed: string[] = [];
    const subscription = await on.feed.tail(topic, (message) => void closed.push(message));
    const still = await on.listen(topic);
    await on.feed.publish(topic, '1');
    await waitFor('the first message', () => closed.length === 1 && still.length === 1);
    await subscription.close();
    await on.feed.publish(topic, '2');
    await waitFor('the second message', () => still.length === 2);
    expect(closed).toEqual(['1']);
  });
}
