import { keyframes } from '@mui/material';

/** For a figure that has just changed: a glow of its own colour, on which it stays readable. */
export const lightUp = keyframes`
  from {
    background-color: color-mix(in srgb, currentcolor 34%, transparent);
    box-shadow: 0 0 0 5px color-mix(in srgb, currentcolor 34%, transparent);
  }
`;

/** For what is said in passing. */
export const fadeAway = keyframes`
  0%, 70% { opacity: 1; }
  to { opacity: 0; }
`;

/** For what is under way for as long as it is shown. */
export const breathe = keyframes`
  50% { opacity: 0.35; }
`;
