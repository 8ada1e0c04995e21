/** Entry of the runner's page in the browser. */
import '../shared/styles/all.css';
import '../shared/styles/forms.css';
import '../charts/charts.css';
import '../outlook/outlook.css';
import './runner.css';
import type { RunnerPage } from '../server/page-request.js';
import { start } from '../shared/state.js';
import { RunnerApp } from './RunnerApp.js';

start<RunnerPage>((page) => <RunnerApp page={page} />);
