import type { Place } from './geo';

/** A point of the square web Mercator world: 0 to 1 from west to east, and from north to south. */
export interface MercatorPoint {
  x: number;
  y: number;
}

/** Beyond it the world is no longer square. */
const maxLat = 85.051_129;

export function toMercator({ lat, lng }: Place): MercatorPoint {
  const bounded = Math.max(-maxLat, Math.min(maxLat, lat));
  return { x: lng / 360 + 0.5, y: 0.5 - Math.log(Math.tan(Math.PI / 4 + (bounded * Math.PI) / 360)) / (2 * Math.PI) };
}

export function fromMercator({ x, y }: MercatorPoint): Place {
  return { lng: (x - 0.5) * 360, lat: (Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) * 360) / Math.PI - 90 };
}
