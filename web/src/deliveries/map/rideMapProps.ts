import type { FeatureCollection } from 'geojson';
import type { Place } from '../../shared/geo';
import type { Fleet } from '../fleet';
import type { Bounds, View } from './bounds';

/** A line on the map, longitude first. */
export interface MapLine {
  routeId: string;
  title: string;
  coordinates: readonly (readonly number[])[];
}

/** What a page gives the map. */
export interface RideMapProps {
  label: string;
  fleet: Fleet;
  lines: readonly MapLine[];
  /** The route that is looked at; its line stands out, with its ends. */
  chosen: { routeId: string; start: Place; end: Place } | undefined;
  /** Keeps the chosen ride in the middle part of the map. */
  following?: boolean;
  /** Where somebody was, in the colour of the chosen route. */
  track?: readonly (readonly number[])[] | undefined;
  /** Cells of a heat map, with a `share` from 0 to 1. */
  heat?: FeatureCollection | undefined;
  /** Brings all of this into view, each time it is another object. */
  fit: Bounds | undefined;
  onChoose: (routeId: string) => void;
  /** The view, each time it has come to rest. */
  onView?: ((view: View) => void) | undefined;
  /** Somebody moved the map by hand. */
  onDrag?: (() => void) | undefined;
}

/** What the map gives the one that draws. */
export interface DrawnMapProps extends RideMapProps {
  dark: boolean;
}
