import RefreshOutlined from '@mui/icons-material/RefreshOutlined';
import { Box, IconButton, TextField, ToggleButton, ToggleButtonGroup, Tooltip } from '@mui/material';
import { endsOf, localInput, presets, type Range } from './insights';

interface RangeBarProps {
  range: Range;
  onChange: (range: Range) => void;
  onRefresh: () => void;
}

/** Chooses the time that is looked at. */
export function RangeBar({ range, onChange, onRefresh }: RangeBarProps) {
  const custom = range.kind === 'custom' ? range : undefined;
  const wrong = custom !== undefined && endsOf(custom, 0) === undefined;
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5 }}>
      <ToggleButtonGroup
        exclusive
        size="small"
        aria-label="Range"
        value={range.kind}
        onChange={(_, kind: Range['kind'] | null) => {
          if (kind === 'custom') {
            const ends = endsOf(range, Date.now());
            onChange({ kind, from: localInput(ends?.from ?? 0), to: localInput(ends?.to ?? 0) });
          } else if (kind !== null) {
            onChange({ kind });
          }
        }}
        sx={{ '& .MuiToggleButton-root': { textTransform: 'none', px: 1.5 } }}
      >
        {presets.map(([kind, name]) => (
          <ToggleButton key={kind} value={kind}>
            {name}
          </ToggleButton>
        ))}
        <ToggleButton value="custom">Custom</ToggleButton>
      </ToggleButtonGroup>
      {custom &&
        (['from', 'to'] as const).map((end) => (
          <TextField
            key={end}
            type="datetime-local"
            size="small"
            label={end === 'from' ? 'From' : 'To'}
            value={custom[end]}
            error={wrong}
            helperText={wrong && end === 'to' ? 'The end must be after the start' : undefined}
            slotProps={{ inputLabel: { shrink: true } }}
            onChange={(event) => {
              onChange({ ...custom, [end]: event.target.value });
            }}
          />
        ))}
      <Tooltip title="Ask again">
        <IconButton aria-label="Ask again" onClick={onRefresh}>
          <RefreshOutlined />
        </IconButton>
      </Tooltip>
    </Box>
  );
}
