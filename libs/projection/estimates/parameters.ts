/** The fitted parameters on disk, read once when a process starts. */
import { readFileSync } from 'node:fs';
import { type AllModels, modelsFrom, PARAMETER_FILES, type ParameterTexts } from '#libs/forecast/index.js';

/** Beside the library's sources and, built, beside its code. */
const PARAMETERS_FOLDER = new URL('../../forecast/params/', import.meta.url);

let held: AllModels | undefined;

/** @throws Error when a file is missing or cannot be read */
export function shippedModels(folder: URL = PARAMETERS_FOLDER): AllModels {
  if (held !== undefined && folder === PARAMETERS_FOLDER) return held;
  const texts: Record<string, unknown> = {};
  for (const name of PARAMETER_FILES) {
    try {
      texts[name] = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
    } catch (error) {
      throw new Error(`The forecast parameters ${name}.json cannot be read; npm run fit makes them.`, { cause: error });
    }
  }
  const models = modelsFrom(texts as unknown as ParameterTexts);
  if (folder === PARAMETERS_FOLDER) held = models;
  return models;
}
