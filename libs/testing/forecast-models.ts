/** The fitted parameters that are shipped, for tests below the process that reads them. */
import { readFileSync } from 'node:fs';
import { type AllModels, modelsFrom, PARAMETER_FILES, type ParameterTexts } from '#libs/forecast/index.js';

export const parameterTexts = Object.fromEntries(
  PARAMETER_FILES.map((name) => [
    name,
    JSON.parse(readFileSync(new URL(`../forecast/params/${name}.json`, import.meta.url), 'utf8')),
  ]),
) as ParameterTexts;

export const fittedModels: AllModels = modelsFrom(parameterTexts);
