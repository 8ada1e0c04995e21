import type { RunnerPage } from '../server/page-request.js';
import { Frame } from '../shared/ui/Frame.js';
export function RunnerApp(_: { page?: RunnerPage }) {
  return <Frame> </Frame>;
}
