import DarkModeOutlined from '@mui/icons-material/DarkModeOutlined';
import LightModeOutlined from '@mui/icons-material/LightModeOutlined';
import { AppBar, Box, Button, IconButton, Link, Toolbar, Tooltip, Typography } from '@mui/material';
import { NavLink, Outlet } from 'react-router';
import { AccountMenu } from '../account/AccountMenu';
import { ConnectionChip } from '../connection/ConnectionChip';
import { useColorMode } from './colorMode';
import { Logo } from './Logo';
import { pages } from './pages';

export function Shell() {
  const { dark, toggle } = useColorMode();
  return (
    <Box sx={{ height: '100dvh', display: 'flex', flexDirection: 'column' }}>
      <Link
        href="#content"
        sx={{
          position: 'absolute',
          left: 8,
          top: -60,
          zIndex: 2_000,
          p: 1,
          bgcolor: 'background.paper',
          borderRadius: 1,
          '&:focus': { top: 8 },
        }}
      >
        Skip to content
      </Link>
      <AppBar
        position="static"
        color="transparent"
        elevation={0}
        sx={{ bgcolor: 'background.paper', borderBottom: 1, borderColor: 'divider' }}
      >
        <Toolbar variant="dense" sx={{ gap: { xs: 0.5, sm: 1.5 }, minHeight: 56, px: { xs: 1.5, sm: 2.5 } }}>
          <Logo />
          <Typography
            component="span"
            sx={{ fontWeight: 750, fontSize: '1.15rem', letterSpacing: '-0.03em', display: { xs: 'none', sm: 'block' } }}
          >
            Homing
          </Typography>
          <Box
            component="nav"
            aria-label="Pages"
            sx={{ display: 'flex', gap: 0.5, ml: { xs: 0, sm: 2 }, flexGrow: 1, minWidth: 0, overflowX: 'auto' }}
          >
            {pages.map(({ path, name }) => (
              <Button
                key={path}
                component={NavLink}
                to={path}
                color="inherit"
                size="small"
                sx={{
                  color: 'text.secondary',
                  px: { xs: 1, sm: 1.5 },
                  minWidth: 0,
                  flexShrink: 0,
                  '&.active': { color: 'primary.main', bgcolor: 'action.hover' },
                }}
              >
                {name}
              </Button>
            ))}
          </Box>
          <ConnectionChip />
          <AccountMenu />
          <Tooltip title={dark ? 'Light colours' : 'Dark colours'}>
            <IconButton
              aria-label={dark ? 'Use light colours' : 'Use dark colours'}
              onClick={toggle}
              edge="end"
              sx={{ display: { xs: 'none', sm: 'inline-flex' } }}
            >
              {dark ? <LightModeOutlined /> : <DarkModeOutlined />}
            </IconButton>
          </Tooltip>
        </Toolbar>
      </AppBar>
      <Box component="main" id="content" tabIndex={-1} sx={{ flexGrow: 1, minHeight: 0, outline: 'none' }}>
        <Outlet />
      </Box>
    </Box>
  );
}
