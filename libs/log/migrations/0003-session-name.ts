/** Version 3: a session says whose it is, for the audit field of what is entered through it. Open sessions end: their people sign in again. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SessionName0003 implements MigrationInterface {
  name = 'SessionName1790000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('delete from session');
    await runner.query('alter table session add column name text not null');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward; restore a backup instead'));
  }
}
