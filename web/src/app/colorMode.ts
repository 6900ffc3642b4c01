import { useColorScheme } from '@mui/material/styles';

/** The colours in use: the person's choice, else what the system prefers. */
export function useColorMode(): { dark: boolean; toggle: () => void } {
  const { mode, systemMode, setMode } = useColorScheme();
  const dark = (mode === 'system' ? systemMode : mode) === 'dark';
  return {
    dark,
    toggle: () => {
      setMode(dark ? 'light' : 'dark');
    },
  };
}
