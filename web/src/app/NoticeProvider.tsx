import { Alert, Snackbar } from '@mui/material';
import { useCallback, useState, type ReactNode } from 'react';
import { NoticeContext, type Tone } from './notices';

interface Notice {
  key: number;
  text: string;
  tone: Tone;
}

export function NoticeProvider({ children }: { children: ReactNode }) {
  const [notice, setNotice] = useState<Notice>();
  const [open, setOpen] = useState(false);

  const notify = useCallback((text: string, tone: Tone = 'info') => {
    setNotice((last) => ({ key: (last?.key ?? 0) + 1, text, tone }));
    setOpen(true);
  }, []);
  const close = () => {
    setOpen(false);
  };

  return (
    <NoticeContext value={notify}>
      {children}
      <Snackbar
        key={notice?.key}
        open={open}
        autoHideDuration={6_000}
        onClose={(_, reason) => {
          if (reason !== 'clickaway') {
            close();
          }
        }}
      >
        <Alert severity={notice?.tone ?? 'info'} variant="filled" onClose={close} sx={{ width: '100%' }}>
          {notice?.text}
        </Alert>
      </Snackbar>
    </NoticeContext>
  );
}
