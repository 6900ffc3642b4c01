import ExpandMore from '@mui/icons-material/ExpandMore';
import { Box, Button, Menu, MenuItem } from '@mui/material';
import { useState } from 'react';
import { NavLink, useLocation } from 'react-router';
import { pages } from './pages';

/** The way from page to page: all names in a row, or where they do not fit, the present one with the others in a menu. */
export function PagesNav() {
  const { pathname } = useLocation();
  const [anchor, setAnchor] = useState<HTMLElement>();
  const present = pages.find(({ path }) => pathname.startsWith(path));
  const close = () => {
    setAnchor(undefined);
  };
  return (
    <Box component="nav" aria-label="Pages" sx={{ ml: { xs: 0, sm: 2 }, flexGrow: 1, minWidth: 0 }}>
      <Box sx={{ display: { xs: 'none', md: 'flex' }, gap: 0.5 }}>
        {pages.map(({ path, name }) => (
          <Button
            key={path}
            component={NavLink}
            to={path}
            color="inherit"
            size="small"
            sx={{ color: 'text.secondary', px: 1.5, minWidth: 0, '&.active': { color: 'primary.main', bgcolor: 'action.hover' } }}
          >
            {name}
          </Button>
        ))}
      </Box>
      <Box sx={{ display: { xs: 'block', md: 'none' } }}>
        <Button
          color="inherit"
          size="small"
          endIcon={<ExpandMore />}
          aria-haspopup="menu"
          aria-expanded={anchor !== undefined}
          onClick={(event) => {
            setAnchor(event.currentTarget);
          }}
        >
          {present?.name ?? 'Pages'}
        </Button>
        <Menu anchorEl={anchor} open={anchor !== undefined} onClose={close}>
          {pages.map(({ path, name }) => (
            <MenuItem key={path} component={NavLink} to={path} selected={path === present?.path} onClick={close}>
              {name}
            </MenuItem>
          ))}
        </Menu>
      </Box>
    </Box>
  );
}
