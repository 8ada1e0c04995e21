/** Public names of the readers. */
export * from './canonical.js';
export * from './clock-watch.js';
export * from './names.js';
export * from './protocol.js';
export * from './registry.js';
export type * from './session.js';
export { RecordSplitter } from './line-splitter.js';
export * from './imports/text-file.js';
export { recordLine } from './protocols/records/index.js';
export { BoxConnection, type ConnectionPorts } from './sockets/connection.js';
export { Dialer } from './sockets/dialer.js';
export { Listener, isPeer } from './sockets/listener.js';
export { COLUMNS } from './protocols/csv/index.js';
export { dateMs, isoWall } from './wall-clock.js';
