/** Style sheets are imported for their effect by the entries only; Vite bundles them. */
declare module '*.css';
/** A file as the address it is served at, with its hash in it. */
declare module '*.json?url' {
  const url: string;
  export default url;
}
