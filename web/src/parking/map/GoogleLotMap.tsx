import { AdvancedMarker, APIProvider, Map as GoogleMap } from '@vis.gl/react-google-maps';
import { levelOf } from '../lot';
import type { MapProps } from './mapProps';
import './map.css';

interface GoogleLotMapProps extends MapProps {
  apiKey: string;
  onFail: () => void;
}

/** The same on Google's map, where the host has a key for it. */
export default function GoogleLotMap({ apiKey, onFail, dark, nearby, position, selected, onSelect, onMove }: GoogleLotMapProps) {
  return (
    <APIProvider apiKey={apiKey} onError={onFail}>
      <GoogleMap
        mapId="DEMO_MAP_ID"
        colorScheme={dark ? 'DARK' : 'LIGHT'}
        defaultCenter={{ lat: 41.035, lng: 28.985 }}
        defaultZoom={11}
        {...(position && { center: { lat: position.lat, lng: position.lng }, zoom: 14 })}
        gestureHandling="greedy"
        disableDefaultUI
        zoomControl
        onClick={({ detail }) => {
          const place = detail.latLng;
          if (place) {
            onMove({ lat: place.lat, lng: place.lng, from: 'map' });
          }
        }}
      >
        {position && (
          <AdvancedMarker position={{ lat: position.lat, lng: position.lng }}>
            <div className="me-marker" />
          </AdvancedMarker>
        )}
        {nearby.map((lot) => {
          const level = levelOf(lot);
          return (
            <AdvancedMarker
              key={lot.lot_id}
              title={lot.name}
              position={{ lat: lot.lat, lng: lot.lng }}
              onClick={() => {
                onSelect(lot.lot_id);
              }}
            >
              <div
                className={lot.lot_id === selected?.lot_id ? 'lot-pin selected' : 'lot-pin'}
                data-level={level}
                data-stale={lot.availability === 'stale'}
              >
                {level === 'unknown' ? '?' : lot.free}
              </div>
            </AdvancedMarker>
          );
        })}
      </GoogleMap>
    </APIProvider>
  );
}
