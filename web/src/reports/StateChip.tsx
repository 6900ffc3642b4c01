import { Chip } from '@mui/material';
import type { ReportState } from './report';
import { stateText, stateTone } from './words';

export function StateChip({ state }: { state: ReportState }) {
  return <Chip size="small" variant="outlined" color={stateTone(state)} label={stateText(state)} data-testid="state" data-state={state} />;
}
