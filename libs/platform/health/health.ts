/** Liveness, readiness and metrics. Parts of the server register what they need to be ready. */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** A text is the reason of a failure, for whoever looks: it must hold nothing that is not for everybody. */
type Verdict = boolean | string;
export type Check = () => Verdict | Promise<Verdict>;
/** A check that takes longer counts as failed: a balancer asks every few seconds. */
export const CHECK_MS_MAX = 2000;

export class Health {
  private readonly checks = new Map<string, Check>();

  /** @param name as it stands in the answer: `database`, `log`, `projection` */
  register(name: string, check: Check): void {
    this.checks.set(name, check);
  }

  async ready(): Promise<{ ready: boolean; checks: Record<string, boolean>; reasons: Record<string, string> }> {
    const results = await Promise.all(
      [...this.checks].map(async ([name, check]) => [name, await verdictOf(check)] as const),
    );
    return {
      ready: results.every(([, verdict]) => verdict === true),
      checks: Object.fromEntries(results.map(([name, verdict]) => [name, verdict === true])),
      reasons: Object.fromEntries(
        results.flatMap(([name, verdict]) => (typeof verdict === 'string' ? [[name, verdict]] : [])),
      ),
    };
  }
}

async function verdictOf(check: Check): Promise<Verdict> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), CHECK_MS_MAX);
  });
  try {
    return await Promise.race([Promise.resolve().then(check), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** Prometheus metrics of this process. One registry per app, so that tests may start several. */
export class Metrics {
  readonly registry = new Registry();

  constructor(process: string) {
    this.registry.setDefaultLabels({ process });
    collectDefaultMetrics({ register: this.registry, prefix: 'loopline_' });
  }

  /** A figure that is read when it is scraped. */
  gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name: `loopline_${name}`,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }

  counter(name: string, help: string): Counter {
    return new Counter({ name: `loopline_${name}`, help, registers: [this.registry] });
  }

  histogram(name: string, help: string, bucketsS: number[]): Histogram {
    return new Histogram({ name: `loopline_${name}`, help, buckets: bucketsS, registers: [this.registry] });
  }
}
