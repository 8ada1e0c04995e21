/** Entry of the home page in the browser. */
import '../shared/styles/all.css';
import './home.css';
import type { HomePage } from '../server/page-request.js';
import { start } from '../shared/state.js';
import { HomeApp } from './HomeApp.js';

start<HomePage>((page) => <HomeApp page={page} />);
