/** `GET /races/{slug}/worries`: what needs a person. */
import type { Worry } from '#libs/domain/index.js';
import type { CorrectionInput } from './corrections.js';

export interface WorryAnswer extends Omit<Worry, 'settle'> {
  /** Ready to be posted to `corrections` as it is; null where only a person can know. Its id makes settling twice harmless. */
  settle: CorrectionInput | null;
}

export interface WorriesAnswer {
  /** Worst first. */
  worries: WorryAnswer[];
  /** True when there are more than an answer holds; settle or dismiss some to see the rest. */
  cut: boolean;
}
