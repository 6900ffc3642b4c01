import { Box, Chip, Popover } from '@mui/material';
import { useState } from 'react';
import { useNow } from '../shared/useNow';
import { visuallyHidden } from '../shared/visuallyHidden';
import { useConnectionState } from './connection';
import { ConnectionDetails } from './ConnectionDetails';
import { describe, type Health } from './describe';

const colours: Record<Health, string> = { good: 'places.free', busy: 'places.few', bad: 'places.full' };

export function ConnectionChip() {
  const state = useConnectionState();
  const now = useNow(500);
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const { text, health } = describe(state, now);
  return (
    <>
      <Chip
        clickable
        variant="outlined"
        aria-haspopup="dialog"
        data-testid="connection"
        data-state={state.kind}
        onClick={(event) => {
          setAnchor(event.currentTarget);
        }}
        icon={<Box component="span" sx={{ width: 9, height: 9, borderRadius: '50%', bgcolor: colours[health] }} />}
        label={
          <>
            <Box component="span" sx={visuallyHidden}>
              Connection:{' '}
            </Box>
            {text}
          </>
        }
        sx={{ '& .MuiChip-icon': { ml: 1.25, mr: -0.25, color: 'inherit' }, fontVariantNumeric: 'tabular-nums' }}
      />
      <Popover
        open={anchor !== null}
        anchorEl={anchor}
        onClose={() => {
          setAnchor(null);
        }}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
        transformOrigin={{ vertical: 'top', horizontal: 'right' }}
        slotProps={{ paper: { role: 'dialog', 'aria-label': 'Connection', sx: { mt: 1, border: 1, borderColor: 'divider', p: 2, width: 320, maxWidth: '92vw' } } }}
      >
        <ConnectionDetails state={state} now={now} />
      </Popover>
    </>
  );
}
