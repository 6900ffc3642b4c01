import { fetchJson } from '../shared/http';

export interface Settings {
  maps: { google_key: string | null; tile_style_url: string | null };
  guests: boolean;
  /** Gateways may be ended on purpose. */
  drills: boolean;
}

const plain: Settings = { maps: { google_key: null, tile_style_url: null }, guests: true, drills: false };

/** What the host wants to be used. A host that says nothing gets the plain page. */
export async function loadSettings(): Promise<Settings> {
  try {
    const given = await fetchJson<Partial<Settings>>('/api/settings');
    return { ...plain, ...given, maps: { ...plain.maps, ...given.maps } };
  } catch {
    return plain;
  }
}
