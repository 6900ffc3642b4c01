import { send } from '../shared/http';
import { gatewaysOf, type Gateway, type OperationsView } from './operations';

export const pauseMs = 5_000;

/** A gateway that was ended on purpose, and how things were just before. */
export interface Drill {
  kind: 'crash' | 'drain';
  gateway: Gateway;
  connectionsBefore: number;
  /** The newest picture when it began; only later ones tell of it. */
  startedAt: string;
}

export async function start(kind: Drill['kind'], apiId: number): Promise<void> {
  await send(`/api/gateways/${String(apiId)}/${kind}?pause_ms=${String(pauseMs)}`, { method: 'POST' });
}

export interface DrillProgress {
  text: string;
  /** The gateway is back and so is everybody who was connected to it. */
  over: boolean;
}

/** How far a drill has come. */
export function progressOf(drill: Drill, view: OperationsView): DrillProgress {
  const verb = drill.kind === 'crash' ? 'was killed' : 'drains';
  const name = `Gateway ${String(drill.gateway.api_id)}`;
  const is = gatewaysOf(view).find((gateway) => gateway.url === drill.gateway.url);
  const serves = is?.state === 'serving';
  const isBack = serves && is.epoch !== undefined && (is.epoch !== drill.gateway.epoch || is.api_id !== drill.gateway.api_id);
  const moved = drill.gateway.connections;
  const back = Math.max(0, Math.min(moved, moved - (drill.connectionsBefore - view.now.connections)));
  const away = serves && !isBack ? moved : back;
  const clients =
    moved === 0
      ? 'Nobody was connected to it.'
      : isBack || !serves
        ? `${String(away)} of its ${String(moved)} ${moved === 1 ? 'client is' : 'clients are'} connected again.`
        : `${String(moved)} ${moved === 1 ? 'client is' : 'clients are'} connected to it.`;
  const gateway = isBack
    ? `It is back as gateway ${String(is.api_id)}, epoch ${String(is.epoch)}.`
    : `Now it is ${is?.state ?? 'gone'}.`;
  return { text: `${name} ${verb}. ${clients} ${gateway}`, over: isBack && back >= moved };
}
