import { Box, Button, Paper, Table, TableBody, TableCell, TableContainer, TableHead, TableRow, Typography } from '@mui/material';
import { distanceText } from '../../shared/geo';
import { RouteSwatch } from '../RouteSwatch';
import { dateText, durationText, speedText } from '../words';
import { countText, type PastRide, type PastRides } from './insights';

interface PastRidesTableProps {
  rides: PastRides;
  shownId: string | undefined;
  onShow: (ride: PastRide) => void;
}

const wideOnly = { display: { xs: 'none', md: 'table-cell' } };

/** The rides of the range, newest first; each can be looked at on the map. */
export function PastRidesTable({ rides: { total, rides }, shownId, onShow }: PastRidesTableProps) {
  return (
    <>
      <TableContainer component={Paper} variant="outlined" sx={{ maxHeight: 480 }}>
        <Table size="small" stickyHeader aria-label="Rides of the range" sx={{ '& td': { fontVariantNumeric: 'tabular-nums' }, '& th, & td': { px: { xs: 1, md: 2 } } }}>
          <TableHead>
            <TableRow>
              <TableCell>Route</TableCell>
              <TableCell>Started</TableCell>
              <TableCell sx={wideOnly}>Took</TableCell>
              <TableCell align="right">Distance</TableCell>
              <TableCell align="right" sx={wideOnly}>
                Average
              </TableCell>
              <TableCell align="right" sx={wideOnly}>
                Positions
              </TableCell>
              <TableCell sx={wideOnly}>For</TableCell>
              <TableCell>Track</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {rides.map((ride) => (
              <TableRow key={ride.ride_id} data-past-ride={ride.ride_id} selected={ride.ride_id === shownId}>
                <TableCell component="th" scope="row" sx={{ overflowWrap: 'break-word' }}>
                  <Box sx={{ display: 'flex', gap: 1, alignItems: 'center' }}>
                    <RouteSwatch routeId={ride.route_id} />
                    {ride.title}
                  </Box>
                </TableCell>
                <TableCell>{dateText(ride.started_at)}</TableCell>
                <TableCell sx={wideOnly}>{ride.finished_at ? durationText(Date.parse(ride.finished_at) - Date.parse(ride.started_at)) : 'not arrived'}</TableCell>
                <TableCell align="right">{distanceText(ride.distance_m)}</TableCell>
                <TableCell align="right" sx={wideOnly}>
                  {speedText(ride.average_mps)}
                </TableCell>
                <TableCell align="right" sx={wideOnly}>
                  {countText(ride.positions)}
                </TableCell>
                <TableCell sx={{ overflowWrap: 'anywhere', ...wideOnly }}>{ride.client_id}</TableCell>
                <TableCell>
                  <Button
                    size="small"
                    aria-label={`Show the track of ${ride.title}, ${dateText(ride.started_at)}`}
                    onClick={() => {
                      onShow(ride);
                    }}
                  >
                    Show
                  </Button>
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </TableContainer>
      {total > rides.length && (
        <Typography variant="body2" sx={{ color: 'text.secondary', mt: 1 }}>
          The newest {countText(rides.length)} of {countText(total)}. Choose a shorter range to see the others.
        </Typography>
      )}
    </>
  );
}
