/** Which component, title and entry belong to which page. */
import type { ComponentChild } from 'preact';
import { BoardApp } from '../board/BoardApp.js';
import { CrewApp } from '../crew/CrewApp.js';
import { DirectorApp } from '../director/DirectorApp.js';
import { HomeApp } from '../home/HomeApp.js';
import { NoticeApp } from '../notice/NoticeApp.js';
import { RunnerApp } from '../runner/RunnerApp.js';
import { p } from '../shared/messages/pages.js';
import { t } from '../shared/messages/shared.js';
import type { PageRequest } from './page-request.js';

export interface PageParts {
  status: number;
  /** Name of the client entry. */
  entry: string;
  title: string;
  description: string;
  hidden?: boolean;
  body: ComponentChild;
}

const titled = (name: string) => p('title.of', { name });

export function pageParts(page: PageRequest): PageParts {
  const description = t('site.tagline');
  const shown = { status: 200, description };
  switch (page.kind) {
    case 'home':
      return { ...shown, entry: 'home', title: p('title.home'), body: <HomeApp page={page} /> };
    case 'board': {
      const { name, state } = page.board.race;
      const about = p('about.board', { name, state });
      return { ...shown, entry: 'board', title: titled(name), description: about, body: <BoardApp page={page} /> };
    }
    case 'runner': {
      const { row } = page.card;
      const name = p('title.runner', {
        name: row.name ?? t('runner.unnamed', { bib: row.bib }),
        race: page.board.race.name,
      });
      return { ...shown, entry: 'runner', title: titled(name), description: name, body: <RunnerApp page={page} /> };
    }
    case 'crew': {
      // Whoever pastes the link somewhere gets a preview of this: no runner's name in it.
      const title = titled(p('title.crew', { race: page.crew.race.name }));
      return { ...shown, entry: 'crew', title, hidden: true, body: <CrewApp page={page} /> };
    }
    case 'director':
      return { ...shown, entry: 'director', title: titled(p('title.director')), hidden: true, body: <DirectorApp /> };
    case 'keypad':
      return {
        ...shown,
        entry: 'keypad',
        title: titled(p('title.keypad', { race: page.raceName })),
        hidden: true,
        body: null,
      };
    case 'not-found':
      return {
        ...shown,
        status: 404,
        entry: 'notice',
        title: titled(p('lost.title')),
        hidden: true,
        body: <NoticeApp page={page} />,
      };
    case 'problem':
      return {
        ...shown,
        status: page.status,
        entry: 'notice',
        title: titled(page.title),
        hidden: true,
        body: <NoticeApp page={page} />,
      };
  }
}
