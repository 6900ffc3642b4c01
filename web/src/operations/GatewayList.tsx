import HubOutlined from '@mui/icons-material/HubOutlined';
import {
  Alert,
  Box,
  Button,
  Chip,
  LinearProgress,
  Paper,
  Table,
  TableBody,
  TableCell,
  TableContainer,
  TableHead,
  TableRow,
} from '@mui/material';
import { useConnectionState } from '../connection/connection';
import type { Gateway } from '../connection/gatewayAddresses';
import { age } from '../shared/age';
import { EmptyState } from '../shared/EmptyState';
import { fetchJson } from '../shared/http';
import { lightUp } from '../shared/motion';
import { useChange } from '../shared/useChange';
import { useNow } from '../shared/useNow';
import { usePolled } from '../shared/usePolled';

const refreshMs = 1_000;
const wideOnly = { display: { xs: 'none', sm: 'table-cell' } };
const ask = (signal: AbortSignal) => fetchJson<Gateway[]>('/api/gateways', { signal });

/** The gateways as the list of leases has them: what everybody may know. */
export function GatewayList() {
  const { value: gateways, error, reload } = usePolled(ask, refreshMs);
  const connection = useConnectionState();
  const mine = connection.kind === 'connected' ? connection.apiId : undefined;
  return (
    <Box sx={{ maxWidth: 960 }}>
      {error !== undefined && (
        <Alert
          severity="error"
          sx={{ mb: 2 }}
          action={
            <Button color="inherit" size="small" onClick={reload}>
              Try again
            </Button>
          }
        >
          The list could not be read{gateways ? '; this is the last one' : ''}.
        </Alert>
      )}
      {!gateways && error === undefined && <LinearProgress aria-label="Loading gateways" />}
      {gateways?.length === 0 && <EmptyState icon={<HubOutlined />} title="No gateway is alive" />}
      {gateways && gateways.length > 0 && <GatewayTable gateways={gateways} mine={mine} />}
    </Box>
  );
}

function GatewayTable({ gateways, mine }: { gateways: Gateway[]; mine: number | undefined }) {
  const now = useNow(1_000);
  return (
    <TableContainer component={Paper} variant="outlined">
      <Table aria-label="Gateways" sx={{ '& td': { fontVariantNumeric: 'tabular-nums' } }}>
        <TableHead>
          <TableRow>
            <TableCell>Gateway</TableCell>
            <TableCell>Address</TableCell>
            <TableCell align="right">Connections</TableCell>
            <TableCell align="right" sx={wideOnly}>
              Epoch
            </TableCell>
            <TableCell sx={wideOnly}>Started</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {gateways.map((gateway) => (
            <TableRow key={gateway.api_id} selected={gateway.api_id === mine}>
              <TableCell component="th" scope="row" sx={{ fontWeight: 650, whiteSpace: 'nowrap' }}>
                {gateway.api_id}
                {gateway.api_id === mine && <Chip size="small" color="primary" label="yours" sx={{ ml: 1 }} />}
              </TableCell>
              <TableCell sx={{ overflowWrap: 'anywhere' }}>{gateway.url}</TableCell>
              <TableCell align="right">
                <Connections count={gateway.connections} />
              </TableCell>
              <TableCell align="right" sx={wideOnly}>
                {gateway.epoch}
              </TableCell>
              <TableCell title={gateway.started_at} sx={{ whiteSpace: 'nowrap', ...wideOnly }}>
                {age(gateway.started_at, now)}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

/** The figure lights up when it changes. */
function Connections({ count }: { count: number }) {
  const change = useChange(count);
  return (
    <Box
      component="span"
      key={change.count}
      data-changes={change.count}
      sx={{
        px: 0.75,
        mx: -0.75,
        borderRadius: 1,
        animation: change.count > 0 ? `${lightUp} 2s ease-out` : 'none',
      }}
    >
      {count.toLocaleString('en')}
    </Box>
  );
}
