import { describe, expect, it } from '@jest/globals';
import { Admission, addressKey } from './admission.js';
import { liveLimits } from './limits.js';

describe('Admission', () => {
  it('counts an IPv4 address as itself and an IPv6 site by its upper half', () => {
    expect(addressKey('192.0.2.7')).toBe('192.0.2.7');
    expect(addressKey('::ffff:192.0.2.7')).toBe('192.0.2.7');
    expect(addressKey('2001:db8:1:2:a:b:c:d')).toBe('2001:db8:1:2');
    expect(addressKey('2001:DB8:1:2::9')).toBe('2001:db8:1:2');
    expect(addressKey('2001:db8::1')).toBe('2001:db8:0:0');
  });

  it('lets a venue in and stops one address that takes too much', () => {
    const admission = new Admission(liveLimits({ connectionsPerAddressMax: 3, handshakesPerAddressBurst: 100 }));
    for (let i = 0; i < 3; i += 1) {
      expect(admission.ask('192.0.2.7', 0)).toBeUndefined();
      admission.opened('192.0.2.7', 0);
    }
    expect(admission.ask('192.0.2.7', 0)).toMatch(/too many connections/);
    expect(admission.ask('192.0.2.8', 0)).toBeUndefined();
    admission.closed('192.0.2.7');
    expect(admission.ask('192.0.2.7', 0)).toBeUndefined();
  });

  it('slows handshakes of one address, and refills', () => {
    const admission = new Admission(liveLimits({ handshakesPerAddressBurst: 2, handshakesPerAddressPerS: 1 }));
    expect([0, 0, 0, 1000].map((ms) => admission.ask('192.0.2.7', ms) === undefined)).toEqual([
      true,
      true,
      false,
      true,
    ]);
  });

  it('holds a total, and a bounded number of addresses', () => {
    const admission = new Admission(liveLimits({ connectionsMax: 1, addressesMax: 10 }));
    for (let i = 0; i < 1000; i += 1) admission.ask(`192.0.${i % 250}.${i >> 8}`, 0);
    admission.opened('127.0.0.1', 0);
    expect(admission.ask('127.0.0.1', 0)).toMatch(/too many spectators/);
    admission.closed('127.0.0.1');
    expect(admission.connections).toBe(0);
    for (let i = 0; i < 10_000; i += 1) expect(admission.ask('127.0.0.1', 0)).toBeUndefined();
  });
});
