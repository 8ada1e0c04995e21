/** The shipped parameters on disk. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { modelsFrom, PARAMETER_FILES, type AllModels, type ParameterTexts } from '#libs/forecast/index.js';

/** Beside the library's sources and, built, beside its code. */
export const PARAMETERS_FOLDER = new URL('../../../libs/forecast/params/', import.meta.url);

/** @throws Error when a file is missing: fit first */
export async function readModels(folder: URL = PARAMETERS_FOLDER): Promise<AllModels> {
  const texts: Record<string, unknown> = {};
  for (const name of PARAMETER_FILES) {
    const file = new URL(`${name}.json`, folder);
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new Error(`The forecast parameters ${name}.json cannot be read (${error.code}); npm run fit makes them.`);
    });
    texts[name] = JSON.parse(text);
  }
  return modelsFrom(texts as unknown as ParameterTexts);
}

/** One file for each question, one line each: they are data, not prose. */
export async function writeParameters(folder: string, texts: Partial<ParameterTexts>): Promise<string[]> {
  const written: string[] = [];
  for (const [name, text] of Object.entries(texts)) {
    const file = path.join(folder, `${name}.json`);
    const json = `${JSON.stringify(text)}\n`;
    await writeFile(file, json);
    written.push(`${file}: ${Math.round(json.length / 1000)} kB`);
  }
  return written;
}
