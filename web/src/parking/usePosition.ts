import { useCallback, useEffect, useState } from 'react';
import type { Place } from '../shared/geo';

export interface Position extends Place {
  from: 'device' | 'map' | 'place';
  name?: string;
}

export interface Positioning {
  position: Position | undefined;
  locating: boolean;
  locate: () => void;
  moveTo: (position: Position) => void;
}

const reasons: Record<number, string> = {
  1: 'The browser may not tell your position. Choose one on the map.',
  2: 'Your position is not known just now. Choose one on the map.',
  3: 'Your position took too long. Choose one on the map.',
};

/** Where I am: as the device says, or where I say. */
export function usePosition(complain: (text: string) => void): Positioning {
  const [position, setPosition] = useState<Position>();
  const [locating, setLocating] = useState(false);

  const locate = useCallback(() => {
    if (!('geolocation' in navigator)) {
      complain('This browser cannot tell your position. Choose one on the map.');
      return;
    }
    setLocating(true);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setLocating(false);
        setPosition({ lat: coords.latitude, lng: coords.longitude, from: 'device' });
      },
      ({ code }) => {
        setLocating(false);
        complain(reasons[code] ?? reasons[2] ?? '');
      },
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 30_000 },
    );
  }, [complain]);

  useEffect(() => {
    let wanted = true;
    void mayLocate().then((allowed) => {
      if (wanted && allowed) {
        locate();
      }
    });
    return () => {
      wanted = false;
    };
  }, [locate]);

  return { position, locating, locate, moveTo: setPosition };
}

/** Whether the person allowed it before, so that nobody is asked out of the blue. */
async function mayLocate(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: 'geolocation' })).state === 'granted';
  } catch {
    return false;
  }
}
