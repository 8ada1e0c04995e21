import type { DirectorPage } from '../server/page-request.js';
import { Frame } from '../shared/ui/Frame.js';
export function DirectorApp(_: { page?: DirectorPage }) {
  return <Frame> </Frame>;
}
