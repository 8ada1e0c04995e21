/** Not found, and problems: one sentence, one way on. */
import type { NotFoundPage, ProblemPage } from '../server/page-request.js';
import { p } from '../shared/messages/pages.js';
import { ButtonLink } from '../shared/ui/Button.js';
import { Frame } from '../shared/ui/Frame.js';
import { LoopMark } from '../shared/ui/Wordmark.js';

export function NoticeApp({ page }: { page: NotFoundPage | ProblemPage }) {
  const lost = page.kind === 'not-found';
  return (
    <Frame>
      <div class="notice">
        <LoopMark size={88} progress={lost ? 0.62 : 0.12} />
        {!lost && <p class="muted">{p('problem.status', { status: String(page.status) })}</p>}
        <h1>{lost ? p('lost.title') : page.title}</h1>
        <p class="notice-detail">{lost ? p('lost.detail') : page.detail}</p>
        <div class="notice-ways">
          <ButtonLink href="/" look="primary">
            {p('lost.home')}
          </ButtonLink>
          {!lost && <ButtonLink href="">{p('problem.again')}</ButtonLink>}
        </div>
      </div>
    </Frame>
  );
}
