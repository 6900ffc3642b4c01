import { useCallback, useEffect } from 'react';
import { useHeldMap } from '../../map/useHeldMap';
import type { DrawnMapProps } from './rideMapProps';
import { RideMapView } from './rideMapView';

interface OutlineRideMapProps extends DrawnMapProps {
  tileStyleUrl: string | null;
}

/** The MapLibre map: on the shipped ground, or on tiles where the host has some. */
export default function OutlineRideMap(props: OutlineRideMapProps) {
  const { tileStyleUrl, label, dark, fleet, lines, chosen, following = false, track, heat, fit, onChoose, onView, onDrag } = props;
  const make = useCallback((holder: HTMLDivElement) => new RideMapView(holder, tileStyleUrl, label, fleet), [tileStyleUrl, label, fleet]);
  const { view, attach } = useHeldMap(make);

  useEffect(() => {
    view?.listen({ onChoose, onView, onDrag });
  }, [view, onChoose, onView, onDrag]);
  useEffect(() => {
    view?.setDark(dark);
  }, [view, dark]);
  useEffect(() => {
    view?.setChosen(chosen);
  }, [view, chosen]);
  useEffect(() => {
    view?.setLines(lines);
  }, [view, lines]);
  useEffect(() => {
    view?.setTrack(track);
  }, [view, track]);
  useEffect(() => {
    view?.setHeat(heat);
  }, [view, heat]);
  useEffect(() => {
    if (fit) {
      view?.fit(fit);
    }
  }, [view, fit]);
  useEffect(() => {
    view?.setFollowing(following);
  }, [view, following]);

  return <div ref={attach} style={{ position: 'absolute', inset: 0, isolation: 'isolate' }} />;
}
