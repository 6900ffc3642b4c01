import { Chip } from '@mui/material';
import type { ReportState } from './report';
import { stateTone, stateText, type StateTone } from './words';

/** Colours that can be read on either ground. */
const colours: Record<StateTone, string> = {
  neutral: 'places.unknown',
  busy: 'primary.main',
  good: 'places.free',
  waiting: 'places.few',
  bad: 'places.full',
};

export function StateChip({ state }: { state: ReportState }) {
  const colour = colours[stateTone(state)];
  return (
    <Chip size="small" variant="outlined" label={stateText(state)} data-testid="state" data-state={state} sx={{ color: colour, borderColor: colour, flexShrink: 0 }} />
  );
}
