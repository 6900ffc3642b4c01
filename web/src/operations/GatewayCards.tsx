import BoltOutlined from '@mui/icons-material/BoltOutlined';
import LogoutOutlined from '@mui/icons-material/LogoutOutlined';
import { Box, Button, Chip, Paper, Typography } from '@mui/material';
import type { Drill } from './drills';
import { figure } from './charts';
import { nameOf, type Gateway } from './operations';

const stateColors = { serving: 'success', draining: 'warning', down: 'error', gone: 'default' } as const;

interface GatewayCardsProps {
  gateways: readonly Gateway[];
  /** The id of the gateway that this page is on. */
  mine: number | undefined;
  /** Given where drills are allowed. */
  onDrill: ((kind: Drill['kind'], gateway: Gateway) => void) | undefined;
}

export function GatewayCards({ gateways, mine, onDrill }: GatewayCardsProps) {
  return (
    <Box
      component="ul"
      aria-label="Gateways"
      sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 2, gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 280px), 1fr))' }}
    >
      {gateways.map((gateway) => (
        <GatewayCard key={gateway.url} gateway={gateway} isMine={gateway.api_id !== undefined && gateway.api_id === mine} onDrill={onDrill} />
      ))}
    </Box>
  );
}

interface GatewayCardProps {
  gateway: Gateway;
  isMine: boolean;
  onDrill: GatewayCardsProps['onDrill'];
}

function GatewayCard({ gateway, isMine, onDrill }: GatewayCardProps) {
  const away = gateway.state === 'gone' || gateway.state === 'down';
  const name = nameOf(gateway);
  return (
    <Paper component="li" variant="outlined" data-gateway={gateway.url} data-state={gateway.state} sx={{ p: 2, opacity: away ? 0.75 : 1, minWidth: 0 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, mb: 0.5, flexWrap: 'wrap' }}>
        <Typography component="h3" variant="subtitle1">
          {gateway.api_id === undefined ? 'No id' : name}
        </Typography>
        {isMine && <Chip size="small" color="primary" label="yours" />}
        <Chip size="small" variant="outlined" color={stateColors[gateway.state]} label={gateway.state} sx={{ ml: 'auto' }} />
      </Box>
      <Typography variant="body2" sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>
        {gateway.url}
      </Typography>
      <Box component="dl" sx={{ display: 'grid', gridTemplateColumns: 'repeat(3, 1fr)', gap: 1, my: 1.5, '& dd': { m: 0 } }}>
        <Fact name="Connections" value={figure(gateway.connections)} />
        <Fact name="In flight" value={figure(gateway.in_flight)} />
        <Fact name="Epoch" value={gateway.epoch === undefined ? '–' : String(gateway.epoch)} />
      </Box>
      {onDrill && (
        <Box sx={{ display: 'flex', gap: 1 }}>
          <Button
            size="small"
            color="error"
            variant="outlined"
            startIcon={<BoltOutlined />}
            disabled={gateway.state !== 'serving'}
            aria-label={`Kill ${name}`}
            onClick={() => {
              onDrill('crash', gateway);
            }}
          >
            Kill
          </Button>
          <Button
            size="small"
            color="inherit"
            variant="outlined"
            startIcon={<LogoutOutlined />}
            disabled={gateway.state !== 'serving'}
            aria-label={`Drain ${name}`}
            onClick={() => {
              onDrill('drain', gateway);
            }}
          >
            Drain
          </Button>
        </Box>
      )}
    </Paper>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <Box>
      <Typography component="dt" variant="caption" sx={{ color: 'text.secondary' }}>
        {name}
      </Typography>
      <Typography component="dd" sx={{ fontWeight: 650, fontSize: '1.2rem', fontVariantNumeric: 'tabular-nums' }}>
        {value}
      </Typography>
    </Box>
  );
}
