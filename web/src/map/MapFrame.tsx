import { Box, Skeleton } from '@mui/material';
import { Component, Suspense, useEffect, useState, type ReactNode } from 'react';
import { useColorMode } from '../app/colorMode';
import { loadSettings, type Settings } from '../app/settings';

interface MapFrameProps {
  label: string;
  google: (apiKey: string, dark: boolean, onFail: () => void) => ReactNode;
  /** On tiles, where the host has some. */
  plain: (tileStyleUrl: string | null, dark: boolean) => ReactNode;
}

/** The map that the host's settings ask for. It may fail without taking the page with it. */
export function MapFrame({ label, google, plain }: MapFrameProps) {
  const { dark } = useColorMode();
  const [settings, setSettings] = useState<Settings>();
  const [googleFailed, setGoogleFailed] = useState(false);
  useEffect(() => {
    void loadSettings().then(setSettings);
  }, []);
  const googleKey = settings?.maps.google_key;
  return (
    <Box
      component="section"
      aria-label={label}
      data-testid="map"
      sx={{ position: 'absolute', inset: 0, bgcolor: dark ? '#0b1a20' : '#cfe1e6' }}
    >
      <MapBoundary>
        <Suspense fallback={<Skeleton variant="rectangular" width="100%" height="100%" />}>
          {settings === undefined
            ? null
            : googleKey && !googleFailed
              ? google(googleKey, dark, () => {
                  setGoogleFailed(true);
                })
              : plain(settings.maps.tile_style_url, dark)}
        </Suspense>
      </MapBoundary>
    </Box>
  );
}

/** Without WebGL there is no map, but there is still a list. */
class MapBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? (
      <Box role="alert" sx={{ p: 4, textAlign: 'center', color: 'text.secondary' }}>
        The map cannot be drawn in this browser. The list works without it.
      </Box>
    ) : (
      this.props.children
    );
  }
}
