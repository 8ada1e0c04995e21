/**
 * Long suites first, so that none is begun when the others are done. Jest knows how long each took the last time; before there was a last time, the
 * tier says it better than the size of the file.
 */
import Sequencer from '@jest/test-sequencer';

const TIERS = ['e2e', 'sim', 'int', 'pure'];
const tierOf = ({ context }) => TIERS.indexOf(context.config.displayName?.name);

export default class LongestFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    return sorted.some(({ duration }) => duration != null) ? sorted : sorted.sort((a, b) => tierOf(a) - tierOf(b));
  }
}
