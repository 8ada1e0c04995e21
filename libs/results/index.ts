/** Public names of the results library. */
export { ResultsModule } from './results.module.js';
export { type Sheet, lapSheetPdf } from './pdf/lap-sheet-pdf.js';
export type { Version } from './results.service.js';
