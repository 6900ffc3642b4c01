import TuneOutlined from '@mui/icons-material/TuneOutlined';
import { Badge, Box, Button, Collapse, FormControlLabel, MenuItem, Switch, TextField } from '@mui/material';
import { useId, useState } from 'react';
import { distanceText } from '../shared/geo';
import { activeFilters, freePlaces, noFilters, parkTypes, radii, stays, type Filters } from './filters';
import { stayText } from './words';

interface FilterBarProps {
  filters: Filters;
  onChange: (filters: Filters) => void;
}

export function FilterBar({ filters, onChange }: FilterBarProps) {
  const [open, setOpen] = useState(false);
  const panel = useId();
  const active = activeFilters(filters);
  const set = (change: Partial<Filters>) => {
    onChange({ ...filters, ...change });
  };
  return (
    <Box>
      <Box sx={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between' }}>
        <FormControlLabel
          label="Open now"
          sx={{ ml: -0.5 }}
          slotProps={{ typography: { variant: 'body2' } }}
          control={
            <Switch
              size="small"
              checked={filters.openNow}
              onChange={(_, openNow) => {
                set({ openNow });
              }}
            />
          }
        />
        <Box sx={{ display: 'flex', gap: 1 }}>
          {active > 0 && (
            <Button
              size="small"
              color="inherit"
              onClick={() => {
                onChange(noFilters);
              }}
            >
              Clear
            </Button>
          )}
          <Badge badgeContent={active} color="primary">
            <Button
              size="small"
              variant="outlined"
              startIcon={<TuneOutlined />}
              aria-expanded={open}
              aria-controls={panel}
              onClick={() => {
                setOpen(!open);
              }}
            >
              Filters
            </Button>
          </Badge>
        </Box>
      </Box>
      <Collapse in={open} id={panel} unmountOnExit>
        <Box sx={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 1.5, pt: 2 }}>
          <Choice
            label="Within"
            value={filters.radiusM}
            choices={radii.map((radius) => [radius, radius === 0 ? 'Any distance' : distanceText(radius)])}
            onChoose={(radiusM) => {
              set({ radiusM });
            }}
          />
          <Choice
            label="Free places"
            value={filters.minFree}
            choices={freePlaces.map((count) => [count, count === 0 ? 'Any' : `At least ${String(count)}`])}
            onChoose={(minFree) => {
              set({ minFree });
            }}
          />
          <Choice
            label="Kind"
            value={filters.parkType}
            choices={parkTypes}
            onChoose={(parkType) => {
              set({ parkType });
            }}
          />
          <Choice
            label="Stay"
            value={filters.stayMinutes}
            choices={stays.map((stay) => [stay, stay === 0 ? 'No price' : stayText(stay)])}
            onChoose={(stayMinutes) => {
              set({ stayMinutes });
            }}
          />
        </Box>
      </Collapse>
    </Box>
  );
}

interface ChoiceProps<T extends string | number> {
  label: string;
  value: T;
  choices: readonly (readonly [T, string])[];
  onChoose: (value: T) => void;
}

function Choice<T extends string | number>({ label, value, choices, onChoose }: ChoiceProps<T>) {
  return (
    <TextField
      select
      size="small"
      label={label}
      value={value}
      slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
      onChange={(event) => {
        onChoose(event.target.value as T);
      }}
    >
      {choices.map(([choice, name]) => (
        <MenuItem key={choice} value={choice}>
          {name}
        </MenuItem>
      ))}
    </TextField>
  );
}
