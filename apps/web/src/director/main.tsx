/** Entry of the director page in the browser. */
import '../shared/styles/all.css';
import type { DirectorPage } from '../server/page-request.js';
import { start } from '../shared/state.js';
import { DirectorApp } from './DirectorApp.js';

start<DirectorPage>((page) => <DirectorApp page={page} />);
