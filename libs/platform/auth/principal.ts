/** Who is asking, and what they may do (contract section 3, roles). */
export type Role = 'director' | 'recorder' | 'crew';

export interface Principal {
  role: Role;
  /** Id of the token or session row, for revocation. */
  id: string;
  /** Shown in the audit trail: `director`, `tablet: North gate`. */
  name: string;
  /** What a token is limited to; absent: everything the role may. `bibs`: the runners of a crew. */
  scope: { race?: string; point?: string; device?: string; bibs?: readonly string[] };
}

/** The author as written into facts. */
export function authorOf(principal: Principal): string {
  return `${principal.role}: ${principal.name}`;
}

/** May this principal see a private race at all? A crew sees its own runners, by the calls made for crews, and no race. */
export function mayRead(principal: Principal | undefined, race: { slug: string; visibility: string }): boolean {
  if (race.visibility !== 'private') return true;
  if (!principal) return false;
  return principal.role === 'director' || (principal.role !== 'crew' && principal.scope.race === race.slug);
}

/** Directors and who logs laps; crews and strangers only read. */
export function mayWrite(principal: Principal | undefined): boolean {
  return principal !== undefined && principal.role !== 'crew';
}
