/** Who may connect: a total, a number and a rate per address. Addresses of this machine are exempt: they are the reverse proxy or ourselves. */
import type { LiveLimits } from './limits.js';

interface AddressState {
  connections: number;
  allowance: number;
  refilledAtMs: number;
}

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;
/** A phone changes the lower half of its IPv6 address at will; a site has one upper half. */
const IPV6_SITE_GROUPS = 4;

/** What is counted as one address: an IPv4 address, or an IPv6 /64. */
export function addressKey(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!plain.includes(':')) return plain;
  const [front = '', back] = plain.split('::');
  const head = front === '' ? [] : front.split(':');
  const tail = back ? back.split(':') : [];
  const zeros = back === undefined ? 0 : Math.max(0, 8 - head.length - tail.length);
  const groups = [...head, ...Array<string>(zeros).fill('0'), ...tail];
  return groups.slice(0, IPV6_SITE_GROUPS).join(':').toLowerCase();
}

export class Admission {
  private readonly addresses = new Map<string, AddressState>();
  private total = 0;

  constructor(private readonly limits: LiveLimits) {}

  get connections(): number {
    return this.total;
  }

  /** A handshake wants in; a refusal says why. */
  ask(address: string, nowMs: number): string | undefined {
    if (this.total >= this.limits.connectionsMax) return 'too many spectators on this gateway';
    if (LOOPBACK.test(address)) return undefined;
    const state = this.stateOf(addressKey(address), nowMs);
    const { handshakesPerAddressBurst: burst, handshakesPerAddressPerS: perS } = this.limits;
    state.allowance = Math.min(burst, state.allowance + ((nowMs - state.refilledAtMs) * perS) / 1000);
    state.refilledAtMs = nowMs;
    if (state.connections >= this.limits.connectionsPerAddressMax) return 'too many connections from this address';
    if (state.allowance < 1) return 'too many new connections from this address; wait a little';
    state.allowance -= 1;
    return undefined;
  }

  opened(address: string, nowMs: number): void {
    this.total += 1;
    if (!LOOPBACK.test(address)) this.stateOf(addressKey(address), nowMs).connections += 1;
  }

  closed(address: string): void {
    this.total -= 1;
    const state = this.addresses.get(addressKey(address));
    if (state && state.connections > 0) state.connections -= 1;
  }

  private stateOf(key: string, nowMs: number): AddressState {
    const known = this.addresses.get(key);
    if (known) return known;
    if (this.addresses.size >= this.limits.addressesMax) this.forgetIdle();
    const state = { connections: 0, allowance: this.limits.handshakesPerAddressBurst, refilledAtMs: nowMs };
    this.addresses.set(key, state);
    return state;
  }

  /** Drops the oldest address without connections; with none such, the total is the only bound left and it holds. */
  private forgetIdle(): void {
    for (const [key, state] of this.addresses) {
      if (state.connections > 0) continue;
      this.addresses.delete(key);
      return;
    }
  }
}
