/** The race director's console, first form: sign in, set up, start list, signals, tablets. Drawn in the browser only. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { d } from '../shared/messages/director.js';
import { t } from '../shared/messages/shared.js';
import { Button } from '../shared/ui/Button.js';
import { Frame } from '../shared/ui/Frame.js';
import { NewRace } from './NewRace.js';
import { RaceList } from './RaceList.js';
import { DeskPage } from './desk/Desk.js';
import { SignIn } from './SignIn.js';
import { restoreSession, session, signOut } from './session.js';

/** Where in the console, by the address's fragment: `#new` or the list. */
function useRoute() {
  const route = useSignal('');
  useEffect(() => {
    const read = () => {
      route.value = location.hash.slice(1);
    };
    read();
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);
  return route.value;
}

/** `/director/{slug}` is that race's desk. */
function deskSlug(path: string): string | undefined {
  const slug = /^\/director\/([a-z0-9-]{1,64})\/?$/.exec(path)?.[1];
  return slug === 'sign-in' ? undefined : slug;
}

function Signed({ name }: { name: string }) {
  const route = useRoute();
  const slug = deskSlug(location.pathname);
  return (
    <>
      <div class="console-bar">
        {slug || route === 'new' ? <a href={slug ? '/director' : '#'}>{d('back')}</a> : <span />}
        <span class="console-who">
          <span class="muted small">{d('signed', { name })}</span>
          <Button look="quiet" onClick={() => void signOut()}>
            {d('signout')}
          </Button>
        </span>
      </div>
      {slug ? <DeskPage key={slug} slug={slug} /> : route === 'new' ? <NewRace /> : <RaceList />}
    </>
  );
}

export function DirectorApp() {
  const trouble = useSignal('');
  useEffect(() => {
    void restoreSession().then((problem) => {
      trouble.value = problem?.detail ?? '';
    });
  }, []);
  const who = session.value;
  return (
    <Frame nav={<a href="/">{t('nav.races')}</a>}>
      {who === undefined ? (
        <>
          <h1>{d('title')}</h1>
          <p class="muted needs-scripts">{d('loading')}</p>
          <noscript>
            <p>{d('noscript')}</p>
          </noscript>
        </>
      ) : who === null ? (
        <SignIn trouble={trouble.value} />
      ) : (
        <Signed name={who.name} />
      )}
    </Frame>
  );
}
