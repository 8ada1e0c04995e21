/** Public names of the live library. */
export { BoardHttp } from './board-http.js';
export { Live, type LiveOptions, type LivePorts } from './live.js';
export { LiveModule, type LiveParts } from './live.module.js';
export { DemoSwitch, isLoopback, NoDemo } from './pages/demo-switch.js';
