export const SCRIPT_MAX: number;
export const MARKUP_MAX: number;
export const FORECAST_MAX: number;
export function measure(): Promise<{
  script: number;
  html: number;
  css: number;
  markup: number;
  document: number;
  forecast: number;
}>;
