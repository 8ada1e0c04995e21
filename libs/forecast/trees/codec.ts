/** Trees as text inside the JSON of fitted parameters: bytes in base64, leaf values as 16-bit steps of one scale. */
import type { Ensemble } from './ensemble.js';

export interface EnsembleText {
  depth: number;
  base: number;
  trees: number;
  features: string;
  bins: string;
  /** Signed 16-bit, little endian; times `step`. */
  leaves: string;
  step: number;
}

const STEPS_MAX = 32_767;
const TREES_MAX = 5_000;
const DEPTH_MAX = 8;

export function encodeEnsemble(ensemble: Ensemble): EnsembleText {
  const { leaves, features, bins, depth, base, trees } = ensemble;
  let greatest = 0;
  for (const leaf of leaves) greatest = Math.max(greatest, Math.abs(leaf));
  const step = greatest === 0 ? 1 : greatest / STEPS_MAX;
  const bytes = new Uint8Array(leaves.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < leaves.length; i++) view.setInt16(2 * i, Math.round(leaves[i]! / step), true);
  return { depth, base, trees, features: toBase64(features), bins: toBase64(bins), leaves: toBase64(bytes), step };
}

/** @throws RangeError when the text is not what its header says */
export function decodeEnsemble(text: EnsembleText): Ensemble {
  const { depth, base, trees, step } = text;
  if (!(depth >= 1 && depth <= DEPTH_MAX && trees >= 0 && trees <= TREES_MAX))
    throw new RangeError(`Trees of depth ${depth}, ${trees} of them, cannot be read.`);
  const features = fromBase64(text.features);
  const bins = fromBase64(text.bins);
  const bytes = fromBase64(text.leaves);
  const inner = trees * ((1 << depth) - 1);
  if (features.length !== inner || bins.length !== inner || bytes.length !== 2 * (trees << depth))
    throw new RangeError('The trees are cut short: their bytes do not fit their number and depth.');
  const view = new DataView(bytes.buffer);
  const leaves = Float32Array.from({ length: trees << depth }, (_, i) => view.getInt16(2 * i, true) * step);
  return { depth, base, trees, features, bins, leaves };
}

/** A part of a call's arguments at a time: engines limit how many there may be. */
const CHUNK = 8192;

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += CHUNK) text += String.fromCharCode(...bytes.subarray(i, i + CHUNK));
  return btoa(text);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
