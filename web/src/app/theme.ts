import { createTheme } from '@mui/material/styles';

declare module '@mui/material/styles' {
  interface Palette {
    places: Record<'free' | 'few' | 'full' | 'unknown', string>;
  }
  interface PaletteOptions {
    places: Record<'free' | 'few' | 'full' | 'unknown', string>;
  }
}

export const theme = createTheme({
  cssVariables: { colorSchemeSelector: 'data-scheme' },
  colorSchemes: {
    light: {
      palette: {
        primary: { main: '#0b6b69', contrastText: '#ffffff' },
        secondary: { main: '#b4541f' },
        background: { default: '#f5f7f6', paper: '#ffffff' },
        text: { primary: '#15201f', secondary: '#51605e' },
        divider: 'rgba(21, 48, 46, 0.12)',
        places: { free: '#1c7d43', few: '#a85a00', full: '#bb3328', unknown: '#66716f' },
      },
    },
    dark: {
      palette: {
        primary: { main: '#62cfc6', contrastText: '#062523' },
        secondary: { main: '#f2a26b' },
        error: { main: '#f6685e' },
        background: { default: '#0f1618', paper: '#172023' },
        text: { primary: '#e8efee', secondary: '#a3b3b1' },
        divider: 'rgba(220, 240, 238, 0.12)',
        places: { free: '#5fd38d', few: '#f4b45c', full: '#ff8a7d', unknown: '#9aa7a5' },
      },
    },
  },
  shape: { borderRadius: 12 },
  typography: {
    fontFamily: "'Inter Variable', system-ui, sans-serif",
    h1: { fontSize: '1.375rem', fontWeight: 700, letterSpacing: '-0.02em' },
    h2: { fontSize: '1.125rem', fontWeight: 650, letterSpacing: '-0.01em' },
    subtitle1: { fontWeight: 600, lineHeight: 1.35 },
    button: { textTransform: 'none', fontWeight: 600 },
  },
  components: {
    MuiPaper: { styleOverrides: { root: { backgroundImage: 'none' } } },
    MuiButton: { defaultProps: { disableElevation: true } },
    MuiChip: { styleOverrides: { root: { fontWeight: 550 } } },
    MuiCssBaseline: {
      styleOverrides: {
        'html, body, #root': { height: '100%' },
        body: { fontFeatureSettings: "'cv11', 'ss03'" },
        ':focus-visible': { outline: '2px solid var(--mui-palette-primary-main)', outlineOffset: 2 },
        '@media (prefers-reduced-motion: reduce)': {
          '*, *::before, *::after': { animationDuration: '0.01ms !important', transitionDuration: '0.01ms !important' },
        },
      },
    },
  },
});
