import { Button } from '@mui/material';
import { useCallback, useEffect } from 'react';
import { useHeldMap } from '../../map/useHeldMap';
import { Legend } from './Legend';
import type { MapProps } from './mapProps';
import { MapView } from './mapView';

interface OutlineMapProps extends MapProps {
  tileStyleUrl: string | null;
}

/** The MapLibre map: on the shipped ground, or on tiles where the host has some. */
export default function OutlineMap({ tileStyleUrl, dark, nearby, all, position, radiusM, selected, onSelect, onMove }: OutlineMapProps) {
  const make = useCallback((holder: HTMLDivElement) => new MapView(holder, tileStyleUrl), [tileStyleUrl]);
  const { view, attach } = useHeldMap(make);

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
