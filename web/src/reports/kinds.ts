import type { Order, Parameters } from './report';

interface AnyParameter {
  name: string;
  /** What it is, in words. */
  description: string;
  /** Of a number the least it may be; of a text the fewest characters. */
  min: number;
  max: number;
}

export interface NumberParameter extends AnyParameter {
  type: 'integer';
  default: number | undefined;
}

export interface TextParameter extends AnyParameter {
  type: 'text';
}

export type Parameter = NumberParameter | TextParameter;

export interface Kind {
  kind: string;
  title: string;
  description: string;
  parameters: readonly Parameter[];
}

/** What may be asked for. */
export interface OrderRules {
  kinds: readonly Kind[];
  lifetime: { min: number; max: number; default: number };
  titleLength: number;
}

/** A form as it is filled in: all as text, since what is being typed need not be a number yet. */
export interface Draft {
  kind: string;
  title: string;
  values: Readonly<Record<string, string>>;
  lifetimeMinutes: number;
}

export function emptyDraft({ kinds, lifetime }: OrderRules): Draft {
  return { kind: kinds[0]?.kind ?? '', title: '', values: {}, lifetimeMinutes: lifetime.default };
}

export function draftOf(order: Order): Draft {
  const values = Object.fromEntries(Object.entries(order.parameters).map(([name, value]) => [name, String(value)]));
  return { kind: order.kind, title: order.title, values, lifetimeMinutes: order.lifetime_minutes };
}

/** What is filled in, or what the field has before anything is. */
export function valueIn(draft: Draft, parameter: Parameter): string {
  const preset = parameter.type === 'integer' ? parameter.default : undefined;
  return draft.values[parameter.name] ?? (preset === undefined ? '' : String(preset));
}

/** What is wrong with a draft, by field; empty where it can be sent. `title` is the title, all else are parameters. */
export type Faults = Readonly<Record<string, string>>;

export function faultsOf(draft: Draft, rules: OrderRules): Faults {
  const faults: Record<string, string> = {};
  for (const parameter of parametersOf(draft, rules)) {
    const fault = faultOf(valueIn(draft, parameter).trim(), parameter);
    if (fault !== undefined) {
      faults[parameter.name] = fault;
    }
  }
  const { from, to } = draft.values;
  if (faults['from'] === undefined && faults['to'] === undefined && from !== undefined && to !== undefined && Number(from) > Number(to)) {
    faults['to'] = `Not before the first year, ${from.trim()}.`;
  }
  if (draft.title.trim().length > rules.titleLength) {
    faults['title'] = `At most ${String(rules.titleLength)} characters.`;
  }
  return faults;
}

function faultOf(value: string, { type, min, max }: Parameter): string | undefined {
  if (type === 'text') {
    return value === '' ? 'Say which.' : value.length < min || value.length > max ? `${String(min)} to ${String(max)} characters.` : undefined;
  }
  const number = Number(value);
  return /^-?\d+$/.test(value) && number >= min && number <= max ? undefined : `A whole number from ${String(min)} to ${String(max)}.`;
}

/** The order of a draft that has no faults. */
export function orderIn(draft: Draft, rules: OrderRules): Order {
  const parameters: Parameters = Object.fromEntries(
    parametersOf(draft, rules).map((parameter) => {
      const value = valueIn(draft, parameter).trim();
      return [parameter.name, parameter.type === 'integer' ? Number(value) : value];
    }),
  );
  return { kind: draft.kind, title: draft.title.trim(), parameters, lifetime_minutes: draft.lifetimeMinutes };
}

/** What the field takes, in words. */
export function hintOf({ type, description, min, max }: Parameter): string {
  return type === 'integer' ? `${String(min)} to ${String(max)}` : description.charAt(0).toUpperCase() + description.slice(1);
}

export function parametersOf(draft: Draft, { kinds }: OrderRules): readonly Parameter[] {
  return kinds.find(({ kind }) => kind === draft.kind)?.parameters ?? [];
}
