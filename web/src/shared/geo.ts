export interface Place {
  lat: number;
  lng: number;
}

const earthRadius = 6_371_008.8;

/** Along the great circle, in metres. */
export function distance(a: Place, b: Place): number {
  const rad = Math.PI / 180;
  const across = Math.sin(((b.lat - a.lat) * rad) / 2) ** 2;
  const along = Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(((b.lng - a.lng) * rad) / 2) ** 2;
  return 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(across + along)));
}

export function distanceText(metres: number): string {
  return metres < 1_000 ? `${String(Math.round(metres / 10) * 10)} m` : `${String(Number((metres / 1_000).toFixed(1)))} km`;
}

/** Which way to set out from one place to another, in degrees clockwise from north. */
export function bearing(a: Place, b: Place): number {
  const rad = Math.PI / 180;
  const along = (b.lng - a.lng) * rad;
  const y = Math.sin(along) * Math.cos(b.lat * rad);
  const x = Math.cos(a.lat * rad) * Math.sin(b.lat * rad) - Math.sin(a.lat * rad) * Math.cos(b.lat * rad) * Math.cos(along);
  return (Math.atan2(y, x) / rad + 360) % 360;
}
