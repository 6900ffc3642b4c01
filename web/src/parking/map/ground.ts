import type { FeatureCollection } from 'geojson';
import type { StyleSpecification } from 'maplibre-gl';
import outline from './outline.json';

interface Ground {
  water: string;
  land: string;
  coast: string;
  shallows: string;
}

const light: Ground = { water: '#cfe1e6', land: '#f5f3ee', coast: '#9fbcc4', shallows: '#dcebee' };
const dark: Ground = { water: '#0b1a20', land: '#1a2529', coast: '#35505a', shallows: '#102630' };

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
      {
        id: 'shallows',
        type: 'line',
        source: 'outline',
        paint: {
          'line-color': ground.shallows,
          'line-width': ['interpolate', ['exponential', 1.6], ['zoom'], 8, 8, 14, 60],
          'line-blur': ['interpolate', ['exponential', 1.6], ['zoom'], 8, 6, 14, 50],
        },
      },
      { id: 'land', type: 'fill', source: 'outline', paint: { 'fill-color': ground.land } },
      { id: 'coast', type: 'line', source: 'outline', paint: { 'line-color': ground.coast, 'line-width': 1.2 } },
    ],
  };
}
