import { Button } from '@mui/material';
import { useCallback, useEffect, useState } from 'react';
import { Legend } from './Legend';
import type { MapProps } from './mapProps';
import { MapView } from './mapView';

interface OutlineMapProps extends MapProps {
  tileStyleUrl: string | null;
}

/** The MapLibre map: on the shipped ground, or on tiles where the host has some. */
export default function OutlineMap({ tileStyleUrl, dark, nearby, all, position, radiusM, selected, onSelect, onMove }: OutlineMapProps) {
  const [view, setView] = useState<MapView>();
  const [failure, setFailure] = useState<Error>();

  const attach = useCallback(
    (holder: HTMLDivElement) => {
      try {
        const made = new MapView(holder, tileStyleUrl);
        setView(made);
        return () => {
          made.remove();
        };
      } catch (error) {
        setFailure(error instanceof Error ? error : new Error('The map does not start.'));
        return undefined;
      }
    },
    [tileStyleUrl],
  );

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

  if (failure) {
    throw failure;
  }
  return (
    <>
      <div ref={attach} style={{ position: 'absolute', inset: 0, isolation: 'isolate' }} />
      <Legend />
      {view && (
        <Button
          size="small"
          variant="contained"
          color="inherit"
          onClick={() => {
            onMove({ ...view.center(), from: 'map' });
          }}
          sx={{ position: 'absolute', top: { xs: 12, md: 'auto' }, bottom: { md: 12 }, left: '50%', transform: 'translateX(-50%)', bgcolor: 'background.paper', color: 'text.primary', borderRadius: 99, boxShadow: 3, whiteSpace: 'nowrap' }}
        >
          Search here
        </Button>
      )}
    </>
  );
}
