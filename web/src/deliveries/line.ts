import { bearing, distance, type Place } from '../shared/geo';
import { toMercator, type MercatorPoint } from '../shared/mercator';

/** A place on the way: where on the map, and which way it heads, in degrees clockwise from north. */
export interface Spot extends MercatorPoint {
  bearing: number;
}

/** Who is farther from the line is not on it. */
const offLineM = 100;
/** So much nearer, per metre ahead, must a later part of the line be to count: where it meets itself, the first one does. */
const patience = 0.02;

/** The line of a route, for finding places along it. */
export class Line {
  readonly places: readonly Place[];
  readonly lengthM: number;
  private readonly points: readonly MercatorPoint[];
  /** Metres from the start to each point. */
  private readonly metres: readonly number[];

  /** Coordinates as GeoJSON has them: longitude, latitude. */
  constructor(coordinates: readonly (readonly number[])[]) {
    this.places = coordinates.map(([lng = 0, lat = 0]) => ({ lat, lng }));
    this.points = this.places.map(toMercator);
    let sum = 0;
    this.metres = this.places.map((place, index) => {
      const before = this.places[index - 1];
      sum += before ? distance(before, place) : 0;
      return sum;
    });
    this.lengthM = sum;
  }

  /** The place so many metres from the start. */
  at(metres: number): Spot {
    const index = this.segmentAt(metres);
    const a = this.points[index] ?? { x: 0.5, y: 0.5 };
    const b = this.points[index + 1] ?? a;
    const start = this.metres[index] ?? 0;
    const length = (this.metres[index + 1] ?? start) - start;
    const share = length > 0 ? Math.max(0, Math.min(1, (metres - start) / length)) : 0;
    return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share, bearing: this.bearingOf(index) };
  }

  /** How far along the line a place is, not before `fromM`; undefined where it is not on the line. */
  project(place: Place, fromM = 0): number | undefined {
    const scale = Math.cos((place.lat * Math.PI) / 180);
    let best = Infinity;
    let found: number | undefined;
    for (let index = this.segmentAt(fromM); index < this.places.length - 1; index += 1) {
      const a = this.places[index];
      const b = this.places[index + 1];
      const start = this.metres[index] ?? 0;
      const length = (this.metres[index + 1] ?? start) - start;
      if (!a || !b || length === 0) {
        continue;
      }
      // A segment is short, so the ground is flat enough for the share; the distance is that of the great circle.
      const across = (b.lng - a.lng) * scale;
      const along = b.lat - a.lat;
      const share = ((place.lng - a.lng) * scale * across + (place.lat - a.lat) * along) / (across * across + along * along);
      const metres = Math.max(fromM, start + Math.max(0, Math.min(1, share)) * length);
      const part = (metres - start) / length;
      const off = distance(place, { lat: a.lat + along * part, lng: a.lng + (b.lng - a.lng) * part });
      const cost = off + (metres - fromM) * patience;
      if (off <= offLineM && cost < best) {
        best = cost;
        found = metres;
      }
    }
    return found;
  }

  private bearingOf(index: number): number {
    const a = this.places[index];
    const b = this.places[index + 1];
    return a && b ? bearing(a, b) : 0;
  }

  /** The last segment that starts before so many metres. */
  private segmentAt(metres: number): number {
    let low = 0;
    let high = Math.max(0, this.metres.length - 2);
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.metres[middle] ?? 0) < metres) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
