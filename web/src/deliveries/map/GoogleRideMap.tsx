/// <reference types="google.maps" />
import { APIProvider, Map as GoogleMap, useMap, useMapsLibrary } from '@vis.gl/react-google-maps';
import { useEffect, useEffectEvent, useRef } from 'react';
import { fromMercator, toMercator } from '../../shared/mercator';
import { colourOf } from '../colours';
import type { DrawnMapProps } from './rideMapProps';
import './rides.css';
import { RidesOverlay, type Camera } from './ridesOverlay';

interface GoogleRideMapProps extends DrawnMapProps {
  apiKey: string;
  onFail: () => void;
}

/** Google counts zoom in tiles of this many pixels. */
const tilePx = 256;

/** The same on Google's map, where the host has a key for it. */
export default function GoogleRideMap({ apiKey, onFail, ...props }: GoogleRideMapProps) {
  const { dark, onDrag, onView } = props;
  return (
    <APIProvider apiKey={apiKey} onError={onFail}>
      <GoogleMap
        mapId="DEMO_MAP_ID"
        colorScheme={dark ? 'DARK' : 'LIGHT'}
        defaultCenter={{ lat: 20, lng: 0 }}
        defaultZoom={2}
        gestureHandling="greedy"
        disableDefaultUI
        zoomControl
        {...(onDrag && { onDragstart: onDrag })}
        onIdle={({ map }) => {
          const bounds = map.getBounds()?.toJSON();
          if (bounds) {
            const { clientWidth, clientHeight } = map.getDiv();
            onView?.({ ...bounds, width: clientWidth, height: clientHeight });
          }
        }}
      />
      <Rides {...props} />
      <Shapes {...props} />
    </APIProvider>
  );
}

/** The same marks as on the other map; both are flat and Mercator. */
function Rides({ fleet, dark, chosen, following = false, onChoose }: DrawnMapProps) {
  const map = useMap();
  const overlay = useRef<RidesOverlay>(undefined);
  const choose = useEffectEvent(onChoose);
  const follow = useEffectEvent(() => {
    const spot = following && chosen && fleet.spotOf(chosen.routeId);
    const place = spot && fromMercator(spot);
    const bounds = map?.getBounds();
    if (map && place && bounds && !bounds.contains(place)) {
      map.panTo(place);
    }
  });

  useEffect(() => {
    if (!map) {
      return undefined;
    }
    const canvas = document.createElement('canvas');
    map.getDiv().append(canvas);
    const made = new RidesOverlay(canvas, fleet, () => cameraOf(map), follow);
    overlay.current = made;
    const listeners = [
      map.addListener('bounds_changed', () => made.draw()),
      map.addListener('click', (event: google.maps.MapMouseEvent) => {
        const camera = cameraOf(map);
        const at = event.latLng?.toJSON();
        if (camera && at) {
          const { x, y } = toMercator(at);
          const east = x - camera.center.x;
          const hit = made.hit((east - Math.round(east)) * camera.worldPx + camera.width / 2, (y - camera.center.y) * camera.worldPx + camera.height / 2);
          if (hit !== undefined) {
            choose(hit);
          }
        }
      }),
    ];
    return () => {
      listeners.forEach((listener) => {
        listener.remove();
      });
      made.remove();
    };
  }, [map, fleet]);
  useEffect(() => {
    overlay.current?.setDark(dark);
  }, [dark]);

  return null;
}

function cameraOf(map: google.maps.Map): Camera | undefined {
  const center = map.getCenter()?.toJSON();
  const { clientWidth, clientHeight } = map.getDiv();
  return center && { center: toMercator(center), worldPx: tilePx * 2 ** (map.getZoom() ?? 0), width: clientWidth, height: clientHeight };
}

/** Lines, ends, track and heat, as Google draws them. */
function Shapes({ lines, chosen, track, heat, fit, onChoose }: DrawnMapProps) {
  const map = useMap();
  const library = useMapsLibrary('maps');
  const choose = useEffectEvent(onChoose);

  useEffect(() => {
    if (!map || !library) {
      return undefined;
    }
    const shapes = lines.map(({ routeId, coordinates }) => {
      const selected = routeId === chosen?.routeId;
      const line = new library.Polyline({ map, path: pathOf(coordinates), strokeColor: colourOf(routeId).css, strokeOpacity: selected ? 0.9 : 0.45, strokeWeight: selected ? 5 : 2 });
      line.addListener('click', () => {
        choose(routeId);
      });
      return line;
    });
    if (chosen && track) {
      shapes.push(new library.Polyline({ map, path: pathOf(track), strokeColor: colourOf(chosen.routeId).css, strokeWeight: 5 }));
    }
    const ends = chosen ? [chosen.start, chosen.end].map((center, index) => new library.Circle({ map, center, radius: 12, fillOpacity: index, strokeColor: colourOf(chosen.routeId).css })) : [];
    return () => {
      [...shapes, ...ends].forEach((shape) => {
        shape.setMap(null);
      });
    };
  }, [map, library, lines, chosen, track]);

  useEffect(() => {
    if (!map || !library || !heat) {
      return undefined;
    }
    const layer = new library.Data({ map });
    layer.addGeoJson(heat);
    layer.setStyle((cell) => ({ fillColor: '#ee7b30', fillOpacity: 0.3 + 0.5 * Number(cell.getProperty('share')), strokeWeight: 0 }));
    return () => {
      layer.setMap(null);
    };
  }, [map, library, heat]);

  useEffect(() => {
    if (fit) {
      map?.fitBounds(fit, 60);
    }
  }, [map, fit]);
  return null;
}

function pathOf(coordinates: readonly (readonly number[])[]): { lat: number; lng: number }[] {
  return coordinates.map(([lng = 0, lat = 0]) => ({ lat, lng }));
}
