/** The way of our jobs to Redis. Loaded only where there is one: the driver is hundreds of files. */
import { createNodeRedisClient, RedisConnection } from 'bullmq';
import { createClient } from 'redis';

/** BullMQ looks for another driver unless it is told how to make a client; ours is the one the change feed uses too. */
export function useNodeRedis(): void {
  RedisConnection.clientFactory = (options) =>
    createNodeRedisClient(createClient({ url: (options as { url?: string }).url }) as never);
}
