import type { FeatureCollection } from 'geojson';
import type { StyleSpecification } from 'maplibre-gl';
import outline from './outline.json';

interface Ground {
  water: string;
  land: string;
  coast: string;
  shallows: string;
}

const light: Ground = { water: '#cfe1e6', land: '#f5f3ee', coast: '#9fbcc4', shallows: '#e4ebea' };
const dark: Ground = { water: '#0b1a20', land: '#1a2529', coast: '#35505a', shallows: '#132127' };

export function groundOf(isDark: boolean): Ground {
  return isDark ? dark : light;
}

/** Land and water from what is shipped: nothing is fetched, so nothing can be missing. */
export function groundStyle(isDark: boolean): StyleSpecification {
  const ground = groundOf(isDark);
  return {
    version: 8,
    sources: {
      outline: {
        type: 'geojson',
        data: outline as FeatureCollection,
        attribution: 'Coast: Natural Earth',
      },
    },
    layers: [
      { id: 'water', type: 'background', paint: { 'background-color': ground.water } },
      { id: 'land', type: 'fill', source: 'outline', paint: { 'fill-color': ground.land } },
      {
        // The coast is true to a few hundred metres: seen from near, it is drawn as wide as that.
        id: 'shallows',
        type: 'line',
        source: 'outline',
        layout: { 'line-join': 'round', 'line-cap': 'round' },
        paint: {
          'line-color': ground.shallows,
          'line-width': ['interpolate', ['exponential', 2], ['zoom'], 9, 6, 14, 170, 16, 640],
          'line-blur': ['interpolate', ['exponential', 2], ['zoom'], 9, 5, 14, 110, 16, 420],
        },
      },
      {
        id: 'coast',
        type: 'line',
        source: 'outline',
        paint: {
          'line-color': ground.coast,
          'line-width': 1.2,
          'line-opacity': ['interpolate', ['linear'], ['zoom'], 11, 1, 13, 0],
        },
      },
    ],
  };
}
