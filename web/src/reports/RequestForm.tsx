import { Alert, Box, Button, FormControl, FormControlLabel, FormHelperText, FormLabel, Radio, RadioGroup, Slider, Stack, TextField, Typography } from '@mui/material';
import { useId, useRef, useState, type ReactNode, type SubmitEvent } from 'react';
import { explain } from './explain';
import { faultsOf, hintOf, orderIn, parametersOf, valueIn, type Draft, type OrderRules, type Parameter } from './kinds';
import type { Order } from './report';
import { lifetimeText, orderText, parameterName } from './words';

interface RequestFormProps {
  rules: OrderRules;
  start: Draft;
  submitText: string;
  /** Resolves when it was taken. A refusal is said in the form. */
  onSubmit: (order: Order) => Promise<void>;
  onCancel: () => void;
  /** Stands above the fields. */
  children?: ReactNode;
}

export function RequestForm({ rules, start, submitText, onSubmit, onCancel, children }: RequestFormProps) {
  const [draft, setDraft] = useState(start);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const form = useRef<HTMLFormElement>(null);
  const kindLabel = useId();
  const faults = faultsOf(draft, rules);
  const shownFault = (name: string) => (touched.has(name) ? faults[name] : undefined);
  const change = (more: Partial<Draft>) => {
    setDraft((last) => ({ ...last, ...more }));
    setFailure(undefined);
  };
  const touch = (...names: readonly string[]) => {
    setTouched((last) => new Set([...last, ...names]));
  };

  const submit = async () => {
    if (busy) {
      return;
    }
    const wrong = Object.keys(faults);
    if (wrong.length > 0) {
      touch(...wrong);
      form.current?.querySelector<HTMLInputElement>(wrong.map((name) => `[name="${CSS.escape(name)}"]`).join())?.focus();
      return;
    }
    setBusy(true);
    setFailure(undefined);
    try {
      await onSubmit(orderIn(draft, rules));
    } catch (refused) {
      setFailure(refused);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Stack
      component="form"
      ref={form}
      noValidate
      spacing={3}
      onSubmit={(event: SubmitEvent) => {
        event.preventDefault();
        void submit();
      }}
      sx={{ maxWidth: 640 }}
    >
      {children}
      <FormControl>
        <FormLabel id={kindLabel}>Kind</FormLabel>
        <RadioGroup
          aria-labelledby={kindLabel}
          name="kind"
          value={draft.kind}
          onChange={(_, kind) => {
            change({ kind });
            setTouched(new Set());
          }}
        >
          {rules.kinds.map(({ kind, title, description }) => (
            <FormControlLabel
              key={kind}
              value={kind}
              control={<Radio size="small" />}
              label={
                <Box sx={{ py: 0.75 }}>
                  <Typography component="span" sx={{ display: 'block', fontWeight: 600 }}>
                    {title}
                  </Typography>
                  <Typography component="span" variant="body2" sx={{ display: 'block', color: 'text.secondary' }}>
                    {description}
                  </Typography>
                </Box>
              }
            />
          ))}
        </RadioGroup>
      </FormControl>
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: 'repeat(2, minmax(0, 1fr))' }, alignItems: 'start' }}>
        {parametersOf(draft, rules).map((parameter) => (
          <ParameterField
            key={`${draft.kind} ${parameter.name}`}
            parameter={parameter}
            value={valueIn(draft, parameter)}
            fault={shownFault(parameter.name)}
            onChange={(value) => {
              change({ values: { ...draft.values, [parameter.name]: value } });
              touch(parameter.name);
            }}
            onLeave={() => {
              touch(parameter.name);
            }}
          />
        ))}
      </Box>
      <TextField
        name="title"
        label="Title"
        fullWidth
        value={draft.title}
        placeholder={faults['title'] === undefined && Object.keys(faults).length === 0 ? orderText(orderIn(draft, rules)) : undefined}
        error={faults['title'] !== undefined}
        helperText={faults['title'] ?? 'It stands on the title page. Left empty, one is made.'}
        onChange={(event) => {
          change({ title: event.target.value });
        }}
        slotProps={{ inputLabel: { shrink: true } }}
      />
      <LifetimeSlider
        rules={rules}
        minutes={draft.lifetimeMinutes}
        onChange={(lifetimeMinutes) => {
          change({ lifetimeMinutes });
        }}
      />
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>
        Some people’s reports have to be approved first, an analyst’s for example: the policy decides. The report’s page then says who may approve it, and until when.
      </Typography>
      {failure !== undefined && <Alert severity="error">{explain(failure)}</Alert>}
      <Stack direction="row" spacing={1}>
        <Button type="submit" variant="contained" loading={busy}>
          {submitText}
        </Button>
        <Button color="inherit" onClick={onCancel}>
          Back
        </Button>
      </Stack>
    </Stack>
  );
}

interface ParameterFieldProps {
  parameter: Parameter;
  value: string;
  fault: string | undefined;
  onChange: (value: string) => void;
  onLeave: () => void;
}

function ParameterField({ parameter, value, fault, onChange, onLeave }: ParameterFieldProps) {
  return (
    <TextField
      required
      fullWidth
      name={parameter.name}
      label={parameterName(parameter.name)}
      value={value}
      error={fault !== undefined}
      helperText={fault ?? hintOf(parameter)}
      onChange={(event) => {
        onChange(event.target.value);
      }}
      onBlur={onLeave}
      slotProps={{ htmlInput: { ...(parameter.type === 'integer' && { inputMode: 'numeric' }), autoComplete: 'off' } }}
    />
  );
}

const usualLifetimes = [10, 30, 60, 120, 240, 480, 720, 1_440];

interface LifetimeSliderProps {
  rules: OrderRules;
  minutes: number;
  onChange: (minutes: number) => void;
}

/** Steps that people think in: from minutes to a day no even scale would do. */
function LifetimeSlider({ rules: { lifetime }, minutes, onChange }: LifetimeSliderProps) {
  const label = useId();
  const help = useId();
  const [given] = useState(minutes);
  const choices = [...new Set([...usualLifetimes, lifetime.min, lifetime.max, given])]
    .filter((choice) => choice >= lifetime.min && choice <= lifetime.max)
    .sort((a, b) => a - b);
  const at = Math.max(0, choices.indexOf(minutes));
  return (
    <Box>
      <Typography id={label} sx={{ fontWeight: 600 }}>
        Life time: {lifetimeText(minutes)}
      </Typography>
      <Box sx={{ px: 4 }}>
        <Slider
          aria-labelledby={label}
          aria-describedby={help}
          min={0}
          max={choices.length - 1}
          step={1}
          marks={choices.map((choice, index) => ({ value: index, ...((index === 0 || index === choices.length - 1) && { label: lifetimeText(choice) }) }))}
          value={at}
          getAriaValueText={(index) => lifetimeText(choices[index] ?? minutes)}
          onChange={(_, index) => {
            onChange(choices[index] ?? minutes);
          }}
        />
      </Box>
      <FormHelperText id={help}>So long the document is kept once it is here. Then it is deleted, here and at the provider.</FormHelperText>
    </Box>
  );
}
