import { lazy } from 'react';
import { MapFrame } from '../../map/MapFrame';
import type { RideMapProps } from './rideMapProps';

const OutlineRideMap = lazy(() => import('./OutlineRideMap'));
const GoogleRideMap = lazy(() => import('./GoogleRideMap'));

/** Rides, routes, a track and a heat map, on whichever map the host has. */
export function RideMap(props: RideMapProps) {
  return (
    <MapFrame
      label={props.label}
      google={(apiKey, dark, onFail) => <GoogleRideMap {...props} dark={dark} apiKey={apiKey} onFail={onFail} />}
      plain={(tileStyleUrl, dark) => <OutlineRideMap {...props} dark={dark} tileStyleUrl={tileStyleUrl} />}
    />
  );
}
