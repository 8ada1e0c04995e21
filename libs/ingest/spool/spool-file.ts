/**
 * One segment of the spool: lines appended and fsynced in groups. A line is there when `append` resolves.
 * A torn last line is the mark of a crash before the fsync: it was never acknowledged and is dropped on reading.
 */
import { type FileHandle, open, readFile } from 'node:fs/promises';

interface Waiting {
  line: string;
  resolve: () => void;
  reject: (error: Error) => void;
}

export class SpoolFile {
  private waiting: Waiting[] = [];
  private flushing: Promise<void> | undefined;
  private written = 0;
  private fault: Error | undefined;

  private constructor(
    readonly path: string,
    private readonly file: FileHandle,
  ) {}

  /** Creates the segment; fails when it exists. The folder entry is fsynced too, or a power cut could forget the file. */
  static async create(path: string, folder: string): Promise<SpoolFile> {
    const file = await open(path, 'ax', 0o600);
    const dir = await open(folder, 'r');
    try {
      await dir.sync();
    } finally {
      await dir.close();
    }
    return new SpoolFile(path, file);
  }

  get bytes(): number {
    return this.written;
  }

  /**
   * The disk refused a write or an fsync: what stands behind the last kept line is unknown, perhaps half a line. Nothing may come after it,
   * so this segment takes nothing more; another one does.
   */
  get broken(): boolean {
    return this.fault !== undefined;
  }

  /** Resolves after the fsync. Rejects when the disk refuses; then the line does not count as kept. */
  append(line: string): Promise<void> {
    if (this.fault) return Promise.reject(this.fault);
    return new Promise((resolve, reject) => {
      this.waiting.push({ line, resolve, reject });
      this.flushing ??= this.flushAll();
    });
  }

  private async flushAll(): Promise<void> {
    while (this.waiting.length > 0) {
      const group = this.waiting;
      this.waiting = [];
      try {
        const bytes = Buffer.from(group.map((w) => `${w.line}\n`).join(''));
        await this.file.appendFile(bytes);
        await this.file.datasync();
        this.written += bytes.length;
        for (const w of group) w.resolve();
      } catch (error) {
        this.fault = error as Error;
        for (const w of [...group, ...this.waiting.splice(0)]) w.reject(this.fault);
      }
    }
    this.flushing = undefined;
  }

  async close(): Promise<void> {
    await this.flushing;
    await this.file.close();
  }
}

/** Whole lines of a segment. */
export async function readLines(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8');
  const lines = text.split('\n');
  // After the last newline stands either nothing or a torn line.
  lines.pop();
  return lines.filter((line) => line !== '');
}
