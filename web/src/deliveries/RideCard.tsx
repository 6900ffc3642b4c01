import CenterFocusStrongOutlined from '@mui/icons-material/CenterFocusStrongOutlined';
import CloseOutlined from '@mui/icons-material/CloseOutlined';
import HistoryOutlined from '@mui/icons-material/HistoryOutlined';
import { Alert, Box, Button, Chip, IconButton, LinearProgress, Typography } from '@mui/material';
import { Fragment, useEffect, useRef, type ReactNode } from 'react';
import { distanceText } from '../shared/geo';
import { colourOf } from './colours';
import type { ChosenFacts } from './chosenFacts';
import { RouteSwatch } from './RouteSwatch';
import { durationText, speedText, timeText } from './words';

interface RideCardProps {
  facts: ChosenFacts;
  now: number;
  following: boolean;
  onFollow: (following: boolean) => void;
  onPlayback: (() => void) | undefined;
  onClose: () => void;
  children?: ReactNode;
}

const looks = {
  none: { text: 'Not under way', color: 'default' },
  requested: { text: 'Asked for', color: 'info' },
  moving: { text: 'Under way', color: 'success' },
  silent: { text: 'Silent', color: 'warning' },
  arrived: { text: 'Arrived', color: 'default' },
} as const;

/** The chosen route, and its newest ride. */
export function RideCard({ facts, now, following, onFollow, onPlayback, onClose, children }: RideCardProps) {
  const { routeId, title, look, progress } = facts;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, [routeId]);
  return (
    <Box
      component="section"
      aria-labelledby="ride-title"
      data-testid="ride"
      data-route={routeId}
      data-look={look}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) {
          onClose();
        }
      }}
      sx={{ px: 2.5, py: 2, borderBottom: 1, borderColor: 'divider' }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.25, mb: 1 }}>
        <RouteSwatch routeId={routeId} grey={look === 'silent'} />
        <Typography id="ride-title" variant="h2" ref={heading} tabIndex={-1} sx={{ outline: 'none', flexGrow: 1, overflowWrap: 'anywhere' }}>
          {title}
        </Typography>
        <Chip size="small" variant="outlined" color={looks[look].color} label={looks[look].text} data-testid="ride-state" />
        <IconButton aria-label="Close ride" size="small" edge="end" onClick={onClose}>
          <CloseOutlined fontSize="small" />
        </IconButton>
      </Box>
      {progress !== undefined && (
        <LinearProgress
          variant="determinate"
          aria-label="Progress"
          value={Math.round(progress * 100)}
          sx={{ height: 8, borderRadius: 4, mb: 1.25, bgcolor: 'action.hover', '& .MuiLinearProgress-bar': { bgcolor: look === 'silent' ? 'text.disabled' : colourOf(routeId).css } }}
        />
      )}
      <Notes facts={facts} now={now} />
      <Facts facts={facts} now={now} />
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, mt: 1.5 }}>
        {look !== 'none' && look !== 'requested' && (
          <Button
            size="small"
            variant={following ? 'contained' : 'outlined'}
            startIcon={<CenterFocusStrongOutlined />}
            aria-pressed={following}
            onClick={() => {
              onFollow(!following);
            }}
          >
            Follow
          </Button>
        )}
        {onPlayback && (
          <Button size="small" variant="outlined" startIcon={<HistoryOutlined />} onClick={onPlayback}>
            Play back
          </Button>
        )}
      </Box>
      {children && <Box sx={{ mt: 1.5 }}>{children}</Box>}
    </Box>
  );
}

function Notes({ facts: { look, seenAt, refused, requestedAt }, now }: { facts: ChosenFacts; now: number }) {
  if (refused !== undefined) {
    return (
      <Alert severity="error" sx={{ mb: 1 }}>
        {refused}
      </Alert>
    );
  }
  if (look === 'requested') {
    return (
      <Alert severity="info" sx={{ mb: 1 }}>
        Asked for{requestedAt === undefined ? '' : ` ${durationText(now - requestedAt)} ago`}, not started yet: no simulator has taken it so far. It starts as soon as one does.
      </Alert>
    );
  }
  if (look === 'silent' && seenAt !== undefined) {
    return (
      <Alert severity="warning" sx={{ mb: 1 }}>
        No position for {durationText(now - seenAt)}. It is shown where it was last seen.
      </Alert>
    );
  }
  return null;
}

function Facts({ facts, now }: { facts: ChosenFacts; now: number }) {
  const { look, lengthM, travelledM, remainingM, speedMps, eta, startedAt, finishedAt, clientId } = facts;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Length', lengthM === undefined ? undefined : distanceText(lengthM)],
    ['Speed', look === 'moving' && speedMps !== undefined ? speedText(speedMps) : undefined],
    ['Driven', travelledM === undefined ? undefined : distanceText(travelledM)],
    ['Remaining', look === 'arrived' || remainingM === undefined ? undefined : distanceText(remainingM)],
    ['Arrives', look === 'moving' && eta !== undefined ? `${timeText(eta)}, in ${durationText(eta - now)}` : undefined],
    ['Started', startedAt === undefined ? undefined : timeText(startedAt)],
    ['Arrived', finishedAt === undefined ? undefined : timeText(finishedAt)],
    ['For', clientId],
  ];
  return (
    <Box component="dl" data-testid="ride-facts" sx={{ display: 'grid', gridTemplateColumns: 'auto 1fr auto 1fr', columnGap: 1.5, rowGap: 0.5, m: 0, fontVariantNumeric: 'tabular-nums' }}>
      {rows
        .filter((row): row is [string, string] => row[1] !== undefined)
        .map(([name, value]) => (
          <Fragment key={name}>
            <Typography component="dt" variant="body2" sx={{ color: 'text.secondary' }}>
              {name}
            </Typography>
            <Typography component="dd" variant="body2" data-fact={name} sx={{ m: 0, overflowWrap: 'anywhere' }}>
              {value}
            </Typography>
          </Fragment>
        ))}
    </Box>
  );
}
