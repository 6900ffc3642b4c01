import { HomingError } from './errors.js';

export type AddressList = string | readonly string[] | (() => readonly string[]);

/** Which address comes next. It stays with one until told to go elsewhere, also when the list changes meanwhile. */
export class Addresses {
  private used: string | undefined;
  private leaving = false;

  constructor(private readonly list: AddressList) {}

  choose(): string {
    const urls = this.all();
    const at = this.used === undefined ? -1 : urls.indexOf(this.used);
    const chosen = urls[at >= 0 && !this.leaving ? at : (at + 1) % Math.max(1, urls.length)];
    if (chosen === undefined) {
      throw new HomingError('no_url', 'There is no address to connect to.');
    }
    this.used = chosen;
    this.leaving = false;
    return chosen;
  }

  elsewhere(): void {
    this.leaving = true;
  }

  private all(): readonly string[] {
    return typeof this.list === 'string' ? [this.list] : typeof this.list === 'function' ? this.list() : this.list;
  }
}
