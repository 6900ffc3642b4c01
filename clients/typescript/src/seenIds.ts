/** The ids that were delivered already; forgets the oldest beyond its capacity. */
export class SeenIds {
  private readonly ids = new Set<string>();

  constructor(private readonly capacity = 4_096) {}

  has(id: string): boolean {
    return this.ids.has(id);
  }

  add(id: string): void {
    this.ids.add(id);
    if (this.ids.size > this.capacity) {
      const [oldest] = this.ids;
      if (oldest !== undefined) {
        this.ids.delete(oldest);
      }
    }
  }
}
