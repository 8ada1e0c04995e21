/** Style sheets are imported for their effect by the entries only; Vite bundles them. */
declare module '*.css';
