import type { HomePage } from '../server/page-request.js';
import { Frame } from '../shared/ui/Frame.js';
export function HomeApp(_: { page?: HomePage }) {
  return <Frame> </Frame>;
}
