/** Entry of the race director's console in the browser. */
import '../shared/styles/all.css';
import '../shared/styles/forms.css';
import './director.css';
import './desk/desk.css';
import './desk/imports/imports.css';
import './desk/readers/readers.css';
import type { DirectorPage } from '../server/page-request.js';
import { start } from '../shared/state.js';
import { DirectorApp } from './DirectorApp.js';

start<DirectorPage>(() => <DirectorApp />);
