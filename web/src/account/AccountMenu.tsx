import AccountCircleOutlined from '@mui/icons-material/AccountCircleOutlined';
import { Avatar, Divider, IconButton, Menu, MenuItem, Tooltip, Typography } from '@mui/material';
import { useState } from 'react';
import { useColorMode } from '../app/colorMode';
import { useNotify } from '../app/notices';
import { useAccount, useAccountStore } from './account';
import { SignInDialog } from './SignInDialog';

export function AccountMenu() {
  const store = useAccountStore();
  const user = useAccount()?.user;
  const notify = useNotify();
  const { dark, toggle } = useColorMode();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [signingIn, setSigningIn] = useState(false);
  const who = user === undefined ? 'Guest' : `Signed in as ${user}`;

  const close = () => {
    setAnchor(null);
  };
  const leave = async () => {
    close();
    try {
      await store.signOut();
      notify('You are signed out.', 'success');
    } catch {
      notify('Signing out failed. Try again.', 'error');
    }
  };

  return (
    <>
      <Tooltip title={who}>
        <IconButton
          aria-label={`Account: ${who}`}
          aria-haspopup="menu"
          aria-expanded={anchor !== null}
          data-testid="account"
          onClick={(event) => {
            setAnchor(event.currentTarget);
          }}
        >
          {user === undefined ? (
            <AccountCircleOutlined />
          ) : (
            <Avatar
              aria-hidden
              sx={{ width: 26, height: 26, fontSize: '0.85rem', bgcolor: 'primary.main', color: 'primary.contrastText' }}
            >
              {user[0]?.toUpperCase()}
            </Avatar>
          )}
        </IconButton>
      </Tooltip>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={close} slotProps={{ list: { 'aria-label': 'Account' } }}>
        <Typography component="li" role="presentation" variant="body2" sx={{ px: 2, py: 1, color: 'text.secondary' }}>
          {who}
        </Typography>
        <Divider component="li" />
        {user === undefined ? (
          <MenuItem
            onClick={() => {
              close();
              setSigningIn(true);
            }}
          >
            Sign in…
          </MenuItem>
        ) : (
          <MenuItem onClick={() => void leave()}>Sign out</MenuItem>
        )}
        {/* On a narrow screen there is no room for its button. */}
        <MenuItem
          sx={{ display: { sm: 'none' } }}
          onClick={() => {
            close();
            toggle();
          }}
        >
          {dark ? 'Use light colours' : 'Use dark colours'}
        </MenuItem>
      </Menu>
      <SignInDialog
        open={signingIn}
        onClose={() => {
          setSigningIn(false);
        }}
      />
    </>
  );
}
