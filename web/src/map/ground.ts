import type { FeatureCollection } from 'geojson';
import type { StyleSpecification } from 'maplibre-gl';

/** The land as polygons, and borders as lines where there are any. */
export interface Outline {
  land: FeatureCollection;
  /** How near one may look before the coast fades: it is true to about a kilometre, or to ten. */
  fadesAt: number;
}

interface Ground {
  water: string;
  /** Water seen from near. */
  haze: string;
  land: string;
  coast: string;
}

const light: Ground = { water: '#cfe1e6', haze: '#eaefed', land: '#f5f3ee', coast: '#9fbcc4' };
const dark: Ground = { water: '#0b1a20', haze: '#162227', land: '#1a2529', coast: '#35505a' };

/**
 * Land and water from what is shipped: nothing is fetched, so nothing can be missing. The coast fades where one would
 * take it at its word.
 */
export function groundStyle({ land, fadesAt }: Outline, isDark: boolean): StyleSpecification {
  const ground = isDark ? dark : light;
  return {
    version: 8,
    sources: {
      outline: {
        type: 'geojson',
        data: land,
        attribution: 'Coast: Natural Earth',
      },
    },
    layers: [
      {
        id: 'water',
        type: 'background',
        paint: { 'background-color': ['interpolate', ['linear'], ['zoom'], fadesAt, ground.water, fadesAt + 2.5, ground.haze] },
      },
      { id: 'land', type: 'fill', source: 'outline', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': ground.land } },
      {
        id: 'coast',
        type: 'line',
        source: 'outline',
        paint: {
          'line-color': ground.coast,
          'line-width': 1.2,
          'line-opacity': ['interpolate', ['linear'], ['zoom'], fadesAt, 1, fadesAt + 2, 0],
        },
      },
    ],
  };
}
