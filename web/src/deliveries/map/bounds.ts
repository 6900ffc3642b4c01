import type { Place } from '../../shared/geo';
import type { OverviewQuery } from '../delivery';

/** West may be greater than east: then it reaches across the date line. */
export interface Bounds {
  west: number;
  south: number;
  east: number;
  north: number;
}

/** What is seen of the map, and on how large a screen, in CSS pixels. */
export interface View extends Bounds {
  width: number;
  height: number;
}

/** So much more than what is seen is asked for on each side, so that a small move finds it already there. */
const padding = 0.15;
/** A view so much narrower or wider is worth another question. */
const zoomed = 1.4;

/** What to watch for this view: what is watched already, where it still serves. */
export function boxFor(view: View, watched: OverviewQuery | undefined): OverviewQuery {
  return watched && serves(watched, view) ? watched : padded(view);
}

export function boundsOf(places: Iterable<Place>): Bounds | undefined {
  let bounds: Bounds | undefined;
  for (const { lat, lng } of places) {
    bounds = bounds
      ? { west: Math.min(bounds.west, lng), south: Math.min(bounds.south, lat), east: Math.max(bounds.east, lng), north: Math.max(bounds.north, lat) }
      : { west: lng, south: lat, east: lng, north: lat };
  }
  return bounds;
}

/** From west to east, in degrees. */
export function spanOf({ west, east }: Bounds): number {
  return east >= west ? east - west : east - west + 360;
}

function serves(box: OverviewQuery, view: View): boolean {
  const scale = spanOf(box) / box.width / (spanOf(view) / view.width);
  if (scale > zoomed || scale < 1 / zoomed || view.south < box.south || view.north > box.north) {
    return false;
  }
  const whole = spanOf(box) >= 359.999;
  const offset = (((view.west - box.west) % 360) + 360) % 360;
  return whole || offset + spanOf(view) <= spanOf(box) + 1e-9;
}

function padded(view: View): OverviewQuery {
  const { south, north, width, height } = view;
  const span = spanOf(view);
  const across = span * padding;
  const along = (north - south) * padding;
  const whole = span + 2 * across >= 360;
  return {
    west: whole ? -180 : rounded(wrapped(view.west - across)),
    south: rounded(Math.max(-90, south - along)),
    east: whole ? 180 : rounded(wrapped(view.east + across)),
    north: rounded(Math.min(90, north + along)),
    width: Math.round(width * (1 + 2 * padding)),
    height: Math.round(height * (1 + 2 * padding)),
  };
}

export function wrapped(lng: number): number {
  return lng >= -180 && lng <= 180 ? lng : ((((lng + 180) % 360) + 360) % 360) - 180;
}

function rounded(degrees: number): number {
  return Number(degrees.toFixed(6));
}
