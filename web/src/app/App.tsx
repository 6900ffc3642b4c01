import { CssBaseline, LinearProgress, ThemeProvider } from '@mui/material';
import { Suspense } from 'react';
import { BrowserRouter, Navigate, Route, Routes } from 'react-router';
import { AccountProvider } from '../account/AccountProvider';
import { SignedIn } from '../account/SignedIn';
import { ConnectionNotices } from '../connection/ConnectionNotices';
import { ReportPopups } from '../reports/ReportPopups';
import { NoticeProvider } from './NoticeProvider';
import { pages } from './pages';
import { Shell } from './Shell';
import { theme } from './theme';

export function App() {
  return (
    <ThemeProvider theme={theme} defaultMode="system">
      <CssBaseline enableColorScheme />
      <NoticeProvider>
        <AccountProvider>
          <SignedIn>
            <ConnectionNotices />
            <BrowserRouter>
              <ReportPopups />
              <Suspense fallback={<LinearProgress aria-label="Loading" />}>
                <Routes>
                  <Route element={<Shell />}>
                    {pages.map(({ path, Component, nested }) => (
                      <Route key={path} path={nested ? `${path}/*` : path} element={<Component />} />
                    ))}
                    <Route path="*" element={<Navigate to={pages[0].path} replace />} />
                  </Route>
                </Routes>
              </Suspense>
            </BrowserRouter>
          </SignedIn>
        </AccountProvider>
      </NoticeProvider>
    </ThemeProvider>
  );
}
