import CloseOutlined from '@mui/icons-material/CloseOutlined';
import PauseRounded from '@mui/icons-material/PauseRounded';
import PlayArrowRounded from '@mui/icons-material/PlayArrowRounded';
import { Alert, Box, IconButton, LinearProgress, Slider, ToggleButton, ToggleButtonGroup, Typography } from '@mui/material';
import { useEffect, useState } from 'react';
import { colourOf } from '../colours';
import type { Fleet } from '../fleet';
import { clockText, dateText, speedText, timeText } from '../words';
import { atPace, atStart, movedTo, paces, paused, played, positionAt } from './playbackClock';
import { momentAt, type Track } from './track';
import type { TrackState } from './useTrack';

interface PlaybackProps {
  routeId: string;
  title: string;
  fleet: Fleet;
  state: TrackState;
  onClose: () => void;
}

/** Looks back at a ride: its marker goes where it was, at the pace that is chosen. */
export function Playback({ routeId, title, fleet, state, onClose }: PlaybackProps) {
  const { track, error } = state;
  return (
    <Box
      component="section"
      aria-label={`Playback of ${title}`}
      data-testid="playback"
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          onClose();
        }
      }}
      sx={{ border: 1, borderColor: 'divider', borderRadius: 1, p: 1.5 }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
        <Typography component="h3" variant="subtitle1" sx={{ flexGrow: 1 }}>
          Playback
          {track && (
            <Typography component="span" variant="body2" sx={{ color: 'text.secondary', ml: 1 }}>
              {dateText(track.startedAt)}
            </Typography>
          )}
        </Typography>
        <IconButton size="small" aria-label="Close playback" onClick={onClose}>
          <CloseOutlined fontSize="small" />
        </IconButton>
      </Box>
      {track ? (
        <Controls key={track.rideId} routeId={routeId} fleet={fleet} track={track} />
      ) : track === null ? (
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          This ride has no positions.
        </Typography>
      ) : error === undefined ? (
        <LinearProgress aria-label="Loading the ride" />
      ) : (
        <Alert severity="error">{error instanceof Error ? error.message : 'The ride cannot be had.'} It is asked for again.</Alert>
      )}
    </Box>
  );
}

function Controls({ routeId, fleet, track }: { routeId: string; fleet: Fleet; track: Track }) {
  const [state, setState] = useState(atStart);
  const [now, setNow] = useState(0);
  const { lengthMs } = track;
  const at = positionAt(state, now, lengthMs);
  const playing = state.playing && at < lengthMs;
  const moment = momentAt(track, at);

  useEffect(() => {
    if (!playing) {
      return undefined;
    }
    let frame = requestAnimationFrame(function next() {
      setNow(performance.now());
      frame = requestAnimationFrame(next);
    });
    return () => {
      cancelAnimationFrame(frame);
    };
  }, [playing]);
  useEffect(() => {
    fleet.hold(routeId, momentAt(track, at).spot);
  }, [fleet, routeId, track, at]);
  useEffect(
    () => () => {
      fleet.hold(routeId, undefined);
    },
    [fleet, routeId],
  );

  return (
    <>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5 }}>
        <IconButton
          color="primary"
          aria-label={playing ? 'Pause' : 'Play'}
          onClick={() => {
            const moment = performance.now();
            setNow(moment);
            setState(playing ? paused(state, moment, lengthMs) : played(state, moment, lengthMs));
          }}
        >
          {playing ? <PauseRounded /> : <PlayArrowRounded />}
        </IconButton>
        <Slider
          size="small"
          aria-label="Time in the ride"
          min={0}
          max={Math.max(1, lengthMs)}
          step={500}
          value={at}
          getAriaValueText={(value) => `${clockText(value)} of ${clockText(lengthMs)}`}
          onChange={(_, value) => {
            const moment = performance.now();
            setNow(moment);
            setState(movedTo(state, value, moment));
          }}
          sx={{ color: colourOf(routeId).css, '& .MuiSlider-thumb, & .MuiSlider-track': { transition: 'none' } }}
        />
      </Box>
      <Typography variant="body2" data-testid="playback-at" data-at={Math.round(at)} sx={{ color: 'text.secondary', fontVariantNumeric: 'tabular-nums', mb: 1 }}>
        {clockText(at)} of {clockText(lengthMs)} · {timeText(track.startedAt + at)} · {speedText(moment.speedMps)}
      </Typography>
      <ToggleButtonGroup
        exclusive
        size="small"
        aria-label="Pace"
        value={state.pace}
        onChange={(_, pace: typeof state.pace | null) => {
          if (pace !== null) {
            const moment = performance.now();
            setNow(moment);
            setState(atPace(state, pace, moment, lengthMs));
          }
        }}
        sx={{ '& .MuiToggleButton-root': { py: 0.25, px: 1, textTransform: 'none' } }}
      >
        {paces.map((pace) => (
          <ToggleButton key={pace} value={pace}>
            {pace}×
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </>
  );
}
