/** Entry of the crew's page in the browser. */
import '../shared/styles/all.css';
import '../shared/styles/forms.css';
import '../charts/charts.css';
import '../outlook/outlook.css';
import './crew.css';
import type { CrewPage } from '../server/page-request.js';
import { start } from '../shared/state.js';
import { CrewApp } from './CrewApp.js';

start<CrewPage>((page) => <CrewApp page={page} />);
