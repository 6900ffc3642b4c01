import { spawn, type ChildProcess } from 'node:child_process';

/** A process that is waited for until it says something, and killed at the end. */
export class Process {
  private said = '';
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;

  constructor(private readonly name: string, command: string[], environment: Record<string, string | undefined>) {
    const child = spawn(command[0]!, command.slice(1), { env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdout.setEncoding('utf8').on('data', (text: string) => { this.said += text; });
    child.stderr.setEncoding('utf8').on('data', (text: string) => { this.said += text; });
    this.child = child;
    this.ended = new Promise((resolve) => child.on('error', (error) => { this.said += error.message; resolve(); }).on('exit', () => { resolve(); }));
  }

  /** What it has said, once that has these words in it. */
  saying(words: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = () => { if (this.said.includes(words)) resolve(this.said); };
      this.child.stdout!.on('data', look);
      this.child.stderr!.on('data', look);
      void this.ended.then(() => { reject(new Error(`${this.name} has ended:\n${this.said}`)); });
      look();
    });
  }

  async kill(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL');
    await this.ended;
  }
}
