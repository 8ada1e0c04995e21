/** Starts the simulated race from the first page of an empty server, for whoever sits at this machine. */
export abstract class DemoSwitch {
  /** Whether the page may offer it to a visitor at this address. */
  abstract offeredTo(ip: string): boolean;
  /** @returns the slug of the demo race */
  abstract start(): Promise<string>;
}

/** For processes that cannot start a simulator. */
export class NoDemo extends DemoSwitch {
  offeredTo(): boolean {
    return false;
  }

  start(): Promise<string> {
    return Promise.reject(new Error('this process starts no demo'));
  }
}

/** An address of this very machine. */
export function isLoopback(ip: string): boolean {
  return ip === '::1' || ip.startsWith('127.') || ip.startsWith('::ffff:127.');
}
