import DarkModeOutlined from '@mui/icons-material/DarkModeOutlined';
import LightModeOutlined from '@mui/icons-material/LightModeOutlined';
import { AppBar, Box, IconButton, Link, Toolbar, Tooltip, Typography } from '@mui/material';
import { Outlet } from 'react-router';
import { AccountMenu } from '../account/AccountMenu';
import { ConnectionChip } from '../connection/ConnectionChip';
import { useColorMode } from './colorMode';
import { Logo } from './Logo';
import { PagesNav } from './PagesNav';

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
          <PagesNav />
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
