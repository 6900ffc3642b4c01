import { lazy } from 'react';
import { MapFrame } from '../../map/MapFrame';
import type { LotMapProps } from './mapProps';

const OutlineMap = lazy(() => import('./OutlineMap'));
const GoogleLotMap = lazy(() => import('./GoogleLotMap'));

export function LotMap(props: LotMapProps) {
  return (
    <MapFrame
      label="Map of car parks"
      google={(apiKey, dark, onFail) => <GoogleLotMap {...props} dark={dark} apiKey={apiKey} onFail={onFail} />}
      plain={(tileStyleUrl, dark) => <OutlineMap {...props} dark={dark} tileStyleUrl={tileStyleUrl} />}
    />
  );
}
