/** When to try again. Full jitter spreads a crowd; the first window is as wide as the gateway asks for. */
export const backoff = {
  floorMs: 100,
  baseMs: 1_000,
  capMs: 20_000,
  /** A close code 41xx adds this before anything else. */
  pauseMs: 1_000,
  /** Connected for this long, a connection counts as good and the exponent starts again. */
  settledMs: 10_000,
} as const;

export class Backoff {
  private failures = 0;

  constructor(private readonly random: () => number) {}

  /** The wait before the next try, in ms. The first after a good connection is spread over `windowMs`. */
  next(windowMs: number): number {
    const ceiling =
      this.failures === 0 ? windowMs : Math.min(backoff.capMs, backoff.baseMs * 2 ** Math.min(this.failures - 1, 30));
    this.failures += 1;
    return this.within(ceiling);
  }

  /** The wait of one who was sent elsewhere, in ms: as the first, whatever failed before. */
  sentElsewhere(windowMs: number): number {
    this.failures = Math.max(this.failures, 1);
    return this.within(windowMs);
  }

  reset(): void {
    this.failures = 0;
  }

  /** The very first connection has no window to spread over: its failure counts as the first try. */
  skipWindow(): void {
    this.failures = Math.max(this.failures, 1);
  }

  get tries(): number {
    return this.failures;
  }

  private within(ceiling: number): number {
    return Math.max(backoff.floorMs, this.random() * ceiling);
  }
}
