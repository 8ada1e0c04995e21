import type { BoardPage } from '../server/page-request.js';
import { Frame } from '../shared/ui/Frame.js';
export function BoardApp(_: { page?: BoardPage }) {
  return <Frame> </Frame>;
}
