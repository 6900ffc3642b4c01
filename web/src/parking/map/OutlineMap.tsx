import { Button } from '@mui/material';
import { useEffect, useRef, useState } from 'react';
import type { MapProps } from './LotMap';
import { MapView } from './mapView';

interface OutlineMapProps extends MapProps {
  tileStyleUrl: string | null;
}

/** The MapLibre map: on the shipped ground, or on tiles where the host has some. */
export default function OutlineMap({ tileStyleUrl, dark, nearby, all, position, radiusM, selected, onSelect, onMove }: OutlineMapProps) {
  const holder = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<MapView>();
  const [failure, setFailure] = useState<unknown>();

  useEffect(() => {
    if (!holder.current) {
      return undefined;
    }
    let made: MapView;
    try {
      made = new MapView(holder.current, tileStyleUrl);
    } catch (error) {
      setFailure(error);
      return undefined;
    }
    setView(made);
    return () => {
      made.remove();
    };
  }, [tileStyleUrl]);

  useEffect(() => {
    view?.listen({ onSelect, onMove });
  }, [view, onSelect, onMove]);
  useEffect(() => {
    view?.setDark(dark);
  }, [view, dark]);
  useEffect(() => {
    view?.setAll(all);
  }, [view, all]);
  useEffect(() => {
    view?.setNearby(nearby, selected?.lot_id);
  }, [view, nearby, selected?.lot_id]);
  useEffect(() => {
    view?.setPosition(position, radiusM);
  }, [view, position, radiusM]);
  const selectedLat = selected?.lat;
  const selectedLng = selected?.lng;
  useEffect(() => {
    if (view && selectedLat !== undefined && selectedLng !== undefined) {
      view.show({ lat: selectedLat, lng: selectedLng });
    }
  }, [view, selectedLat, selectedLng]);

  if (failure !== undefined) {
    throw failure;
  }
  return (
    <>
      <div ref={holder} style={{ position: 'absolute', inset: 0 }} />
      {view && (
        <Button
          size="small"
          variant="contained"
          color="inherit"
          onClick={() => {
            onMove({ ...view.center(), from: 'map' });
          }}
          sx={{ position: 'absolute', bottom: 12, left: '50%', transform: 'translateX(-50%)', bgcolor: 'background.paper', color: 'text.primary', borderRadius: 99, boxShadow: 3, whiteSpace: 'nowrap' }}
        >
          Search here
        </Button>
      )}
    </>
  );
}
