/** Entry of the not-found and problem pages in the browser. */
import '../shared/styles/all.css';
import './notice.css';
import type { NotFoundPage, ProblemPage } from '../server/page-request.js';
import { start } from '../shared/state.js';
import { NoticeApp } from './NoticeApp.js';

start<NotFoundPage | ProblemPage>((page) => <NoticeApp page={page} />);
