import type { ConnectionState } from '@homing/client';
import { Box, Button, Typography } from '@mui/material';
import { Fragment } from 'react';
import { age } from '../shared/age';
import { useConnection, type Client } from './connection';
import { describe } from './describe';

interface ConnectionDetailsProps {
  state: ConnectionState;
  now: number;
}

export function ConnectionDetails({ state, now }: ConnectionDetailsProps) {
  const client = useConnection();
  const facts = factsOf(state, now, client);
  return (
    <>
      <Typography variant="h2" component="p" sx={{ mb: 1 }}>
        {describe(state, now).text}
      </Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary', mb: 1.5 }}>
        {explain(state)}
      </Typography>
      <Box component="dl" sx={{ display: 'grid', gridTemplateColumns: 'auto 1fr', gap: 0.75, columnGap: 2, m: 0 }}>
        {facts.map(([name, value]) => (
          <Fragment key={name}>
            <Typography component="dt" variant="body2" sx={{ color: 'text.secondary' }}>
              {name}
            </Typography>
            <Typography component="dd" variant="body2" sx={{ m: 0, overflowWrap: 'anywhere' }}>
              {value}
            </Typography>
          </Fragment>
        ))}
      </Box>
      {state.kind === 'waiting' && (
        <Button
          fullWidth
          variant="contained"
          sx={{ mt: 2 }}
          onClick={() => {
            client.retryNow();
          }}
        >
          Try now
        </Button>
      )}
      {state.kind === 'closed' && (
        <Button
          fullWidth
          variant="contained"
          sx={{ mt: 2 }}
          onClick={() => {
            client.connect();
          }}
        >
          Connect here
        </Button>
      )}
    </>
  );
}

function explain(state: ConnectionState): string {
  switch (state.kind) {
    case 'connected':
      return state.resumed ? 'Back as the same client: nothing was lost.' : 'Answers arrive over this gateway.';
    case 'closed':
      return 'Not coming back by itself.';
    default:
      return 'What you asked is kept, and answered once the connection is back.';
  }
}

function factsOf(state: ConnectionState, now: number, client: Client): [string, string][] {
  const facts: [string, string][] = [];
  if (state.kind === 'connected') {
    facts.push(
      ['Gateway', String(state.apiId)],
      ['Epoch', String(state.epoch)],
      ['Resumed', state.resumed ? 'Yes' : 'No'],
      ['Address', new URL(state.url).host],
      ['Connected', age(state.since, now)],
    );
  }
  if (state.kind === 'waiting') {
    facts.push(['Next try', `in ${secondsUntil(state.nextTryAt, now)}`], ['Tries', String(state.attempt)]);
  }
  if (state.kind === 'waiting' || state.kind === 'closed') {
    facts.push(['Because', state.reason.replaceAll('_', ' ')]);
  }
  facts.push(['Unanswered', requestsText(client.pendingCount)]);
  if (client.clientId !== undefined) {
    facts.push(['Client', client.clientId]);
  }
  return facts;
}

function secondsUntil(moment: number, now: number): string {
  return `${(Math.max(0, moment - now) / 1_000).toFixed(1)} s`;
}

function requestsText(count: number): string {
  return count === 1 ? '1 request' : `${String(count)} requests`;
}
