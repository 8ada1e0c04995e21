/** Entry of the board page in the browser. */
import '../shared/styles/all.css';
import './styles/head.css';
import './styles/tools.css';
import './styles/table.css';
import './styles/wide.css';
import './styles/narrow.css';
import './styles/print.css';
import type { BoardPage } from '../server/page-request.js';
import { start } from '../shared/state.js';
import { BoardApp } from './BoardApp.js';

start<BoardPage>((page) => <BoardApp page={page} />);
