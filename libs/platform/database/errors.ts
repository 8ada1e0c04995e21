/** A database that cannot be used as it is set up; the message is one sentence for a person and names the knob. */
export class DatabaseSetupError extends Error {
  readonly code = 'database-setup';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DatabaseSetupError';
  }
}
