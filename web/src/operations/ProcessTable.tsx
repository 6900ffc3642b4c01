import { Chip, Paper, Table, TableBody, TableCell, TableContainer, TableHead, TableRow } from '@mui/material';
import { age } from '../shared/age';
import { useNow } from '../shared/useNow';
import type { Process } from './operations';

const stateColors = { live: 'success', stopped: 'default', gone: 'error' } as const;
const wideOnly = { display: { xs: 'none', md: 'table-cell' } };

export function ProcessTable({ processes }: { processes: readonly Process[] }) {
  const now = useNow(1_000);
  return (
    <TableContainer component={Paper} variant="outlined">
      <Table size="small" aria-label="Processes" sx={{ '& td': { fontVariantNumeric: 'tabular-nums' } }}>
        <TableHead>
          <TableRow>
            <TableCell>Process</TableCell>
            <TableCell>Roles</TableCell>
            <TableCell align="right" sx={wideOnly}>
              Dead letters
            </TableCell>
            <TableCell align="right" sx={wideOnly}>
              Leases lost
            </TableCell>
            <TableCell sx={wideOnly}>Started</TableCell>
            <TableCell>State</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {processes.map((process) => (
            <TableRow key={process.process_id} data-process={process.process_id}>
              <TableCell component="th" scope="row" sx={{ overflowWrap: 'anywhere' }} title={process.process_id}>
                {process.host} · {process.pid}
              </TableCell>
              <TableCell>{process.roles.join(', ')}</TableCell>
              <TableCell align="right" sx={wideOnly}>
                {process.dead_letters}
              </TableCell>
              <TableCell align="right" sx={wideOnly}>
                {process.leases_lost}
              </TableCell>
              <TableCell sx={{ whiteSpace: 'nowrap', ...wideOnly }} title={process.started_at}>
                {age(process.started_at, now)}
              </TableCell>
              <TableCell>
                <Chip size="small" variant="outlined" color={stateColors[process.state]} label={process.state} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
