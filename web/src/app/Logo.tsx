import { SvgIcon } from '@mui/material';

export function Logo() {
  return (
    <SvgIcon viewBox="0 0 32 32" color="primary" sx={{ fontSize: 30 }} aria-hidden>
      <rect width="32" height="32" rx="9" />
      <path
        d="M7 20.5c4.600.4 7.200-1 8.600-3.900L11 9.200c5.300.3 9 2.600 10.300 6.300l4.200 1-3.400 2.100C21 23.600 16.500 26.200 10.300 24.600c2-.5 3.400-1.300 4.300-2.400-2.700.5-5.200 0-7.600-1.700z"
        style={{ fill: 'var(--mui-palette-primary-contrastText)' }}
      />
    </SvgIcon>
  );
}
