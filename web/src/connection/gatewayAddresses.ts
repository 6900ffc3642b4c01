import { fetchJson } from '../shared/http';

export interface Gateway {
  api_id: number;
  epoch: number;
  url: string;
  connections: number;
  started_at: string;
}

/** Where to connect: to where the page came from, else to the other gateways of the same host. */
export class GatewayAddresses {
  private readonly own: string;
  private others: readonly string[] = [];

  constructor(private readonly page: Pick<Location, 'protocol' | 'host' | 'hostname'>) {
    this.own = `${page.protocol === 'https:' ? 'wss:' : 'ws:'}//${page.host}/ws`;
  }

  get all(): readonly string[] {
    return [this.own, ...this.others];
  }

  async learn(): Promise<void> {
    try {
      this.keep(await fetchJson<Gateway[]>('/api/gateways'));
    } catch {
      // What is known stays good enough.
    }
  }

  /** Addresses inside a cluster are no use to a browser, so only those of the page's own host count. */
  keep(gateways: readonly Pick<Gateway, 'url'>[]): void {
    this.others = gateways
      .map(({ url }) => (URL.canParse(url) ? new URL(url) : undefined))
      .filter((url) => url?.protocol === this.page.protocol && url.hostname === this.page.hostname)
      .map((url) => `${this.page.protocol === 'https:' ? 'wss:' : 'ws:'}//${url?.host ?? ''}/ws`)
      .filter((url) => url !== this.own);
  }
}
